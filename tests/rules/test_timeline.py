from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rules.timeline import EventFact, entries
from rules.transitions import ALLOWED, Act

START = datetime(2026, 11, 24, 2, 42, tzinfo=UTC)
# Inner steps, and the act after which the writer sees nothing any more.
HIDDEN = (Act.SAVE_DRAFT, Act.APPROVE, Act.SEND_BACK, Act.WITHHOLD, Act.WITHDRAW, Act.ASK_EXTENSION,
          Act.REFUSE_EXTENSION, Act.ASK_PAUSE, Act.REFUSE_PAUSE, Act.STATE_DEADLINE, Act.REMIND, Act.ALARM,
          Act.BAR, Act.PROPOSE_LIFT, Act.REFUSE_LIFT, Act.REDACT, Act.PROPOSE_PUBLICATION, Act.SEND_BACK_PUBLICATION,
          Act.COPY_OWN, Act.SET_SUBJECT)


def history(*acts: Act, units: tuple[str, ...] = ("县住建局",), is_open: bool = True) -> list[tuple[str, str, str]]:
    """Return (title, who, tone) of the lines of a letter on which these acts were done, an hour apart."""
    events = [EventFact(act, START + timedelta(hours=n), "satisfied" if act is Act.RATE else "")
              for n, act in enumerate(acts)]
    return [(line.title, line.who, line.tone) for line in entries(events, units, "县长信箱", is_open=is_open)]


def test_timeline_of_a_new_letter_has_one_line_that_is_now() -> None:
    assert history(Act.SUBMIT, units=()) == [("收到来信并登记", "县长信箱", "now")]


def test_timeline_of_an_answered_letter_stands_newest_first_without_inner_steps() -> None:
    lines = history(Act.SUBMIT, Act.ROUTE, Act.ACCEPT, Act.SAVE_DRAFT, Act.DRAFT, Act.APPROVE, Act.ISSUE, Act.RATE,
                    is_open=False)
    assert [title for title, _, _ in lines] == [
        "您的评价：满意", "已答复", "答复已拟好，正在审核", "已签收，正在办理", "转县住建局办理", "收到来信并登记"]
    assert {tone for _, _, tone in lines} == {""}


def test_timeline_after_a_return_names_each_unit_with_its_own_acts() -> None:
    lines = history(Act.SUBMIT, Act.ROUTE, Act.RETURN, Act.ASSIGN, Act.ACCEPT, units=("县交通局", "县住建局"))
    assert lines[:4] == [
        ("已签收，正在办理", "县住建局", "now"), ("转县住建局办理", "县信访局", ""),
        ("退回县信访局重新转办", "县交通局", "urge"), ("转县交通局办理", "", "")]


def test_timeline_with_drafts_sent_back_shows_only_the_last_draft() -> None:
    titles = [title for title, _, _ in history(Act.SUBMIT, Act.ROUTE, Act.ACCEPT, Act.DRAFT, Act.SEND_BACK, Act.DRAFT)]
    assert titles.count("答复已拟好，正在审核") == 1


def test_timeline_after_an_order_to_rework_names_the_unit_of_that_order() -> None:
    lines = history(Act.SUBMIT, Act.ROUTE, Act.TRANSFER, Act.ISSUE, Act.REWORK,
                    units=("县交通局", "县住建局", "县住建局"))
    assert lines[:2] == [("退回县住建局重办", "县信访局", "urge"), ("已答复", "县住建局", "")]


def test_timeline_says_what_an_act_did_to_the_time_limit() -> None:
    event = EventFact(Act.EXTEND, START, words="最后一天由2026年12月1日延长到2026年12月8日。")
    [line] = entries([event], [], "县长信箱", is_open=True)
    assert (line.title, line.who, line.words) == ("延长答复期限", "县信访局", event.words)


@pytest.mark.parametrize("act", HIDDEN)
def test_timeline_leaves_out_what_is_the_offices_own_business(act: Act) -> None:
    assert history(act) == []


@pytest.mark.parametrize("act", sorted({act for _, act in ALLOWED} - set(HIDDEN)))
def test_timeline_has_words_for_every_other_act(act: Act) -> None:
    title, _, _ = history(act)[0]
    assert title
    assert "{" not in title
