"""Another text while a period runs: days anew, anchors that stay, commenters told; and the final text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models.identity import Identity
from models.notice import Notice
from models.period_lengthening import PeriodLengthening
from queries import draft_news, drafts
from rules import draft_text
from rules.actors import SYSTEM, Role
from rules.comment_words import DraftKind
from rules.errors import InputRefused, NotPermitted, TransitionRefused
from rules.vocabulary import State
from services import draft_telling, draft_versions, ledger
from services.work import Work
from tests import factories_comments
from tests.factories import acting, staff
from tests.factories_comments import PASSAGES, comment, period_in

REASON = "座谈会上意见集中，先改收费时段"
LINES = ["第一条 为规范城区机动车停车收费行为，维护停车人和经营者的合法权益，制定本办法。",
         "第二条 停车收费应当公开透明，接受社会监督。",
         "第三条 道路停车泊位首一小时免费，之后每小时三元，当日最高十五元；夜间免费。"]


def _office(work: Work, **later: float) -> Work:
    return acting(work, staff(work, Role.DISCLOSURE), **later)


def test_replace_while_open_runs_the_minimum_anew_and_keeps_anchors(work: Work) -> None:
    period = period_in(work, State.OPEN, draft_kind=DraftKind.MAJOR_DECISION)
    first = drafts.in_force(work.session, period.id)
    period.reminded_at = work.now
    office = _office(work, days=20)
    made = draft_versions.replace(office, period.id, draft_text.parse(LINES), REASON)
    current = drafts.in_force(work.session, period.id)
    assert first is not None
    assert current is not None
    assert (current.id, current.name, current.reason, first.name) == (made.id, "第2稿", REASON, "第1稿")
    assert [one.anchor for one in drafts.passages(work.session, made.id)] == ["a1", "a2v2", "a3"]
    assert (period.closes_on, period.reminded_at) == (office.today + timedelta(days=30), None)
    assert period.closes_at > office.now + timedelta(days=30)
    moved = work.session.query(PeriodLengthening).one()
    assert (moved.before_on, moved.after_on) == (work.today + timedelta(days=30), period.closes_on)
    factories_comments.received(replace(office, now=office.now + timedelta(days=30)), period, anchor="a2v2")
    assert ledger.verify(work).first_bad is None


@pytest.mark.parametrize(("change", "error", "sentence"), [
    ({"passages": PASSAGES}, InputRefused, "一字不差"), ({"reason": " "}, InputRefused, "为什么换稿"),
    ({"closes_on": date(2026, 11, 25)}, InputRefused, "最早到"),
    ({"closes_on": date(2029, 1, 1)}, InputRefused, "最长"),
], ids=["same text", "no reason", "too early", "too late"])
def test_replace_refuses_what_people_could_not_rely_on(
        work: Work, change: dict[str, object], error: type[Exception], sentence: str) -> None:
    period = period_in(work, State.OPEN)
    given = {"passages": draft_text.parse(LINES), "reason": REASON} | change
    with pytest.raises(error, match=sentence):
        draft_versions.replace(_office(work), period.id, **given)  # type: ignore[arg-type]


def test_replace_is_the_offices_and_ends_with_the_period(work: Work) -> None:
    period, passages = period_in(work, State.OPEN), draft_text.parse(LINES)
    with pytest.raises(NotPermitted):
        draft_versions.replace(acting(work, staff(work, Role.LEAD, "housing")), period.id, passages, REASON)
    with pytest.raises(TransitionRefused, match="截止"):
        draft_versions.replace(replace(_office(work), now=period.closes_at + timedelta(seconds=1)), period.id,
                               passages, REASON)


def test_commenters_with_a_proved_address_are_told_once_each(work: Work) -> None:
    period = period_in(work, State.OPEN)
    proved, again, other = comment(work, period), comment(work, period, anchor="a1"), comment(work, period)
    for one in (proved, again):
        one.contact_digest, one.confirmed_at = "same", work.now
        work.session.get_one(Identity, one.id).email_verified_at = work.now
    draft_versions.replace(_office(work, hours=1), period.id, draft_text.parse(LINES[:2]), REASON)
    made = draft_versions.replace(_office(work, hours=1), period.id, draft_text.parse(LINES), REASON)
    system = acting(work, SYSTEM, hours=2)
    # The first of the two texts is no news any more.
    assert [draft_telling.tell(system, limit=1) for _ in range(4)] == [1, 1, 1, 0]
    told = work.session.query(Notice).filter_by(kind="draft_replaced").all()
    assert [(one.case_id, one.state) for one in told] == [(again.id, "owed")]
    news = draft_news.of_notice(work.session, told[0].id)
    assert news is not None
    assert (news.period, news.version) == (period.number, "第3稿")
    assert (made.is_final, other.version_id < made.id) == (False, True)


def test_final_text_comes_after_the_result_and_is_not_the_draft(work: Work) -> None:
    period = period_in(work, State.SORTING)
    with pytest.raises(TransitionRefused):
        draft_versions.publish_final(_office(work, days=40), period.id, draft_text.parse(LINES), "云政发〔2026〕12号")
    period.state = State.RESULTED
    with pytest.raises(InputRefused, match="文号"):
        draft_versions.publish_final(_office(work, days=40), period.id, draft_text.parse(LINES), "")
    draft_versions.publish_final(_office(work, days=40), period.id, draft_text.parse(LINES), "云政发〔2026〕12号印发")
    found = drafts.versions(work.session, period.id)
    current = drafts.in_force(work.session, period.id)
    assert [(one.name, one.place) for one in found] == [("第1稿", 1), ("正式文本", 2)]
    assert current == found[0]
