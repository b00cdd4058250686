"""The table of time limits against the law desk's list: length, unit, extension, article, regime."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rules.clock_kinds import (
    ANSWER_KINDS,
    CLOCK_LABELS,
    LETTER_KINDS,
    PAUSE_LABELS,
    PAUSE_WORKING_DAYS,
    ROWS,
    ClockKind,
    KindRow,
    NoRegime,
    PauseReason,
    Unit,
    row_for,
    rows_of,
)

WORKING, CALENDAR, HOURS = Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.HOUR
CONSULTED = {PauseReason.THIRD_PARTY, PauseReason.CO_MAKER, PauseReason.APPLICANT_CORRECTION, PauseReason.FEE}
# kind, day of the event, length, unit, longest extension, words of the article.
LIMITS = [
    ("letter_consultation", "2026-11-24", 5, WORKING, 5, "本县"),
    ("letter_suggestion", "2026-11-24", 10, WORKING, 10, "本县"),
    ("letter_complaint", "2026-11-24", 15, WORKING, 15, "本县"), ("letter_help", "2026-11-24", 10, WORKING, 10, "本县"),
    ("letter_report", "2026-11-24", 15, WORKING, 15, "本县"), ("letter_rework", "2026-11-24", 3, WORKING, 0, "本县"),
    ("letter_site_error", "2026-11-24", 3, WORKING, 3, "国办发〔2017〕47号"),
    ("letter_routing", "2026-11-24", 1, WORKING, 0, "本县"), ("letter_sign_for", "2026-11-24", 1, WORKING, 0, "本县"),
    ("letter_return", "2026-11-24", 2, WORKING, 0, "本县"),
    ("petition_forwarding", "2026-11-24", 15, CALENDAR, 0, "第二十二条"),
    ("petition_notice", "2022-04-30", 15, CALENDAR, 0, "第二十一、二十二条"),
    ("petition_notice", "2022-05-01", 15, CALENDAR, 0, "信访工作条例第二十三条"),
    ("petition_objection", "2026-11-24", 5, WORKING, 0, "第二十三条"),
    ("petition_conclusion", "2022-04-30", 60, CALENDAR, 30, "信访条例第三十三条"),
    ("petition_conclusion", "2022-05-01", 60, CALENDAR, 30, "信访工作条例第三十四条"),
    ("petition_review_request", "2026-11-24", 30, CALENDAR, 0, "第三十五条"),
    ("petition_review", "2026-11-24", 30, CALENDAR, 0, "第三十五条"),
    ("petition_recheck_request", "2026-11-24", 30, CALENDAR, 0, "第三十六条"),
    ("petition_recheck", "2026-11-24", 30, CALENDAR, 0, "第三十六条"),
    ("petition_simple_acceptance", "2026-11-24", 3, WORKING, 0, "简易办理"),
    ("petition_simple_opinion", "2026-11-24", 10, WORKING, 0, "简易办理"),
    ("disclosure_reply", "2008-05-01", 15, WORKING, 15, "第492号"),
    ("disclosure_reply", "2019-05-14", 15, WORKING, 15, "第492号"),
    ("disclosure_reply", "2019-05-15", 20, WORKING, 20, "政府信息公开条例第三十三条"),
    ("disclosure_correction_notice", "2026-11-24", 7, WORKING, 0, "第三十条"),
    ("third_party_opinion", "2026-11-24", 15, WORKING, 0, "第三十二条"),
    ("co_maker_opinion", "2026-11-24", 15, WORKING, 0, "第三十四条"),
    ("disclosure_fee_payment", "2026-11-24", 20, WORKING, 0, "〔2020〕109号"),
    ("reconsideration_request", "2023-12-31", 60, CALENDAR, 0, "（1999年）第九条"),
    ("reconsideration_request", "2024-01-01", 60, CALENDAR, 0, "行政复议法第二十条"),
    ("reconsideration_answer", "2026-11-24", 10, WORKING, 0, "第四十八条"),
    ("reconsideration_simple_answer", "2026-11-24", 5, WORKING, 0, "第五十四条"),
    ("reconsideration_decision", "2026-11-24", 60, CALENDAR, 30, "第六十二条"),
    ("reconsideration_simple_decision", "2026-11-24", 30, CALENDAR, 0, "第六十二条"),
    ("publication_of_change", "2026-11-24", 1, WORKING, 0, "政务公开"),
    ("publication_of_document", "2026-11-24", 3, WORKING, 0, "政务公开"),
    ("publication_of_information", "2018-11-24", 20, WORKING, 0, "第十八条"),
    ("publication_of_information", "2026-11-24", 20, WORKING, 0, "第二十六条"),
    ("decision_comment", "2026-11-24", 30, CALENDAR, 0, "第十五条"),
    ("normative_comment", "2026-11-24", 7, WORKING, 0, "第24项"),
    ("market_comment", "2026-11-24", 30, CALENDAR, 0, "第24项"),
    ("comment_feedback", "2026-11-24", 15, WORKING, 0, "本县"),
    ("legality_review", "2026-11-24", 7, WORKING, 0, "第二十六条"),
    ("opinion_incident_first", "2026-11-24", 5, HOURS, 0, "80号"),
    ("opinion_incident_briefing", "2026-11-24", 24, HOURS, 0, "61号"),
    ("opinion_response", "2026-11-24", 48, HOURS, 0, "61号"),
]


@pytest.mark.parametrize(("kind", "on", "length", "unit", "extension", "article"), LIMITS,
                         ids=[f"{row[0]} on {row[1]}" for row in LIMITS])
def test_row_for_a_day_is_the_law_of_that_day(
        kind: str, on: str, length: int, unit: Unit, extension: int, article: str) -> None:
    row = row_for(ClockKind(kind), date.fromisoformat(on))
    assert (row.length, row.unit, row.extension) == (length, unit, extension)
    assert article in row.article
    assert row.is_plain == (unit is not CALENDAR)


@pytest.mark.parametrize(("kind", "on", "reasons"), [
    pytest.param(ClockKind.DISCLOSURE_REPLY, "2018-11-24", {PauseReason.THIRD_PARTY}, id="one of old"),
    pytest.param(ClockKind.DISCLOSURE_REPLY, "2026-11-24", CONSULTED, id="all who are asked"),
    pytest.param(ClockKind.PETITION_RECHECK, "2026-11-24", {PauseReason.HEARING}, id="a hearing"),
    pytest.param(ClockKind.PETITION_CONCLUSION, "2026-11-24", set(), id="nothing stops a petition"),
    pytest.param(ClockKind.LETTER_COMPLAINT, "2026-11-24", set(), id="nothing stops a letter")])
def test_row_for_a_kind_knows_what_may_pause_it(kind: ClockKind, on: str, reasons: set[PauseReason]) -> None:
    assert row_for(kind, date.fromisoformat(on)).pauses == reasons


@pytest.mark.parametrize(("kind", "on"), [
    pytest.param(ClockKind.DISCLOSURE_REPLY, "2008-04-30", id="before the first regulation"),
    pytest.param(ClockKind.PETITION_OBJECTION, "2022-04-30", id="before the working rules"),
    pytest.param(ClockKind.DISCLOSURE_CORRECTION_NOTICE, "2019-05-14", id="without a day count in the old regulation"),
    pytest.param(ClockKind.FOREIGN_DEADLINE, "2026-11-24", id="a stated last day")])
def test_row_for_a_day_without_a_rule_is_refused(kind: ClockKind, on: str) -> None:
    with pytest.raises(NoRegime, match=kind.value):
        row_for(kind, date.fromisoformat(on))


@pytest.mark.parametrize("kind", [kind for kind in ClockKind if len(rows_of(kind)) > 1], ids=lambda kind: kind.value)
def test_rows_of_a_kind_follow_each_other_without_a_gap(kind: ClockKind) -> None:
    regimes = rows_of(kind)
    for before, after in zip(regimes, regimes[1:], strict=False):
        assert before.until is not None
        assert after.since == before.until + timedelta(days=1)
    assert regimes[-1].until is None


def test_every_kind_has_a_label_and_a_row_unless_its_last_day_is_stated() -> None:
    stated = {ClockKind.FOREIGN_DEADLINE, ClockKind.INTERNAL_DATE}
    assert set(CLOCK_LABELS) == set(ClockKind)
    assert {kind for kind in ClockKind if not rows_of(kind)} == stated
    assert set(PAUSE_LABELS) == set(PAUSE_WORKING_DAYS) == set(PauseReason)


def test_answer_kinds_are_letters_petitions_and_applications() -> None:
    assert set(LETTER_KINDS.values()) < ANSWER_KINDS
    assert {ClockKind.PETITION_CONCLUSION, ClockKind.DISCLOSURE_REPLY, ClockKind.LETTER_REWORK} < ANSWER_KINDS
    assert ClockKind.LETTER_ROUTING not in ANSWER_KINDS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.kind.value} since {row.since}")
def test_every_row_names_its_ground_and_what_it_runs_from(row: KindRow) -> None:
    assert row.length > 0
    assert row.article
    assert row.event
    assert row.extension <= row.length
