"""The way of a bulletin to its three signatures, and of the demands in it: states, acts, who may, and what is checked.

Owns no figures and no words of the document; those are in `rules/digest_body.py` and `rules/bulletin_body.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from rules.actors import Actor, ActorKind, Role
from rules.bulletin_body import BulletinText, SectionName
from rules.calendar import WorkCalendar
from rules.errors import InputRefused, NotPermitted, TransitionRefused
from rules.text_checks import storable, within

SERIES = "TB"
# The county's own document code (发文机关代字) stands before the year; with series and year it fits a counter's name.
CODE = re.compile(r"[A-Za-z一-鿿]{2,10}")
TITLE_CHARACTERS, LINE_CHARACTERS, SECTION_CHARACTERS = 80, 400, 8_000
EXAMPLE_CHARACTERS, DEMAND_CHARACTERS, REPORT_CHARACTERS, REASON_CHARACTERS = 600, 500, 4_000, 500
MOST_EXAMPLES, MOST_DEMANDS, MOST_PRINTED = 8, 40, 9_999
FARTHEST_DUE = timedelta(days=366)
# The department is reminded so many working days before the last day; the day after it, with the office.
REMINDED_BEFORE = 3


class BulletinState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    REVIEWED = "reviewed"
    ISSUED = "issued"


class BulletinAct(StrEnum):
    EDIT = "edit"
    SUBMIT = "submit"
    REVIEW = "review"
    SEND_BACK = "send_back"
    ISSUE = "issue"


class DemandCause(StrEnum):
    """What makes a demand: a quarterly bulletin, or the decision on a remedy about a disclosure request."""

    BULLETIN = "bulletin"
    REMEDY = "remedy"


class DemandState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    REPORTED = "reported"
    DONE = "done"


STATE_WORDS: dict[BulletinState, str] = {
    BulletinState.DRAFT: "起草", BulletinState.SUBMITTED: "待审核", BulletinState.REVIEWED: "待审发",
    BulletinState.ISSUED: "已印发"}
STATE_TONES: dict[BulletinState, str] = {
    BulletinState.DRAFT: "", BulletinState.SUBMITTED: "doing", BulletinState.REVIEWED: "doing",
    BulletinState.ISSUED: "done"}
DEMAND_WORDS: dict[DemandState, str] = {
    DemandState.PLANNED: "印发后生效", DemandState.OPEN: "待整改", DemandState.REPORTED: "已报告，待核",
    DemandState.DONE: "已办结"}
DEMAND_TONES: dict[DemandState, str] = {
    DemandState.PLANNED: "", DemandState.OPEN: "doing", DemandState.REPORTED: "doing", DemandState.DONE: "done"}
OFFICE = frozenset({Role.INTAKE, Role.SUPERVISOR})
# Whose business the demands of a cause are outside the departments; the letters office knows nothing of requests.
SEEN_CAUSES: Mapping[Role, frozenset[DemandCause]] = {
    **dict.fromkeys(OFFICE, frozenset({DemandCause.BULLETIN})), Role.DISCLOSURE: frozenset({DemandCause.REMEDY}),
    Role.LEADER: frozenset(DemandCause)}
READERS = OFFICE | {Role.LEADER}
RIGHTS: Mapping[BulletinAct, frozenset[Role]] = {
    BulletinAct.EDIT: OFFICE, BulletinAct.SUBMIT: OFFICE, BulletinAct.REVIEW: frozenset({Role.SUPERVISOR}),
    BulletinAct.SEND_BACK: frozenset({Role.SUPERVISOR, Role.LEADER}), BulletinAct.ISSUE: frozenset({Role.LEADER})}
_ALLOWED: Mapping[tuple[BulletinState, BulletinAct], BulletinState] = {
    (BulletinState.DRAFT, BulletinAct.EDIT): BulletinState.DRAFT,
    (BulletinState.DRAFT, BulletinAct.SUBMIT): BulletinState.SUBMITTED,
    (BulletinState.SUBMITTED, BulletinAct.REVIEW): BulletinState.REVIEWED,
    (BulletinState.SUBMITTED, BulletinAct.SEND_BACK): BulletinState.DRAFT,
    (BulletinState.REVIEWED, BulletinAct.SEND_BACK): BulletinState.DRAFT,
    (BulletinState.REVIEWED, BulletinAct.ISSUE): BulletinState.ISSUED,
}
# Who may send back what: the reviewer what is handed in, the leader what is reviewed.
_SENDS_BACK = {BulletinState.SUBMITTED: Role.SUPERVISOR, BulletinState.REVIEWED: Role.LEADER}


def next_state(state: str, act: BulletinAct) -> BulletinState:
    """Return the state after an act. Raises TransitionRefused where the act has no place."""
    found = _ALLOWED.get((BulletinState(state), act))
    if found is None:
        raise TransitionRefused(f"这份通报现在是“{STATE_WORDS[BulletinState(state)]}”，这一步不能办。请刷新后再看。")
    return found


def may(actor: Actor, act: BulletinAct, state: str) -> bool:
    """Tell whether the actor's role may do the act on a bulletin in this state; who signed before is asked apart."""
    now = BulletinState(state)
    if actor.kind is not ActorKind.STAFF or actor.role not in RIGHTS[act] or (now, act) not in _ALLOWED:
        return False
    return act is not BulletinAct.SEND_BACK or _SENDS_BACK[now] is actor.role


