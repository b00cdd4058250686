"""Comments as the desk reads them, on both engines: lists by what is to be done, filters, and the whole table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from extensions import db
from models.comment_period import CommentPeriod
from queries import comment_desk, comment_file, paging
from queries.comment_desk import Filters, Tab
from rules.actors import SYSTEM, Role
from rules.comment_words import AsideGround, Stance
from rules.vocabulary import Channel, State
from services import comment_entry, comment_moderation
from services.work import Work
from tests.factories import acting, staff
from tests.factories_comments import comment, draft, period_in
from tests.fixtures.app import START

MEND, ADVERT = "请删去邻居的姓名", "整条都是房产广告"


@pytest.fixture
def work(shared_engines: Flask) -> Iterator[Work]:
    """A unit of work on each engine in turn; nothing of it stays."""
    with shared_engines.app_context():
        yield Work(db.session, SYSTEM, START, shared_engines.extensions["mailbox.secrets"])
        db.session.rollback()


@pytest.fixture
def period(work: Work) -> CommentPeriod:
    """A period with a comment in each list: shown, set aside, two to be mended, and two that wait."""
    made = period_in(work, State.OPEN)
    desk = acting(work, staff(work, Role.HANDLER, "housing"))
    shown, aside, asked, early = (comment(work, made) for _ in range(4))
    comment(work, made, anchor="", stance=Stance.SUPPORT, text="百分之百支持，50%也行")
    comment_entry.enter(desk, draft(made, channel=Channel.COUNTER, arrived_on=work.today))
    comment_moderation.show(desk, shown.id)
    comment_moderation.set_aside(desk, aside.id, AsideGround.COMMERCIAL, ADVERT)
    for one in (asked, early):
        comment_moderation.ask_to_mend(desk, one.id, MEND)
    early.mend_until = work.now + timedelta(hours=1)
    work.session.flush()  # the lists are read from the database
    return made


def numbers(work: Work, period: CommentPeriod, tab: Tab, **wanted: object) -> list[str]:
    later = work.now + timedelta(hours=2)
    return [one.number for one in comment_desk.comments(
        work.session, period.id, tab, replace(Filters(), **wanted), None, later).rows]


def test_comments_stand_in_the_list_of_what_is_to_be_done(work: Work, period: CommentPeriod) -> None:
    found = {tab: numbers(work, period, tab) for tab in Tab}
    assert {tab: [number[-1] for number in rows] for tab, rows in found.items()} == {
        Tab.HELD: ["5", "6"], Tab.MENDING: ["3"], Tab.LATE: ["4"], Tab.SHOWN: ["1"], Tab.ASIDE: ["2"], Tab.GONE: []}
    assert comment_desk.counts(work.session, period.id, work.now + timedelta(hours=2)) == {
        tab: len(rows) for tab, rows in found.items()}


def test_filters_narrow_the_list(work: Work, period: CommentPeriod) -> None:
    """A per cent sign and a low line in what is looked for are themselves, no pattern."""
    left = {"5": ({"anchor": ""}, {"stance": Stance.SUPPORT}, {"query": "50%"}),
            "6": ({"anchor": "a3"}, {"channel": Channel.COUNTER}), "": ({"query": "5_"}, {"number": "Y2026-1"})}
    for expected, filters in left.items():
        for wanted in filters:
            found = "".join(number[-1] for number in numbers(work, period, Tab.HELD, **wanted))
            assert found == expected, wanted


def test_list_is_paged_and_the_table_holds_every_comment(
        work: Work, period: CommentPeriod, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comment_desk, "PAGE_ROWS", 1)
    first = comment_desk.comments(work.session, period.id, Tab.HELD, Filters(), None, work.now)
    place = paging.read_cursor({"after": first.after or ""}, datetime)
    second = comment_desk.comments(work.session, period.id, Tab.HELD, Filters(), place, work.now)
    assert [first.rows[0].number[-1], second.rows[0].number[-1], second.after] == ["5", "6", None]
    assert len(list(comment_desk.every(work.session, period.id))) == 6
    aside = comment_desk.set_aside(work.session, period.department_id, None).rows
    assert [(one.words, one.decided_by, one.period) for one in aside] == [(ADVERT, "handler1", period.number)]
    assert comment_desk.set_aside(work.session, 10**6, None).rows == ()
    file = comment_file.read(work.session, aside[0].number)
    assert [entry.words for entry in comment_file.entries(file)] == [f"商业推销：{ADVERT}", ""]
