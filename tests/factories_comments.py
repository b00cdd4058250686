"""Public comment for tests, over the real services: what a test does not say, they choose. They never commit."""

from __future__ import annotations

import itertools
from datetime import timedelta

from models.comment import Comment
from models.comment_period import CommentPeriod
from models.identity import Identity
from rules.actors import CITIZEN, SYSTEM, Actor, Role
from rules.comment_draft import CommentDraft
from rules.comment_words import DraftKind
from rules.draft_text import Level, Passage
from rules.letter_draft import Contact
from rules.transitions import Act
from rules.vocabulary import State
from services import cases, comment_intake, comment_openings, comment_periods, comment_releases, events
from services.comment_intake import Received
from services.comment_periods import PeriodPlan
from services.work import Work
from tests.factories import acting, staff

PASSAGES = (
    Passage("a1", Level.ARTICLE, "第一条", "为规范城区机动车停车收费行为，维护停车人和经营者的合法权益，制定本办法。"),
    Passage("a2", Level.ARTICLE, "第二条", "本办法适用于城区道路停车泊位和政府投资建设的公共停车场。"),
    Passage("a3", Level.ARTICLE, "第三条", "道路停车泊位首三十分钟免费，之后每小时三元，当日最高十五元；夜间免费。"),
)
TEXT = "首三十分钟太短，去医院挂号都不够。建议医院、学校周边改为首一小时免费。"
DAYS = 30
_serial = itertools.count(1)


def plan(work: Work, **fields: object) -> PeriodPlan:
    """Return what a department plans: a normative document, open from today for thirty days."""
    values = {"token": f"period-token-{next(_serial):06}", "title": "云溪县城区停车收费管理办法（征求意见稿）",
              "lead": "城区道路停车拟从免费改为分时收费。", "explanation": "城区泊位紧张，长期占用的多，拟分时收费。",
              "opens_on": work.today, "closes_on": work.today + timedelta(days=DAYS),
              "draft_kind": DraftKind.NORMATIVE_DOCUMENT, "post_address": "人民路1号县住建局"}
    return PeriodPlan(**(values | fields))  # type: ignore[arg-type]


def period_in(work: Work, state: State, code: str = "housing", **fields: object) -> CommentPeriod:
    """Bring a new period to a state by the shortest way; it is open from now on unless the fields say otherwise."""
    handler, lead = (acting(work, staff(work, role, code)) for role in (Role.HANDLER, Role.LEAD))
    period = comment_periods.plan(handler, plan(work, **fields))
    comment_periods.set_draft(handler, period.id, PASSAGES)
    if state is State.PLANNED:
        return period
    comment_releases.send_for_review(handler, period.id)
    if state is State.RELEASE_DRAFTED:
        return period
    comment_releases.approve(lead, period.id)
    if state is State.RELEASE_REVIEWED:
        return period
    comment_releases.release(acting(work, staff(work, Role.DISCLOSURE)), period.id)
    if state is State.SCHEDULED:
        return period
    comment_openings.open_due(acting(work, SYSTEM))
    if state is State.SORTING:
        comment_openings.end_due(acting(work, SYSTEM, days=DAYS + 2))
    return period


def draft(of: CommentPeriod, **fields: object) -> CommentDraft:
    """Return a comment on the third article as its writer sends it on the web."""
    values = {"token": f"comment-token-{next(_serial):06}", "period": of.number, "text": TEXT, "anchor": "a3",
              "contact": Contact(name="朱小云", email=f"writer{next(_serial)}@example.cn")}
    return CommentDraft(**(values | fields))  # type: ignore[arg-type]


def received(work: Work, period: CommentPeriod, actor: Actor = CITIZEN, **fields: object) -> Received:
    """Send a comment and return its number and code."""
    return comment_intake.submit_comment(acting(work, actor), draft(period, **fields))


def comment(work: Work, period: CommentPeriod, **fields: object) -> Comment:
    """Send a comment that nobody has looked at yet."""
    return work.session.get_one(Comment, received(work, period, **fields).id)


def shown(work: Work, period: CommentPeriod, **fields: object) -> Comment:
    """Send a comment whose contact is confirmed and that the department has shown."""
    row = comment(work, period, **fields)
    by = acting(work, staff(work, Role.HANDLER, "housing"))
    row.state = cases.require(by, row, Act.SHOW)
    row.confirmed_at = work.now
    if (identity := work.session.get(Identity, row.id)) is not None:
        identity.email_verified_at = work.now
    events.record(by, row, Act.SHOW)
    work.session.flush()  # what counts comments reads the tables
    return row
