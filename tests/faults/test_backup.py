"""A backup while letters come in, restored on an empty place: every receipt is found, no old mail goes out (R15)."""

from __future__ import annotations

import hashlib
import http.client
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from deploy.children import ROOT
from tests.faults.clients import Crowd, Receipt
from tests.faults.people import LETTER, Person
from tests.fixtures import uploads
from tests.harness.postgres import Databases
from tests.harness.processes import PYTHON, Service
from tests.harness.smtp import MailSink
from tests.harness.waiting import wait_until

FIRST_RECEIPTS = 15


def rows(service: Service, query: str) -> list[tuple[object, ...]]:
    """Return what a query finds in the database of a service, read past it."""
    url = service.env.get("DATABASE_URL") or f"sqlite:///{service.data_dir / 'mailbox.db'}"
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def is_found(service: Service, receipt: Receipt) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=15)
    connection.request("GET", f"/api/v1/letters/{receipt.number}", headers={"X-Query-Code": receipt.query_code})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status == 200


def under_load(old: Service, out: Path, letters: int) -> tuple[Path, list[Receipt], list[Receipt]]:
    """Back the service up while letters come in; return the archive, the receipts before it, and all of them."""
    person = Person(old.port)
    person.open_form()
    assert person.send(LETTER, {"files": ("瓷砖.pdf", uploads.pdf())}).receipt
    crowd = Crowd(old.port, out / "receipts", seed=1)
    crowd.start(letters)
    wait_until(lambda: len(crowd.receipts) >= FIRST_RECEIPTS, "the first receipts", within_s=60)
    before = list(crowd.receipts)
    told = json.loads(old.flask("backup", "--to", str(out), "--json").stdout.splitlines()[-1])
    assert (told["problems"], told["files"]) == ([], 1)
    crowd.wait(120)
    return Path(told["path"]), before, list(crowd.receipts)


def make_key(service: Service) -> None:
    subprocess.run([PYTHON, "-m", "deploy.keys", "--backup"], cwd=ROOT, env=service.env, check=True)


def restored(old: Service, new: Service, archive: Path) -> dict[str, object]:
    """Restore on an empty place that has the keys, start everything on it, and return what the command told."""
    shutil.copytree(old.data_dir / "keys", new.data_dir / "keys")
    told: dict[str, object] = json.loads(new.flask("restore", str(archive), "--json").stdout.splitlines()[-1])
    new.start_redis()
    for name in ("web", "workers", "scheduler"):
        new.start(name)
    new.wait_until_ready()
    return told


def sweeps(service: Service) -> object:
    return rows(service, "SELECT beat_at FROM heartbeat WHERE name = 'reconcile'")


def campaign(old: Service, new: Service, sink: MailSink, out: Path, letters: int) -> None:
    """Let the old service die after its backup, and see what the new one knows, sends and goes on with."""
    archive, before, everything = under_load(old, out, letters)
    old.kill_group("web")
    told = restored(old, new, archive)
    assert (told["problems"], told["mail_held"]) == ([], True)
    assert [receipt.number for receipt in before if not is_found(new, receipt)] == []
    [(name, digest)] = rows(new, "SELECT storage_name, digest FROM attachment")
    content = (new.data_dir / "files" / str(name)[:2] / str(name)).read_bytes()
    assert hashlib.sha256(content).hexdigest() == digest
    wait_until(lambda: not rows(new, "SELECT 1 FROM \"case\" WHERE state = 'received'"), "routing", within_s=60)
    for _ in range(2):
        last = sweeps(new)
        wait_until(lambda last=last: sweeps(new) != last, "a sweep", within_s=30)
    assert sink.attempts == 0, "mail went out that was held"
    late = Crowd(new.port, out / "later", seed=2, sent_twice=0)
    late.start(1, clients=1)
    late.wait(30)
    assert late.receipts[0].number not in {receipt.number for receipt in everything}
    owed = len(rows(new, "SELECT id FROM notice WHERE state = 'owed'"))
    assert owed > len({receipt.number for receipt in before})
    new.flask("mail", "release")
    assert len(sink.wait_for(owed, within_s=120)) == owed


@pytest.mark.soak
def test_backup_under_load_restores_every_receipt_and_sends_no_old_mail(
        service: Callable[..., Service], mail_sink: MailSink, seeded_dir: Path, tmp_path: Path) -> None:
    key = {"BACKUP_KEY_FILE": str(tmp_path / "backup.key")}
    old, new = service(**key), service(**key, **mail_sink.env, MAIL_RATE_PER_MINUTE="6000")
    shutil.copytree(seeded_dir, old.data_dir, dirs_exist_ok=True, ignore=shutil.ignore_patterns("clock"))
    make_key(old)
    old.start("web")
    wait_until(lambda: Person(old.port).get("/healthz").status == 200, "the web server", within_s=30)
    campaign(old, new, mail_sink, tmp_path, letters=50)


@pytest.mark.soak
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_backup_under_long_load_restores_every_receipt(
        service: Callable[..., Service], mail_sink: MailSink, postgres: Databases, tmp_path: Path,
        engine: str) -> None:
    key = {"BACKUP_KEY_FILE": str(tmp_path / "backup.key")}
    urls = [{"DATABASE_URL": postgres.fresh()} if engine == "postgresql" else {} for _ in range(2)]
    old, new = service(**key, **urls[0]), service(**key, **urls[1], **mail_sink.env, MAIL_RATE_PER_MINUTE="60000")
    old.flask("db", "upgrade")
    old.flask("seed")
    old.flask("departments", "import", "demo/units.csv")
    make_key(old)
    old.start("web")
    wait_until(lambda: Person(old.port).get("/healthz").status == 200, "the web server", within_s=30)
    campaign(old, new, mail_sink, tmp_path, letters=3000)
