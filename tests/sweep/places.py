"""Where a leak could lie, and who is entitled to what (security.md 1.2): everything else in a place is a leak."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from redis import Redis

from adapters import embedded_redis
from tests.sweep.canaries import FILES, IDENTITY, WORDS, Canary, Kind, contains, unpacked
from tests.sweep.outside import Answer
from tests.sweep.town import ASKED, SAID, THIRD, Town

Entitled = Mapping[str, frozenset[Kind]]
NUMBER = frozenset({Kind.NUMBER})
CONTACT = IDENTITY - {Kind.ID_NUMBER}
NOTHING: Entitled = {}
LETTERS = ("open", "hidden", "report")
NUMBERS: Entitled = {name: NUMBER for name in (*LETTERS, ASKED, SAID)}
# Everybody reads the words of a comment that is shown. Whoever moderates it reads what its writer repeats in them.
SHOWN = frozenset({Kind.TEXT, Kind.NUMBER})
MODERATED = SHOWN | {Kind.FILE_NAME, Kind.FILE_TEXT, Kind.NAME, Kind.PHONE}
# The letters office reads all texts and files as they came, with what a writer repeats of themselves in the text; who
# wrote stays masked until somebody gives a reason.
_ALL_WORDS = WORDS | FILES | NUMBER | {Kind.FILE_META}
OFFICE: Entitled = {"open": _ALL_WORDS, SAID: SHOWN,
                    **{name: _ALL_WORDS | {Kind.NAME, Kind.PHONE} for name in ("hidden", "report")}}
# The agency that is asked knows who asks and whom it consulted.
AGENCY: Entitled = {"open": WORDS | FILES | CONTACT | NUMBER, "hidden": WORDS | {Kind.FILE_TEXT} | NUMBER,
                    ASKED: WORDS | CONTACT | NUMBER, THIRD: CONTACT, SAID: MODERATED}
# Case by case, what a page of this person may show; what is not here is a leak.
ROLES: dict[str, Entitled] = {
    # What is published; of the published letter the title, too. Of a comment its words, without who wrote it.
    "public": {"open": WORDS, SAID: SHOWN},
    # The handling unit: contact only of a writer who allowed it; files of a confidential letter have no names.
    "handler": AGENCY, "lead": AGENCY,
    # All requests, but who asks stays masked.
    "disclosure": {"open": WORDS, ASKED: WORDS | NUMBER, SAID: MODERATED},
    "outsider": {"open": WORDS, "report": WORDS | {Kind.FILE_TEXT} | NUMBER, SAID: SHOWN},
    "intake": OFFICE,
    "supervisor": OFFICE,
    "leader": {name: WORDS | FILES | NUMBER for name in LETTERS} | {ASKED: WORDS | NUMBER, SAID: MODERATED},
    "redactor": {"open": WORDS | FILES | NUMBER, SAID: SHOWN},
    "publisher": {name: WORDS | FILES | NUMBER for name in LETTERS} | {SAID: SHOWN},
    "system_admin": {"open": WORDS, SAID: SHOWN},
    "errors": {"open": NUMBER},
    "security_admin": {"open": WORDS, SAID: SHOWN},
    "auditor": {"open": WORDS | NUMBER, "hidden": NUMBER, "report": NUMBER, ASKED: NUMBER, SAID: SHOWN},
}
# Every token that has no business in the machine room: logs, queues, mail, temporary files, archives.
MACHINE = NUMBERS
PATTERNS = ("*.log", "*.log.*")


@dataclass(frozen=True)
class Place:
    """One thing that was looked at: its name, its bytes, and what may stand in it."""

    name: str
    content: bytes
    entitled: Entitled


@dataclass(frozen=True)
class Leak:
    """A token where it does not belong. The token itself is not repeated."""

    place: str
    letter: str
    kind: Kind


def leaks(places: Iterable[Place], canaries: Mapping[str, Canary]) -> list[Leak]:
    """Return every token that stands where nobody is entitled to it."""
    found = []
    for place in places:
        content = unpacked(place.content)
        for name, made in canaries.items():
            for kind, token in made.tokens.items():
                if kind not in place.entitled.get(name, frozenset()) and contains(content, kind, token):
                    found.append(Leak(place.name, name, kind))
    return found


def everywhere(town: Town) -> Iterator[Place]:
    """Yield every place of a town."""
    yield from logs(town)
    yield from queues(town)
    yield from mails(town)
    yield from temporary(town)
    yield from store(town)
    yield from stored_files(town)
    yield from backups(town)
    yield from indexes(town)
    yield from exports(town)
    yield from outputs(town)
    yield from pages(town)


def logs(town: Town) -> Iterator[Place]:
    folder = town.service.data_dir / "logs"
    for path in sorted(path for pattern in PATTERNS for path in folder.glob(pattern)):
        yield Place(f"log {path.name}", path.read_bytes(), MACHINE)


def queues(town: Town) -> Iterator[Place]:
    """Yield what Redis holds, key by key, and what it has written to disk."""
    client = Redis.from_url(embedded_redis.prepare(town.service.data_dir).url)
    for key in client.scan_iter(count=1000):
        yield Place(f"Redis {key.decode('utf-8', 'replace')}", key + b"\n" + _value(client, key), MACHINE)
    client.close()
    for path in (town.service.data_dir / "redis").rglob("*"):
        if path.is_file():
            yield Place(f"Redis file {path.name}", path.read_bytes(), MACHINE)


def mails(town: Town) -> Iterator[Place]:
    """Yield each message without the line that names its recipient."""
    for place, received in enumerate(town.sink.received):
        message = received.message
        kept = [f"{name}: {value}" for name, value in message.items() if name.lower() not in ("to", "x-rcptto")]
        parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
        content = [part.encode() if isinstance(part, str) else unpacked(part) for part in (*kept, *parts)]
        yield Place(f"mail {place}", b"\n".join(content), MACHINE)
    folder = town.service.data_dir / "mail"
    for path in folder.glob("*") if folder.exists() else ():
        yield Place(f"mail file {path.name}", path.read_bytes(), MACHINE)


def temporary(town: Town) -> Iterator[Place]:
    for path in town.temporary.rglob("*"):
        yield Place("temporary name", str(path).encode(), MACHINE)
        if path.is_file():
            yield Place("temporary file", path.read_bytes(), MACHINE)


def store(town: Town) -> Iterator[Place]:
    """Yield the database as it lies on disk: who wrote is ciphertext, codes are nowhere.

    The text of a letter lies there in plain words; what a writer repeats of themselves in it does too.
    """
    entitled = {name: frozenset(Kind) - IDENTITY - {Kind.CODE} | (
        {Kind.NAME, Kind.PHONE} if made.repeats else frozenset()) for name, made in town.canaries.items()}
    for path in sorted(town.service.data_dir.glob("mailbox.db*")):
        yield Place(f"database file {path.name}", path.read_bytes(), entitled)


def stored_files(town: Town) -> Iterator[Place]:
    """Yield the stored files: what a letter came with lies there, an applicant's papers are sealed."""
    entitled = dict.fromkeys((*LETTERS, SAID), FILES | {Kind.FILE_META} | WORDS | NUMBER)
    for path in sorted((town.service.data_dir / "files").rglob("*")):
        if path.is_file():
            yield Place("stored file", path.read_bytes(), entitled)


