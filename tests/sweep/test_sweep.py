"""The canary sweep: tokens in every personal field, a whole life, and then a look into every corner."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from redis import Redis

from adapters import embedded_redis
from tests.fixtures.uploads import archive
from tests.harness.smtp import MailSink, Received
from tests.sweep import places
from tests.sweep.canaries import Kind
from tests.sweep.outside import Answer, Person
from tests.sweep.town import DAY, PEOPLE, Town

Look = Callable[[Town], Iterator[places.Place]]


@pytest.fixture(scope="module")
def town(seeded_dir: Path) -> Iterator[Town]:
    """A town in which three letters have been led through their life and every page was read."""
    directory, sink = Path(tempfile.mkdtemp(prefix="mb-")), MailSink().start()
    made = Town(directory, sink)
    try:
        made.start(seeded_dir)
        made.live()
        made.count()
        force_errors(made)
        made.read_pages()
        yield made
    finally:
        made.stop()
        sink.stop()
        print(made.service.last_logs(20))  # noqa: T201 - part of the report when the sweep fails
        shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="module")
def looked(town: Town) -> list[places.Place]:
    """Every place of the town as its life left it, before anything is planted there."""
    return list(places.everywhere(town))


def force_errors(town: Town) -> None:
    """Have the service fail and refuse with tokens in its hands: what is typed wrongly, what it cannot read."""
    tokens, person = town.canaries["open"].tokens, Person(town.service.port)
    name, number = tokens[Kind.NAME], tokens[Kind.NUMBER]
    person.post("/status", {"number": number, "code": tokens[Kind.PHONE]}, person.get("/status"))
    person.post("/sign-in", {"login": tokens[Kind.EMAIL], "password": tokens[Kind.CODE], "code": "000000"},
                person.get("/sign-in"))
    town.pages["errors"] = [person.get(f"/letters?q={tokens[Kind.ID_NUMBER]}"), person.get(f"/nowhere/{name}")]
    with sqlite3.connect(town.service.data_dir / "mailbox.db") as connection:
        [(case_id, sealed)] = connection.execute(
            'SELECT case_id, name FROM identity JOIN "case" ON id = case_id WHERE number = ?', (number,)).fetchall()
        connection.execute("UPDATE identity SET name = ? WHERE case_id = ?", (sealed[:-1] + b"\0", case_id))
    connection.close()
    broken = town.writers["open"].get(f"/status/{number}/person")
    assert broken.status == 500, broken.status
    town.pages["errors"].append(broken)
    with sqlite3.connect(town.service.data_dir / "mailbox.db") as connection:
        connection.execute("UPDATE identity SET name = ? WHERE case_id = ?", (sealed, case_id))
    connection.close()


def test_sweep_finds_no_token_where_nobody_is_entitled_to_it(town: Town, looked: list[places.Place]) -> None:
    """L1, G1, M1, I2, I3, L5, S6: nothing of who wrote or what was written lies where it does not belong."""
    found = places.leaks(looked, town.canaries)
    assert not found, "\n".join(sorted(f"{leak.place}: {leak.kind} of {leak.letter}" for leak in found))
    kinds = {place.name.partition(" ")[0] for place in looked}
    assert kinds == {"log", "Redis", "mail", "database", "sealed", "search", "export", "output", "page", "stored"} | (
        {"temporary"} & kinds)


@pytest.mark.parametrize("person", sorted({*places.ROLES} - {"errors"}))
def test_entitled_people_read_what_is_theirs(town: Town, person: str) -> None:
    """L1: the sweep is not blind: each role that is entitled to a letter's text has read it on its pages."""
    shown = b"\n".join(answer.content for answer in town.pages[person])
    for name, kinds in places.ROLES[person].items():
        if Kind.TEXT in kinds and person not in ("system_admin", "security_admin", "auditor"):
            assert town.canaries[name].tokens[Kind.TEXT].encode() in shown, name
    assert len(town.pages[person]) >= 5


