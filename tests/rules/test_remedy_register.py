"""What an entry in the register of remedies must hold, and the days that bind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import remedy_register
from rules.errors import InputRefused
from rules.remedy_register import FiledBy, RemedyFacts, RemedyKind
from tests.rules.calendars import CALENDAR

RECEIVED, TODAY = date(2026, 1, 15), date(2026, 6, 30)
ENTRY = RemedyFacts(RemedyKind.RECONSIDERATION, FiledBy.APPLICANT, " 县人民政府 ", date(2026, 3, 2))


def test_checked_entry_has_its_texts_trimmed() -> None:
    assert remedy_register.checked(ENTRY, RECEIVED, TODAY).body == "县人民政府"


@pytest.mark.parametrize(("change", "field"), [
    ({"filed_on": None}, "filed_on"), ({"filed_on": TODAY + timedelta(days=1)}, "filed_on"),
    ({"filed_on": RECEIVED - timedelta(days=1)}, "filed_on"), ({"body": " "}, "body"),
    ({"notified_on": date(2026, 3, 1)}, "notified_on"), ({"answered_on": date(2026, 3, 9)}, "notified_on"),
    ({"after_reconsideration": True}, "after_reconsideration"),
    ({"kind": RemedyKind.LAWSUIT, "is_simplified": True}, "is_simplified")],
    ids=["no day", "future", "before the request", "no body", "copy before filing", "answer without copy",
         "reconsideration after itself", "simplified lawsuit"])
def test_checked_entry_that_cannot_be_names_the_field(change: dict[str, object], field: str) -> None:
    with pytest.raises(InputRefused) as refused:
        remedy_register.checked(replace(ENTRY, **change), RECEIVED, TODAY)  # type: ignore[arg-type]
    assert refused.value.field == field


@pytest.mark.parametrize(("kind", "notified_on", "simplified", "due"), [
    (RemedyKind.RECONSIDERATION, date(2026, 4, 28), False, date(2026, 5, 14)),
    (RemedyKind.RECONSIDERATION, date(2026, 4, 28), True, date(2026, 5, 8)),
    (RemedyKind.RECONSIDERATION, date(2023, 9, 25), False, date(2023, 10, 7)),
    (RemedyKind.LAWSUIT, date(2026, 9, 16), False, date(2026, 10, 8)),
    (RemedyKind.COMPLAINT, date(2026, 4, 28), False, None)],
    ids=["ten working days", "simplified five", "before 2024 calendar days", "court rolls past a holiday", "none"])
def test_answer_by_follows_the_law_of_its_body(kind: RemedyKind, notified_on: date, simplified: bool,
                                               due: date | None) -> None:
    assert remedy_register.answer_by(kind, notified_on, CALENDAR, is_simplified=simplified) == due


@pytest.mark.parametrize(("kind", "reconsidered_on", "last"), [
    (RemedyKind.RECONSIDERATION, None, date(2026, 4, 29)), (RemedyKind.LAWSUIT, None, date(2026, 8, 28)),
    (RemedyKind.LAWSUIT, date(2026, 5, 29), date(2026, 6, 15)), (RemedyKind.COMPLAINT, None, None)],
    ids=["sixty days", "six months", "fifteen days after reconsideration", "no term"])
def test_last_day_to_file_counts_from_delivery_or_the_decision_before(kind: RemedyKind, reconsidered_on: date | None,
                                                                      last: date | None) -> None:
    assert remedy_register.last_day_to_file(kind, date(2026, 2, 28), CALENDAR, reconsidered_on=reconsidered_on) == last


@pytest.mark.parametrize(("outcome", "after", "answered_on", "skipped"), [
    ("state_secret", False, date(2024, 1, 1), True), ("state_secret", False, date(2023, 12, 31), False),
    ("state_secret", True, date(2024, 1, 1), False), ("disclosed", False, date(2024, 1, 1), False)],
    ids=["refusal of 2024", "refusal of 2023", "after reconsideration", "no refusal"])
def test_direct_lawsuit_against_a_refusal_skips_reconsideration(outcome: str, after: bool, answered_on: date,
                                                                skipped: bool) -> None:
    assert remedy_register.skipped_reconsideration("lawsuit", outcome, answered_on,
                                                   after_reconsideration=after) is skipped


@given(st.dates(date(2016, 1, 1), date(2026, 6, 1)))
def test_months_later_is_the_same_day_or_the_last_of_its_month(day: date) -> None:
    last = remedy_register.last_day_to_file(RemedyKind.LAWSUIT, day, CALENDAR)
    assert last is not None
    assert timedelta(days=181) <= last - day <= timedelta(days=184 + 11)
