"""A full disk: no receipt without a letter, reading goes on, nothing is cut short, and it heals by itself."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import psutil
import pytest

from tests.faults.checker import Checker
from tests.faults.clients import Crowd
from tests.faults.disks import SmallDisk, WriteLimit, may_mount
from tests.faults.people import LETTER, Answer, Person
from tests.faults.standing import rows, stand
from tests.fixtures import uploads
from tests.harness.processes import PYTHON, Service
from tests.harness.smtp import MailSink
from tests.harness.waiting import wait_until

TAKEN, REFUSED, FULL = 303, 422, 503
# Where the disk is mounted, and what may become of a letter with a photo and of one without. A process that has not
# needed a temporary file before finds the full place out, and takes another.
PLACES = {"data": ("var0", {FULL}, FULL), "attachments": ("var0/files", {FULL}, TAKEN),
          "logs": ("var0/logs", {TAKEN}, TAKEN), "temporary files": ("tmp", {REFUSED, TAKEN}, TAKEN)}
WRITE_LIMIT = ("", {REFUSED}, FULL)
CASES = {"limit on every file": WRITE_LIMIT} | (PLACES if may_mount() else {})
QUICK = ("limit on every file", "attachments")
PHOTO = {"files": ("照片.png", uploads.png() + bytes(600_000))}


@pytest.fixture
def disk(request: pytest.FixtureRequest, short_dir: Path) -> Iterator[SmallDisk | WriteLimit]:
    """A disk that can be filled, at this place of the service to come; without a place, a limit on its writing."""
    place: str = request.param
    made = SmallDisk(short_dir / place, megabytes=96) if place else WriteLimit()
    yield made
    made.remove()


def a_letter() -> dict[str, str]:
    return LETTER | {"text": f"{LETTER['text']}来信标记{uuid4().hex}。"}


def try_to_send(running: Service, letter: dict[str, str], files: dict[str, tuple[str, bytes]]) -> tuple[Person, Answer]:
    person = Person(running.port)
    wait_until(lambda: person.get("/healthz").status == 200, "the web server")
    person.open_form()
    return person, person.send(letter, files)


def nothing_was_cut_short(running: Service) -> None:
    """Check the database, the record and every stored file from outside."""
    assert rows(running.data_dir, "PRAGMA integrity_check") == [("ok",)]
    assert running.flask("ledger", "verify", check=False).returncode == 0
    for name, digest, size in rows(running.data_dir, "SELECT storage_name, digest, size FROM attachment"):
        content = (running.data_dir / "files" / str(name)[:2] / str(name)).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (size, digest)
    assert list((running.data_dir / "files").rglob("*.part")) == []


@pytest.mark.parametrize(
    ("disk", "with_photo", "without"),
    [pytest.param(*case, id=name, marks=[] if name in QUICK else pytest.mark.soak) for name, case in CASES.items()],
    indirect=["disk"])
def test_submit_on_a_full_disk_gives_no_receipt_for_what_is_not_kept(
        disk: SmallDisk | WriteLimit, service: Callable[..., Service], seeded_dir: Path, short_dir: Path,
        with_photo: set[int], without: int) -> None:
    (short_dir / "tmp").mkdir(exist_ok=True)
    running = stand(service(FREE_SPACE_FLOOR_MB="0", TMPDIR=str(short_dir / "tmp")), seeded_dir, "web")
    assert try_to_send(running, a_letter(), PHOTO)[1].receipt == "X2026-1"
    disk.fill(running)
    letter = a_letter()
    person, answer = try_to_send(running, letter, PHOTO)
    assert answer.status in with_photo
    assert try_to_send(running, a_letter(), {})[1].status == without
    if answer.status != TAKEN:
        assert letter["text"] in answer.text
        assert "存不进去" in answer.text
        person.keep_form(answer)
    for path in ("/", "/letters", "/status", "/healthz"):
        assert Person(running.port).get(path).status == 200, path
    disk.free(running)
    # Pressed again, it is the same letter with the photo if it was refused, and the same receipt if it was not.
    wait_until(lambda: person.send(letter, PHOTO).receipt, "a receipt", within_s=30)
    assert len(rows(running.data_dir, 'SELECT * FROM "case"')) == 2 + (without == TAKEN)
    nothing_was_cut_short(running)


def test_submit_below_the_floor_of_free_space_is_refused_while_reading_goes_on(
        service: Callable[..., Service], seeded_dir: Path) -> None:
    running = stand(service(FREE_SPACE_FLOOR_MB=str(10**9)), seeded_dir, "web")
    letter = a_letter()
    answer = try_to_send(running, letter, {})[1]
    assert answer.status == FULL
    assert letter["text"] in answer.text
    assert running.readyz()[1]["status"] == "no_space"
    assert Person(running.port).get("/letters").status == 200


def web_server(running: Service) -> psutil.Process | None:
    for child in psutil.Process(running.processes["supervisor"].pid).children():
        with suppress(psutil.Error):  # what was killed is still listed for a moment
            if "gunicorn" in " ".join(child.cmdline()):
                return child
    return None


@pytest.mark.soak
def test_run_on_a_full_disk_starts_again_what_is_killed_and_heals(service: Callable[..., Service]) -> None:
    running, limit = service(FREE_SPACE_FLOOR_MB="0"), WriteLimit()
    supervisor = running.start("supervisor", (PYTHON, "-m", "deploy.supervisor"))
    running.wait_until_ready()
    limit.fill(running)
    killed = wait_until(lambda: web_server(running), "the web server")
    killed.kill()
    wait_until(lambda: web_server(running) not in (None, killed), "another web server")
    limit.free(running)
    wait_until(lambda: try_to_send(running, a_letter(), PHOTO)[1].receipt, "a receipt", within_s=30)
    assert supervisor.poll() is None


@pytest.mark.soak
@pytest.mark.parametrize("disk", ["var0" if may_mount() else ""], indirect=True)
def test_submit_while_the_disk_fills_again_and_again_keeps_every_promise(
        disk: SmallDisk | WriteLimit, service: Callable[..., Service], mail_sink: MailSink, tmp_path: Path) -> None:
    running = service(FREE_SPACE_FLOOR_MB="0", **mail_sink.env)
    # Under the supervisor, as `make run` starts it: a worker may end of a Redis that cannot write.
    running.start("supervisor", (PYTHON, "-m", "deploy.supervisor"))
    running.wait_until_ready()
    crowd, pause = Crowd(running.port, tmp_path / "receipts", seed=1), threading.Event()
    crowd.start(300)
    for _ in range(10):
        pause.wait(1)
        disk.fill(running)
        pause.wait(3)
        disk.free(running)
    crowd.wait(120)
    checker = Checker(running, mail_sink, kills=10)
    wait_until(checker.drained, "every letter routed and every notice sent", within_s=120, every_s=0.5)
    assert checker.breaches(crowd.receipts) == []