def backups(town: Town) -> Iterator[Place]:
    """Yield a sealed backup, and whatever else lies in its folder."""
    folder = town.service.data_dir / "backups"
    if not list(folder.glob("*.backup")):
        town.service.flask("backup")
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield Place("sealed backup", path.read_bytes(), NOTHING)


def indexes(town: Town) -> Iterator[Place]:
    """Yield the rows of both search indexes: no identity in either, and no unpublished letter in the public's."""
    with sqlite3.connect(f"file:{town.service.data_dir / 'mailbox.db'}?mode=ro", uri=True) as connection:
        tables = {"publication_index": {"open": WORDS}, "letter_index": dict.fromkeys(LETTERS, WORDS)}
        for table, entitled in tables.items():
            for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608
                yield Place(f"search index {table}", "\n".join(map(str, row)).replace(" ", "").encode(), entitled)


def exports(town: Town) -> Iterator[Place]:
    """Yield the export of letters."""
    titles = {name: NUMBER | {Kind.TITLE} for name in LETTERS}
    yield Place("export of letters", town.service.flask("letters", "export").stdout.encode(), titles)


def outputs(town: Town) -> Iterator[Place]:
    """Yield what commands print."""
    for command in (("ledger", "verify", "--json"), ("retention", "run", "--dry-run", "--json")):
        done = town.service.flask(*command)
        yield Place(f"output of {command[0]}", (done.stdout + done.stderr).encode(), MACHINE)


def pages(town: Town) -> Iterator[Place]:
    for person, answers in town.pages.items():
        for answer in answers:
            entitled = _with_typed(answer, ROLES[person], town.canaries)
            yield Place(f"page {person} {answer.path}", answer.content + unpacked(answer.body), entitled)


def _with_typed(answer: Answer, entitled: Entitled, canaries: Mapping[str, Canary]) -> Entitled:
    """Add what a person typed into the address: a page repeats it in its links, and tells nothing by that."""
    typed = unquote(answer.path).encode()
    return {name: entitled.get(name, frozenset()) | {kind for kind, token in made.tokens.items()
                                                     if contains(typed, kind, token)}
            for name, made in canaries.items()}


def _value(client: Redis, key: bytes) -> bytes:
    out = io.BytesIO()
    kind = client.type(key)
    if kind == b"hash":
        for name, value in client.hgetall(key).items():
            out.write(name + b"\n" + unpacked(value) + b"\n")
    elif kind == b"string":
        out.write(unpacked(client.get(key) or b""))
    elif kind == b"list":
        out.write(b"\n".join(client.lrange(key, 0, -1)))
    elif kind == b"set":
        out.write(b"\n".join(client.smembers(key)))
    elif kind == b"zset":
        out.write(b"\n".join(member for member, _ in client.zscan_iter(key)))
    else:
        out.write(str(client.xrange(key)).encode())
    return out.getvalue()
