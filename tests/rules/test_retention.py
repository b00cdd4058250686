"""The retention table: complete, sourced, and bound by the floor of the law and the ceiling of our promise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rules.errors import InputRefused
from rules.retention import (
    ABUSE_CEILING,
    ABUSE_DATA,
    LOG_FLOOR,
    PERIODS,
    ROWS,
    SECURITY_LOG,
    TABLE,
    DataKind,
    cutoff,
    require_floor,
)

NOW = datetime(2026, 11, 24, 2, 42, tzinfo=UTC)


def test_table_has_one_row_for_every_kind_with_its_words_and_source():
    """G4: every kind of data stands in the table once, with how long it is kept and which law says so."""
    assert [row.kind for row in TABLE] == list(dict.fromkeys(row.kind for row in TABLE))
    assert set(ROWS) == set(DataKind)
    assert all(row.label and row.kept and "法" in row.source for row in TABLE)


@pytest.mark.parametrize("kind", sorted(SECURITY_LOG))
def test_security_log_is_kept_for_six_months_at_least(kind):
    """G2: nothing that belongs to the security log is removed before 184 days."""
    assert PERIODS[kind] >= LOG_FLOOR >= timedelta(days=184)


@pytest.mark.parametrize("kind", sorted(ABUSE_DATA))
def test_anti_abuse_data_is_gone_within_thirty_days(kind):
    """I5: counters against abuse live thirty days at most; the job runs once a day, the windows last minutes."""
    assert PERIODS[kind] + timedelta(days=1) < ABUSE_CEILING == timedelta(days=30)


@pytest.mark.parametrize("kind", [DataKind.CASE, DataKind.EVENTS])
def test_cases_and_events_have_no_end(kind):
    """U6: no period ends a case or its record, so that the job cannot remove them."""
    assert kind not in PERIODS
    with pytest.raises(KeyError):
        cutoff(kind, NOW)


@pytest.mark.parametrize("days", [-1, 0, 30, 183])
def test_logs_below_the_floor_are_refused(days):
    """G2: asking to delete logs of 183 days is refused with the law's reason."""
    with pytest.raises(InputRefused, match="184天"):
        require_floor(days)


@pytest.mark.parametrize("days", [184, 185, 3650])
def test_logs_past_the_floor_may_be_deleted(days):
    assert require_floor(days) == timedelta(days=days)


@pytest.mark.parametrize("kind", sorted(PERIODS))
def test_cutoff_is_the_period_before_now(kind):
    assert cutoff(kind, NOW) == NOW - PERIODS[kind]
