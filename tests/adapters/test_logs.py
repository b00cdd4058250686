"""Log lines: one per event, unforgeable, with ids as fields, and faults told without their words."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from adapters import logs
from config import LogFormat

FORGERIES = [
    pytest.param("x\n2026-11-24 ERROR root forged", id="a second line"),
    pytest.param("x\r\x1b[2K\x1b[1Aforged", id="an escape that wipes the line"),
    pytest.param("x\u202egnorw", id="a turn of direction"),
    pytest.param("x\u2028y\x85z", id="line ends of Unicode"),
]
TYPED = "来信人说的话"


@pytest.fixture
def write() -> Callable[..., str]:
    """Log one line in a format and return what was written."""
    def one(kind: LogFormat, message: str, *arguments: object, fault: BaseException | None = None,
            **fields: object) -> str:
        out = io.StringIO()
        handler = logging.StreamHandler(out)
        handler.setFormatter(logs.formatter(kind))
        logger = logging.Logger("mailbox.test")
        logger.addHandler(handler)
        logger.error(message, *arguments, exc_info=fault, extra=fields)
        return out.getvalue()

    return one


def raised(fault: Exception) -> Exception:
    try:
        raise fault
    except Exception as caught:
        return caught


@pytest.mark.parametrize("kind", list(LogFormat))
@pytest.mark.parametrize("forged", FORGERIES)
def test_log_of_a_forged_text_stays_one_visible_line(
        write: Callable[..., str], kind: LogFormat, forged: str) -> None:
    line = write(kind, "Read %s", forged, note=forged)
    assert line.endswith("\n")
    assert line.count("\n") == 1
    assert all(ord(character) >= 32 and character.isprintable() for character in line[:-1])


def test_json_line_has_the_ids_as_fields_of_their_own(write: Callable[..., str]) -> None:
    token = logs.request_id.set("00ff00ff00ff00ff")
    try:
        entry = json.loads(write(LogFormat.JSON, "Letter %s is %s", "X2026-1", "triage", case_id=7, letters=[1, 2]))
    finally:
        logs.request_id.reset(token)
    assert entry["message"] == "Letter X2026-1 is triage"
    assert (entry["case_id"], entry["request"], entry["level"]) == (7, "00ff00ff00ff00ff", "ERROR")
    assert "letters" not in entry
    assert entry["at"].endswith("+00:00")


QUOTING = [
    pytest.param(ValueError(f"invalid literal for int(): {TYPED!r}"), id="a value"),
    pytest.param(KeyError(TYPED), id="a key"),
    pytest.param(IntegrityError(f"INSERT … {TYPED}", {"text": TYPED}, Exception(f"Failing row contains {TYPED}")),
                 id="a row that the database refused"),
    pytest.param(OperationalError(f"INSERT … {TYPED}", {"text": TYPED}, Exception(f"disk full\nDETAIL: {TYPED}")),
                 id="a statement that the database could not run"),
]


@pytest.mark.parametrize("kind", list(LogFormat))
@pytest.mark.parametrize("fault", QUOTING)
def test_log_of_a_fault_names_kind_and_place_but_not_what_was_typed(
        write: Callable[..., str], kind: LogFormat, fault: Exception) -> None:
    line = write(kind, "Incident %s", "ab12", fault=raised(fault))
    assert TYPED not in line
    assert json.dumps(TYPED)[1:-1] not in line
    assert type(fault).__name__ in line
    assert "test_logs.py" in line


def test_log_of_a_fault_names_its_cause_too(write: Callable[..., str]) -> None:
    try:
        try:
            raise OSError(28, "No space left on device")
        except OSError as full:
            raise RuntimeError("not stored") from full
    except RuntimeError as fault:
        line = write(LogFormat.JSON, "Not stored", fault=fault)
    assert any("No space left on device" in each for each in json.loads(line)["fault"])