def test_digests_were_read_as_pages_and_as_files(town: Town) -> None:
    """I4: the sweep has seen the digests of those who read them, and of nobody else."""
    readers = {"handler", "lead", "outsider", "intake", "supervisor", "leader"}
    for person in PEOPLE:
        read = [answer for answer in town.pages[person] if f"/{DAY}" in answer.path and "/desk/digests/" in answer.path]
        assert {answer.status for answer in read} == ({200} if person in readers else {403}), person
        assert any(answer.path.endswith("/files/xlsx") for answer in read), person


def _log(town: Town, token: str) -> None:
    with (town.service.data_dir / "logs" / "web.log").open("a") as log:
        log.write(f"planted {token}\n")


def _redis(town: Town, token: str) -> None:
    client = Redis.from_url(embedded_redis.prepare(town.service.data_dir).url)
    client.hset("rq:job:planted", mapping={"data": token})
    client.close()


def _mail(town: Town, token: str) -> None:
    message = EmailMessage()
    message["Subject"] = "planted"
    message.set_content(f"您好，{token}")
    town.sink.received.append(Received("a@example.cn", ("b@example.cn",), message))


def _temporary(town: Town, token: str) -> None:
    (town.temporary / "planted").write_bytes(token.encode())


def _sql(statement: str) -> Callable[[Town, str], None]:
    def plant(town: Town, token: str) -> None:
        with sqlite3.connect(town.service.data_dir / "mailbox.db") as connection:
            connection.execute(statement, (token,))
        connection.close()
    return plant


def _backup(town: Town, token: str) -> None:
    folder = town.service.data_dir / "backups"
    folder.mkdir(exist_ok=True)
    (folder / "planted.tar").write_bytes(token.encode())


def _page(town: Town, token: str) -> None:
    town.pages["auditor"].append(Answer("/planted", 200, {}, token.encode()))


PLANTS: dict[str, tuple[Callable[[Town, str], None], Kind, Look]] = {
    "log": (_log, Kind.TEXT, places.logs), "Redis": (_redis, Kind.PHONE, places.queues),
    "mail": (_mail, Kind.NAME, places.mails), "temporary": (_temporary, Kind.FILE_TEXT, places.temporary),
    "database": (_sql("UPDATE letter SET rating_words = ?"), Kind.ADDRESS, places.store),
    "sealed": (_backup, Kind.EMAIL, places.backups),
    "search": (_sql("UPDATE letter_index SET body = ?"), Kind.PHONE, places.indexes),
    "export": (_sql('UPDATE "case" SET title = ?'), Kind.NAME, places.exports),
    "page": (_page, Kind.NAME, places.pages)}


def test_pages_that_were_read_are_pages(town: Town) -> None:
    """L1: nothing hid behind a fault: only the one that was forced ended in one, and it names an incident only."""
    broken = [answer for answers in town.pages.values() for answer in answers if answer.status >= 500]
    assert [(answer.path.rpartition("/")[2], answer.status) for answer in broken] == [("person", 500)]


@pytest.mark.usefixtures("looked")
@pytest.mark.parametrize("place", PLANTS)
def test_planted_leak_is_found(town: Town, place: str) -> None:
    """L1: the positive control: a token that is planted in a kind of place is found there."""
    plant, kind, look = PLANTS[place]
    plant(town, town.canaries["open"].tokens[kind])
    found = places.leaks(look(town), town.canaries)
    assert (place, kind) in {(leak.place.partition(" ")[0], leak.kind) for leak in found}


@pytest.mark.parametrize("spelt", ["utf-8", "json", "percent", "base64", "zip"])
def test_token_is_found_however_it_is_spelt(town: Town, spelt: str) -> None:
    """L1: the search sees through JSON, addresses, base 64 and archives."""
    made = town.canaries["open"]
    assert places.leaks([places.Place("planted", spelling(made.tokens[Kind.NAME], spelt), {})], town.canaries) == [
        places.Leak("planted", "open", Kind.NAME)]


def spelling(token: str, spelt: str) -> bytes:
    from_words = {"utf-8": token.encode(), "json": ascii(token).encode(),
                  "percent": "".join(f"%{byte:02X}" for byte in token.encode()).encode()}
    return from_words.get(spelt) or packed(token, spelt)


def packed(token: str, spelt: str) -> bytes:
    text = f"来信人{token}说".encode()
    return archive({"a.txt": text}) if spelt == "zip" else b64encode(b"x" + text)