def require(actor: Actor, act: BulletinAct, state: str) -> BulletinState:
    """Return the state after the act. Raises NotPermitted for another role, TransitionRefused in another state."""
    if actor.kind is not ActorKind.STAFF or actor.role not in RIGHTS[act]:
        raise NotPermitted()
    after = next_state(state, act)
    if not may(actor, act, state):
        raise NotPermitted()
    return after


def bulletin_number(code: str, year: int, serial: int) -> str:
    """Return the 发文字号 as it is printed, for example 云政办函〔2026〕3号: no 第, no leading zeros."""
    return f"{code}〔{year}〕{serial}号"


def checked(text: BulletinText) -> BulletinText:
    """Return the text when all of it can be kept and printed; raises InputRefused that names the field."""
    _line(text.title, TITLE_CHARACTERS, "title", "标题", is_needed=True)
    _line(text.addressees, LINE_CHARACTERS, "addressees", "主送单位", is_needed=True)
    _line(text.copies_to, LINE_CHARACTERS, "copies_to", "抄送单位")
    if not 0 <= text.printed <= MOST_PRINTED:
        raise InputRefused(f"印数请填0到{MOST_PRINTED}的整数。", "printed")
    for name, lines in text.sections.items():
        whole = "\n".join(lines)
        within(storable(whole, name.value, "这一部分"), SECTION_CHARACTERS, name.value, "这一部分")
    if not text.sections.get(SectionName.OVERVIEW):
        raise InputRefused("请写总体情况，不能空着。", SectionName.OVERVIEW.value)
    if len(text.examples) > MOST_EXAMPLES:
        raise InputRefused(f"典型案例最多{MOST_EXAMPLES}件，请删去几件。", "example-rows")
    for place, one in enumerate(text.examples):
        field = f"example-{place}-words"
        _line(one.words, EXAMPLE_CHARACTERS, field, "案例的评语", is_needed=True)
    if len({one.public_id for one in text.examples}) < len(text.examples):
        raise InputRefused("同一件公开件列了两次，请删去一次。", "example-rows")
    return text


def checked_demand(words: str, due_on: date, today: date, fields: str) -> str:
    """Return the words of a demand without blanks at its ends; raises InputRefused for an empty one or a wrong day.

    The names of its two fields in the form begin with `fields`.
    """
    _line(words, DEMAND_CHARACTERS, f"{fields}words", "整改要求", is_needed=True)
    if not today < due_on <= today + FARTHEST_DUE:
        raise InputRefused("整改期限请选明天以后一年以内的日子。", f"{fields}due_on")
    return words.strip()


def may_decide_on(actor: Actor, cause: DemandCause) -> bool:
    """Tell whether the actor takes reports on demands of this cause as done, or sends them back."""
    return actor.kind is ActorKind.STAFF and actor.role is not None and actor.role is not Role.LEADER \
        and cause in SEEN_CAUSES.get(actor.role, ())


def checked_words(words: str, longest: int, field: str, label: str) -> str:
    """Return a reason or a report without blanks at its ends; raises InputRefused for an empty or overlong one."""
    return _line(words, longest, field, label, is_needed=True).strip()


def demand_standing(state: str, reported_at: datetime | None) -> str:
    """Return how a demand stands, as its page carries it: what was reported since is seen to be another report."""
    return f"{state}-{reported_at.isoformat() if reported_at else ''}"


def is_overdue(state: str, due_on: date, today: date) -> bool:
    """Tell whether the last day of a demand has passed and the department has not reported."""
    return state == DemandState.OPEN and today > due_on


def reminder(state: str, due_on: date, today: date, calendar: WorkCalendar) -> str | None:
    """Return which reminder of a demand is due on a day, `before` or `after` its last day; None for neither."""
    if state != DemandState.OPEN:
        return None
    if today > due_on:
        return "after"
    return "before" if calendar.working_days_between(today, due_on) <= REMINDED_BEFORE else None


def _line(words: str, longest: int, field: str, label: str, *, is_needed: bool = False) -> str:
    if is_needed and not words.strip():
        raise InputRefused(f"请写{label}。", field)
    return within(storable(words, field, label), longest, field, label)
