"""A change of the calendar reaches every running clock once: moved and told, or kept as it was told."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from models.case import Case
from models.clock import Clock, ClockReading
from models.identity import Identity
from models.notice import Notice
from queries import calendar_changes as reading
from queries import due_changes, letter_file, record_words, status, unfinished
from rules import clocks
from rules.clocks import Tone, standing
from rules.vocabulary import Category, State
from services import calendar_changes, calendar_recount, ledger, merging
from services.calendar_recount import Batch
from services.clocks import facts_of
from services.work import Work
from tests import factories
from tests.fixtures.calendars import AMENDMENT, NEW_HOLIDAY, NOTICE_2027, change_calendar
from tests.fixtures.engines import Edge
from tests.harness.clock import SimulatedClock


def recount(edge: Edge) -> int:
    return calendar_recount.run(edge.run)


def answer(work: Work, case_id: int) -> Clock:
    return work.session.scalars(select(Clock).where(Clock.case_id == case_id, Clock.is_answer)).one()


def told(edge: Edge, case_id: int) -> tuple[date, bool, int]:
    """Return last day, 暂定 and calendar version of the answer's clock."""
    def look(work: Work) -> tuple[date, bool, int]:
        clock = answer(work, case_id)
        return clock.due_on, clock.provisional, clock.calendar_version

    return edge.run(look)


def notices(edge: Edge, case_id: int) -> list[str]:
    return edge.run(lambda work: list(work.session.scalars(
        select(Notice.state).where(Notice.case_id == case_id, Notice.kind == "due_changed"))))


def readings(edge: Edge) -> list[int]:
    """Return the clock of each reading that was kept."""
    return edge.run(lambda work: list(work.session.scalars(select(ClockReading.clock_id).order_by(ClockReading.id))))


def verified(work: Work, case_id: int) -> None:
    work.session.scalars(select(Identity).where(Identity.case_id == case_id)).one().email_verified_at = work.now


def old_letter(work: Work, days: int, **fields: object) -> int:
    """Send a letter some days ago and return its case."""
    return factories.letter_with_email(factories.acting(work, work.actor, days=-days), **fields).id


def test_new_holiday_moves_a_running_clock_and_tells_the_writer(edge: Edge) -> None:
    case_id = edge.run(lambda work: factories.letter_with_email(work).id)
    before, _, old_version = told(edge, case_id)
    version = edge.run(change_calendar)
    moved = recount(edge)
    after = before + timedelta(days=1)
    assert told(edge, case_id) == (after, False, version)
    assert (moved, notices(edge, case_id)) == (len(readings(edge)), ["held"])

    def look(work: Work) -> None:
        kept = work.session.scalars(select(ClockReading).where(ClockReading.clock_id == answer(work, case_id).id)).one()
        assert (kept.due_on, kept.calendar_version, kept.cause) == (before, old_version, "calendar")
        notice_id = work.session.scalars(select(Notice.id).where(Notice.kind == "due_changed")).one()
        assert due_changes.of_notice(work.session, notice_id) == due_changes.DueChange(
            before, False, after, False, AMENDMENT)
        assert ledger.verify(work).ok

    edge.run(look)


def test_new_make_up_day_moves_a_clock_earlier_with_a_notice(edge: Edge) -> None:
    case_id = edge.run(lambda work: factories.letter_with_email(work).id)
    edge.run(lambda work: verified(work, case_id))
    before = told(edge, case_id)[0]
    edge.run(lambda work: change_calendar(work, "2026-11-28 班"))
    recount(edge)
    assert told(edge, case_id)[0] == before - timedelta(days=1)
    assert notices(edge, case_id) == ["owed"]


def test_letter_without_mail_moves_without_a_notice(edge: Edge) -> None:
    case_id = edge.run(lambda work: factories.letter(work).id)
    before = told(edge, case_id)[0]
    edge.run(change_calendar)
    recount(edge)
    assert (told(edge, case_id)[0] > before, notices(edge, case_id)) == (True, [])


def test_expired_clock_keeps_its_day_and_version_for_good(edge: Edge) -> None:
    case_id = edge.run(lambda work: old_letter(work, 8, category=Category.CONSULTATION))
    before = told(edge, case_id)
    assert before[0] == date(2026, 11, 23)
    edge.run(lambda work: change_calendar(work, "2026-11-23 休 昨天改成放假"))
    edge.run(lambda work: change_calendar(work, "2026-11-20 休 又一天"))
    recount(edge)

    def look(work: Work) -> None:
        assert work.calendar.add_working_days(date(2026, 11, 16), 5) == date(2026, 11, 25)
        assert standing(answer(work, case_id).due_on, work.today, None, work.calendar).tone is Tone.LATE

    edge.run(look)
    assert (told(edge, case_id), notices(edge, case_id)) == (before, [])


