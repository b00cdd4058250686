"""The work calendar is changed by two people, in versions, and every change stands on the record."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from models.calendar import CalendarChange
from models.event import CaseEvent
from queries import calendar_changes as reading
from queries.paging import read_cursor
from rules import calendar_notice
from rules.actors import CITIZEN, SYSTEM, Role
from rules.calendar_change import Verdict
from rules.calendar_notice import NoticeDay
from rules.errors import Conflict, InputRefused, NotFound, NotPermitted
from rules.vocabulary import Category, State
from services import calendar_changes, ledger
from services.work import Work
from tests import factories
from tests.fixtures.calendars import NEW_HOLIDAY, NOTICE_2027, change_calendar, propose_calendar
from tests.fixtures.engines import Edge

TITLE_2027 = "国务院办公厅关于2027年部分节假日安排的通知"
DAY = date(2026, 11, 27)


def approve(work: Work, change_id: int, role: Role = Role.SUPERVISOR, person: int = 1) -> int:
    return calendar_changes.approve(factories.acting(work, factories.staff(work, role, person=person)), change_id)


def acts(work: Work) -> list[tuple[str, dict[str, object]]]:
    rows = work.session.execute(select(CaseEvent.act, CaseEvent.payload).where(CaseEvent.act.like("calendar_%"))
                                .order_by(CaseEvent.seq))
    return [(row.act, json.loads(row.payload)) for row in rows]


def load(work: Work, text: str = NOTICE_2027, title: str = TITLE_2027) -> calendar_changes.Loaded:
    return calendar_changes.load(work, calendar_notice.read(text), None, title)


def test_proposal_changes_nothing_until_another_person_approves_it(edge: Edge) -> None:
    change_id = edge.run(propose_calendar)
    before = edge.run(lambda work: work.calendar)
    assert before.is_working(DAY)
    version = edge.run(lambda work: approve(work, change_id))
    after = edge.run(lambda work: work.calendar)
    assert (version, after.version) == (before.version + 1, before.version + 1)
    assert (after.is_working(DAY), after.name_of(DAY)) == (False, "临时放假")


def test_calendar_of_an_old_version_stays_what_it_was(edge: Edge) -> None:
    old = edge.run(lambda work: work.calendar)
    edge.run(change_calendar)
    edge.run(lambda work: change_calendar(work, f"{DAY} 班"))
    again = edge.run(lambda work: work.settings.calendar_at(old.version))
    assert (dict(again.special), again.years, again.version) == (dict(old.special), old.years, old.version)
    assert edge.run(lambda work: [work.settings.calendar_at(old.version + n).is_working(DAY) for n in range(3)]) \
        == [True, False, True]


def test_whole_year_takes_back_what_was_said_of_the_year_before(edge: Edge) -> None:
    edge.run(load)
    edge.run(lambda work: change_calendar(work, "2027-01-01 休 元旦", 2027, whole=True))

    def look(work: Work) -> None:
        assert [day for day in work.calendar.special if day.year == 2027] == [date(2027, 1, 1)]
        assert work.calendar.is_working(date(2027, 2, 8))
        assert not work.settings.calendar_at(work.calendar.version - 1).is_working(date(2027, 2, 8))

    edge.run(look)


def test_whole_year_sets_days_of_the_december_before(edge: Edge) -> None:
    edge.run(lambda work: load(work, "2026-12-31 休 元旦\n2026-12-27 班\n" + NOTICE_2027))
    calendar = edge.run(lambda work: work.calendar)
    assert [calendar.is_working(date(2026, 12, day)) for day in (27, 28, 31)] == [True, True, False]
    assert not calendar.is_working(date(2026, 10, 1))


@pytest.mark.parametrize("role", [Role.HANDLER, Role.LEAD, Role.PUBLISHER, Role.LEADER, Role.SECURITY_ADMIN])
def test_proposal_of_somebody_outside_the_letters_office_is_refused(work: Work, role: Role) -> None:
    with pytest.raises(NotPermitted):
        propose_calendar(work, role=role)


@pytest.mark.parametrize("actor", [CITIZEN, SYSTEM], ids=["a citizen", "the system"])
def test_approval_by_nobody_of_the_staff_is_refused(work: Work, actor) -> None:
    change_id = propose_calendar(work)
    with pytest.raises(NotPermitted):
        calendar_changes.approve(factories.acting(work, actor), change_id)


@pytest.mark.parametrize("decide", [calendar_changes.approve, calendar_changes.reject], ids=["approve", "reject"])
def test_decision_by_the_person_who_proposed_is_refused(work: Work, decide) -> None:
    change_id = propose_calendar(work)
    with pytest.raises(NotPermitted, match="两个人"):
        decide(factories.acting(work, factories.staff(work, Role.INTAKE)), change_id, "同意")
    assert work.session.get_one(CalendarChange, change_id).state == "proposed"
    assert approve(work, change_id, Role.INTAKE, 2)


def test_decision_on_what_is_decided_or_not_there_is_refused(work: Work) -> None:
    change_id = propose_calendar(work)
    approve(work, change_id)
    with pytest.raises(Conflict):
        approve(work, change_id)
    with pytest.raises(NotFound):
        approve(work, change_id + 1)


def test_rejection_needs_a_reason_and_keeps_the_calendar(work: Work) -> None:
    change_id, before = propose_calendar(work), work.calendar.version
    decider = factories.acting(work, factories.staff(work, Role.SUPERVISOR))
    with pytest.raises(InputRefused, match="理由"):
        calendar_changes.reject(decider, change_id, " ")
    calendar_changes.reject(decider, change_id, "通知写的是28日。")
    row = work.session.get_one(CalendarChange, change_id)
    assert (row.state, row.version, row.decision_words) == ("rejected", None, "通知写的是28日。")
    assert work.calendar.version == before
    assert propose_calendar(work) > change_id


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "一天也没有写"), ("2026-10-01 休 国庆节", "和现在的日历一样"), ("2027-05-04 休", "不在2026年")])
def test_proposal_that_cannot_be_meant_is_refused(work: Work, text: str, words: str) -> None:
    with pytest.raises(InputRefused, match=words):
        propose_calendar(work, text)


def test_second_proposal_for_the_year_waits_for_the_first(work: Work) -> None:
    propose_calendar(work)
    with pytest.raises(InputRefused, match="已经有一份"):
        propose_calendar(work, "2026-12-25 休 临时放假", role=Role.SUPERVISOR)


def test_record_holds_versions_and_counts_but_no_words(edge: Edge) -> None:
    edge.run(change_calendar)
    edge.run(load)
    found = edge.run(acts)
    assert [act for act, _ in found] == ["calendar_proposed", "calendar_in_force"] * 2
    version = edge.run(lambda work: work.calendar.version)
    assert found[-1][1] == {"result": "ok", "change": found[-2][1]["change"], "version": version, "year": 2027,
                            "whole_year": True, "holidays": 11, "workdays": 2, "given_back": 0}
    assert "通知" not in json.dumps(found, ensure_ascii=False)
    assert edge.run(ledger.verify).ok


def test_load_of_a_year_without_notice_is_in_force_at_once(edge: Edge) -> None:
    before = edge.run(lambda work: work.calendar.version)
    assert edge.run(load) == calendar_changes.Loaded(2027, before + 1, "in_force")
    calendar = edge.run(lambda work: work.calendar)
    assert not calendar.is_provisional(date(2027, 6, 1))
    assert calendar.special[date(2027, 2, 8)].notice == TITLE_2027


def test_load_of_the_same_days_again_changes_nothing(edge: Edge) -> None:
    edge.run(load)
    assert edge.run(lambda work: load(work, title="另一个名字")).state == "unchanged"
    assert edge.run(lambda work: len(acts(work))) == 2


def test_load_over_a_notice_becomes_a_proposal_for_a_second_person(edge: Edge) -> None:
    edge.run(load)
    other = NOTICE_2027 + "\n2027-05-03 休 劳动节"
    assert [edge.run(lambda work: load(work, other)).state for _ in range(2)] == ["proposed", "proposed"]
    assert edge.run(lambda work: work.calendar.is_working(date(2027, 5, 3)))
    with pytest.raises(InputRefused, match="已经有一份"):
        edge.run(lambda work: load(work, NOTICE_2027 + "\n2027-05-04 休 劳动节"))
    waiting = edge.run(lambda work: next(one for one in reading.changes(work.session) if one.state == "proposed"))
    edge.run(lambda work: approve(work, waiting.id))
    assert not edge.run(lambda work: work.calendar.is_working(date(2027, 5, 3)))


def test_race_of_two_deciders_gives_one_version(edge: Edge) -> None:
    change_id = edge.run(propose_calendar)
    edge.run(lambda work: [factories.staff(work, Role.SUPERVISOR), factories.staff(work, Role.INTAKE, person=2)])
    done = edge.race([lambda work: approve(work, change_id), lambda work: approve(work, change_id, Role.INTAKE, 2)])
    assert sorted(type(one).__name__ for one in done) == ["Conflict", "int"]


def test_file_of_a_change_shows_who_did_what(work: Work) -> None:
    change_id = propose_calendar(work)
    approve(work, change_id)
    found = reading.change(work.session, change_id)
    assert found is not None
    assert (found.proposer, found.decider, found.state) == ("intake1", "supervisor1", "in_force")
    assert found.days == (NoticeDay(DAY, False, "临时放假"),)
    assert reading.changes(work.session)[0].id == change_id
    assert reading.change(work.session, 10**9) is None


def test_preview_lists_what_would_move_and_what_is_kept(work: Work) -> None:
    running = factories.letter_in(work, State.ACCEPTED)
    expired = factories.letter(factories.acting(work, SYSTEM, days=-18), category=Category.CONSULTATION)
    text = f"{NEW_HOLIDAY}\n2026-11-10 休 补放假"
    proposal = reading.change(work.session, propose_calendar(work, text))
    assert proposal is not None
    found = reading.preview(work.session, work.settings, proposal.as_notice, work.today)
    rows = {move.number: move for move in found.moves if move.kind.value.startswith(("letter_other", "letter_cons"))}
    assert rows[running.number].verdict is Verdict.MOVES
    assert rows[running.number].after == work.calendar.add_working_days(rows[running.number].before, 1)
    assert rows[running.number].department == "县住房和城乡建设局"
    assert rows[expired.number].is_kept
    assert found.after is None


def test_preview_leaves_out_what_an_earlier_change_left_behind(work: Work) -> None:
    expired = factories.letter(factories.acting(work, SYSTEM, days=-18), category=Category.CONSULTATION)
    change_calendar(work, "2026-11-10 休 补放假")
    proposal = reading.change(work.session, propose_calendar(work, "2026-11-02 休 补放假\n2026-11-27 休 放假"))
    assert proposal is not None
    found = reading.preview(work.session, work.settings, proposal.as_notice, work.today)
    assert expired.number not in {move.number for move in found.moves}


def test_preview_goes_on_after_what_it_looked_at(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LOOKED_AT", 2)
    numbers = {factories.letter(work).number for _ in range(5)}
    proposal = reading.change(work.session, propose_calendar(work))
    assert proposal is not None
    seen: set[str] = set()
    found = reading.preview(work.session, work.settings, proposal.as_notice, work.today)
    while True:
        seen |= {move.number for move in found.moves}
        if found.after is None:
            break
        found = reading.preview(work.session, work.settings, proposal.as_notice, work.today,
                                read_cursor({"after": found.after}, date))
    assert seen == numbers
