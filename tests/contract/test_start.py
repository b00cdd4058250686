"""Contract: `make run`, its environment and the health pages."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from rules.actors import ROLE_LABELS
from tests.contract.conftest import made_to_run
from tests.contract.outside import call, last_json
from tests.harness.processes import Service
from tests.harness.waiting import wait_until

HEALTH = {"status", "database", "redis", "workers", "scheduler", "oldest_notice_s", "oldest_unrouted_s"}


@pytest.fixture(scope="module")
def empty_start() -> Iterator[Service]:
    """A start without the demonstration, with its settings in the environment."""
    with tempfile.TemporaryDirectory(prefix="mb-") as folder:
        place = Path(folder)
        service = Service(place / "var", DEMO="0", DATABASE_URL=f"sqlite:///{place}/elsewhere.db",
                          SECRET_KEY_FILE=str(place / "keys" / "session.key"))
        service.env["PUBLIC_URL"] = f"http://localhost:{service.port}"
        try:
            yield made_to_run(service)
        finally:
            service.stop()


def test_make_run_prints_ready_with_its_address_on_a_line(demonstration: Service) -> None:
    assert f"Ready: http://127.0.0.1:{demonstration.port}" in demonstration.log("make").splitlines()


def test_make_run_prints_one_account_per_role(demonstration: Service) -> None:
    lines = demonstration.log("make").splitlines()

    for label in ROLE_LABELS.values():
        shown = [line.split() for line in lines if line.strip().startswith(label)]
        assert len(shown) == 1, f"{label}: {shown}"
        assert len(shown[0][2]) >= 12, "a password that nobody guesses"


def test_make_run_keeps_its_children_in_its_process_group(demonstration: Service) -> None:
    def groups() -> list[int]:
        found = []
        for child in demonstration.children("make"):
            with suppress(ProcessLookupError):
                found.append(os.getpgid(child.pid))
        return found

    assert len(groups()) >= 4
    # A job has a group of its own, so that it can be ended with all it started; between two jobs there is one.
    wait_until(lambda: set(groups()) == {demonstration.processes["make"].pid}, "one group of all that stays",
               within_s=120)


def test_readyz_has_every_key_and_is_ok(demonstration: Service) -> None:
    answer = call(demonstration, "GET", "/readyz")

    assert answer.status == 200
    health = answer.json
    assert set(health) >= HEALTH
    assert (health["status"], health["database"], health["redis"]) == ("ok", "ok", "ok")
    assert health["workers"] >= 1
    assert isinstance(health["oldest_notice_s"], int)
    assert isinstance(health["oldest_unrouted_s"], int)


def test_healthz_says_that_the_process_lives(demonstration: Service) -> None:
    answer = call(demonstration, "GET", "/healthz")

    assert (answer.status, answer.json["status"]) == (200, "ok")


@pytest.mark.parametrize(("host", "status"), [
    ("127.0.0.1:{port}", 200), ("localhost:{port}", 200), ("elsewhere.example", 400)])
def test_host_outside_the_list_is_refused(demonstration: Service, host: str, status: int) -> None:
    """X11: a host that is not ours gets 400 from the running service."""
    assert call(demonstration, "GET", "/healthz", Host=host.format(port=demonstration.port)).status == status


def test_empty_start_prints_a_bootstrap_token_and_has_no_letters(empty_start: Service) -> None:
    token = re.search(r"Bootstrap token.*: (\S{20,})", empty_start.log("make"))

    assert token is not None
    assert call(empty_start, "GET", "/setup").status == 200
    assert call(empty_start, "GET", "/api/v1/letters").json == {"items": [], "next": None}


def test_empty_start_takes_letters_to_the_county_leader(empty_start: Service) -> None:
    receipt = call(empty_start, "POST", "/api/v1/letters", {"text": "路灯不亮"}).json

    assert receipt["status_url"].startswith(f"http://localhost:{empty_start.port}/")
    own = call(empty_start, "GET", f"/api/v1/letters/{receipt['number']}", X_Query_Code=receipt["query_code"])
    assert own.json["timeline"][-1]["by"] == "县长信箱"


def test_settings_name_where_database_and_keys_are(empty_start: Service) -> None:
    place = empty_start.data_dir.parent

    assert (place / "elsewhere.db").exists()
    assert not (empty_start.data_dir / "mailbox.db").exists()
    assert (place / "keys" / "session.key").stat().st_mode & 0o077 == 0


def test_mail_without_a_server_is_written_to_the_data_dir(empty_start: Service) -> None:
    call(empty_start, "POST", "/api/v1/letters", {"text": "路灯不亮", "contact": {"email": "lin@example.cn"}})

    written = wait_until(lambda: list((empty_start.data_dir / "mail").glob("*.eml")), "the receipt mail")
    assert "lin@example.cn" in written[0].read_text("utf-8")


def test_command_line_works_while_the_service_runs(empty_start: Service) -> None:
    assert last_json(empty_start.flask("ledger", "verify", "--json"))["ok"] is True


def test_unusable_setting_ends_the_start_with_one_clear_line(tmp_path: Path) -> None:
    service = Service(tmp_path / "var", PORT="eighty")
    service.env["PORT"] = "eighty"

    done = service.flask("vocabulary", check=False)

    assert done.returncode != 0
    assert "PORT" in done.stderr