def test_clock_that_would_expire_keeps_the_day_that_was_told(edge: Edge) -> None:
    case_id = edge.run(lambda work: old_letter(work, 7, category=Category.CONSULTATION))
    before = told(edge, case_id)
    assert before[0] == date(2026, 11, 24)
    edge.run(lambda work: change_calendar(work, "2026-11-21 班"))
    recount(edge)
    assert (told(edge, case_id), notices(edge, case_id)) == (before, [])


def test_clock_due_today_moves_before_it_expires(edge: Edge) -> None:
    case_id = edge.run(lambda work: old_letter(work, 7, category=Category.CONSULTATION))
    edge.run(lambda work: change_calendar(work, "2026-11-24 休 今天临时放假"))
    recount(edge)
    assert told(edge, case_id)[0] == date(2026, 11, 25)


def test_untouched_clock_takes_the_version_without_a_reading(edge: Edge) -> None:
    case_id = edge.run(lambda work: factories.letter_with_email(work).id)
    expired = edge.run(lambda work: old_letter(work, 8, category=Category.CONSULTATION))
    before, before_expired = told(edge, case_id), told(edge, expired)
    version = edge.run(lambda work: change_calendar(work, "2026-07-01 休 建县纪念"))
    assert recount(edge) == 0
    assert told(edge, case_id) == (*before[:2], version)
    assert told(edge, expired) == before_expired
    assert (readings(edge), notices(edge, case_id)) == ([], [])


def test_stopped_clock_stays_as_it_was(edge: Edge) -> None:
    case_id = edge.run(lambda work: factories.answered_letter(work).id)
    before = told(edge, case_id)
    edge.run(change_calendar)
    assert recount(edge) == 0
    assert told(edge, case_id) == before


@pytest.mark.parametrize(
    ("text", "days_later"), [("2027-01-01 休 元旦", 0), (NOTICE_2027 + "\n2027-01-04 休 元旦", 1)],
    ids=["the same day", "a day later"])
def test_notice_of_a_year_ends_what_was_provisional_and_tells_it(
        edge: Edge, test_clock: SimulatedClock, text: str, days_later: int) -> None:
    test_clock.forward(days=35)
    case_id = edge.run(lambda work: factories.letter_with_email(work).id)
    before, provisional, _ = told(edge, case_id)
    assert provisional
    version = edge.run(lambda work: change_calendar(work, text, 2027, whole=True))
    recount(edge)
    assert told(edge, case_id) == (before + timedelta(days=days_later), False, version)
    assert notices(edge, case_id) == ["held"]


def test_writers_of_merged_letters_are_told_too(edge: Edge) -> None:
    def make(work: Work) -> tuple[int, int]:
        first = factories.letter_in(work, State.ACCEPTED)
        second = factories.letter_with_email(work)
        merging.merge(factories.acting(work, factories.staff(work, factories.Role.INTAKE)), second.id, first.id,
                      shares_reply=False)
        return first.id, second.id

    first, second = edge.run(make)
    edge.run(change_calendar)
    recount(edge)
    assert (notices(edge, first), notices(edge, second)) == ([], ["held"])

    def look(work: Work) -> None:
        notice_id = work.session.scalars(select(Notice.id).where(Notice.kind == "due_changed")).one()
        change = due_changes.of_notice(work.session, notice_id)
        assert change is not None
        assert change.after == answer(work, first).due_on

    edge.run(look)


def test_step_of_the_office_moves_without_a_notice(edge: Edge) -> None:
    edge.run(lambda work: factories.letter_in(work, State.ASSIGNED, contact=factories.Contact(email="a@example.cn")))
    edge.run(lambda work: change_calendar(work, "2026-11-25 休 临时放假"))
    recount(edge)

    def look(work: Work) -> None:
        kinds = set(work.session.scalars(select(Clock.kind).join(ClockReading, ClockReading.clock_id == Clock.id)))
        assert kinds == {"letter_sign_for", "letter_consultation"}
        assert len(work.session.scalars(select(Notice).where(Notice.kind == "due_changed")).all()) == 1

    edge.run(look)


def test_batches_take_every_clock_once_and_a_run_cut_off_goes_on(edge: Edge) -> None:
    edge.run(lambda work: [factories.letter_with_email(work) for _ in range(7)])
    version = edge.run(change_calendar)
    first = edge.run(lambda work: calendar_recount.recount_batch(work, None, 3))
    assert (first.changed, first.moved) == (3, 3)
    assert edge.run(lambda work: unfinished.calendar_to_recount(work.session)) == version
    assert recount(edge) == 4
    assert edge.run(lambda work: unfinished.calendar_to_recount(work.session)) is None
    assert recount(edge) == 0
    assert len(readings(edge)) == len(set(readings(edge))) == 7


def test_batch_counts_few_clocks_anew_and_goes_on_from_there(
        edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar_recount, "COUNTED_ANEW", 2)
    edge.run(lambda work: [factories.letter_with_email(work) for _ in range(5)])
    edge.run(change_calendar)
    first = edge.run(lambda work: calendar_recount.recount_batch(work, None))
    assert (first.changed, first.moved) == (2, 2)
    assert first.end is not None
    assert recount(edge) == 3


def test_race_of_two_workers_moves_and_tells_each_clock_once(edge: Edge) -> None:
    edge.run(lambda work: [factories.letter_with_email(work) for _ in range(6)])
    edge.run(change_calendar)

    def batches(work: Work) -> int:
        return calendar_recount.recount_batch(work, None).changed

    done = edge.race([batches, batches])
    assert sorted(done) == [0, 6]
    assert len(readings(edge)) == 6
    assert edge.run(ledger.verify).ok


def test_readings_replayed_with_their_versions_give_what_was_told(edge: Edge) -> None:
    case_id = edge.run(lambda work: factories.letter_with_email(work).id)
    days = [told(edge, case_id)[0]]
    for text in (NEW_HOLIDAY, "2026-11-28 班", "2026-11-27 班"):
        edge.run(partial(change_calendar, text=text))
        recount(edge)
        days.append(told(edge, case_id)[0])

    def look(work: Work) -> None:
        clock = answer(work, case_id)
        versions = [*(one.calendar_version for one in readings_of(work, clock)), clock.calendar_version]
        facts = facts_of(work, clock)
        assert [clocks.due(facts, work.settings.calendar_at(version)).on for version in versions] == days
        assert len(set(days)) > 1

    edge.run(look)


def readings_of(work: Work, clock: Clock) -> list[ClockReading]:
    return list(work.session.scalars(select(ClockReading).where(ClockReading.clock_id == clock.id)
                                     .order_by(ClockReading.id)))


def test_list_from_after_shows_what_the_version_moved(edge: Edge) -> None:
    case_id = edge.run(lambda work: factories.letter_in(work, State.ACCEPTED).id)
    before = told(edge, case_id)[0]
    version = edge.run(change_calendar)
    recount(edge)
    later = edge.run(lambda work: change_calendar(work, "2026-11-30 休 又一天"))
    recount(edge)
    number = edge.run(lambda work: work.session.get_one(Case, case_id).number)
    for place, one in enumerate((version, later)):
        page = edge.run(lambda work, one=one: reading.moved(work.session, one, None))
        rows = [(move.before, move.after) for move in page.rows
                if move.number == number and move.kind == "letter_consultation"]
        assert rows == [(before + timedelta(days=place), before + timedelta(days=place + 1))]
    assert edge.run(lambda work: reading.moved(work.session, later + 1, None)).rows == ()


def test_recount_stands_on_the_writers_page_and_on_the_record(edge: Edge) -> None:
    number = edge.run(lambda work: factories.letter_in(work, State.ACCEPTED).number)
    edge.run(change_calendar)
    recount(edge)

    def look(work: Work) -> None:
        seen = status.read(work.session, number)
        assert seen is not None
        lines = [line for line in seen.timeline if line.title == "按放假安排重算答复期限"]
        assert [line.words for line in lines] == ["放假安排有变化，最后一天由2026年12月1日改为2026年12月2日。"]
        file = letter_file.read(work.session, number, work.today, work.calendar)
        assert file is not None
        words = [entry.words for entry in record_words.entries(file) if entry.title == "按工作日历重新计算"]
        assert "咨询答复：放假安排有变化，最后一天由2026年12月1日改为2026年12月2日。" in words

    edge.run(look)


def test_approval_asks_for_the_recount_after_the_commit(work: Work) -> None:
    version = change_calendar(work)
    assert (calendar_changes.RECOUNT_JOB, (version,)) in work.jobs


def test_recount_while_a_new_version_comes_does_not_call_that_one_done(edge: Edge) -> None:
    edge.run(lambda work: factories.letter(work))
    edge.run(change_calendar)
    versions: list[int] = []

    def one_unit(act) -> Batch:
        batch = edge.run(act)
        if not batch.changed and not versions:
            versions.append(edge.run(lambda work: change_calendar(work, "2026-12-25 休 临时放假")))
        return batch

    calendar_recount.run(one_unit)
    assert edge.run(lambda work: unfinished.calendar_to_recount(work.session)) == versions[0]
