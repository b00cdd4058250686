"""The way of an annual report to its three signatures: states, acts, who may, and the limits of its words.

填报人 and 审核人 are of the office for open government, 单位负责人 is the county's leader: three different people. What
the report says is in rules/annual_body.py, what must agree in rules/annual_checks.py and rules/annual_prose.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from rules.actors import Actor, ActorKind, Role
from rules.annual_body import SECTION_LABELS, Section, Words
from rules.errors import InputRefused, NotPermitted, TransitionRefused
from rules.text_checks import storable, within

SECTION_CHARACTERS, REASON_CHARACTERS, CORRECTION_CHARACTERS, PHONE_CHARACTERS = 12_000, 500, 500, 40
_PHONE = re.compile(r"[0-9][0-9\-—（）() ]{4,}")


class ReportState(StrEnum):
    DRAFT = "draft"
    FILLED = "filled"
    REVIEWED = "reviewed"
    SIGNED = "signed"


class ReportAct(StrEnum):
    EDIT = "edit"
    FILL = "fill"
    REVIEW = "review"
    SIGN = "sign"
    SEND_BACK = "send_back"


STATE_WORDS: dict[ReportState, str] = {
    ReportState.DRAFT: "起草", ReportState.FILLED: "待审核", ReportState.REVIEWED: "待签发",
    ReportState.SIGNED: "已公布"}
STATE_TONES: dict[ReportState, str] = {
    ReportState.DRAFT: "", ReportState.FILLED: "doing", ReportState.REVIEWED: "doing", ReportState.SIGNED: "done"}
# As the form names those who answer for it.
SIGNATORIES: dict[ReportAct, str] = {
    ReportAct.FILL: "填报人", ReportAct.REVIEW: "审核人", ReportAct.SIGN: "单位负责人"}
READERS = frozenset({Role.DISCLOSURE, Role.LEADER})
RIGHTS: Mapping[ReportAct, frozenset[Role]] = {
    ReportAct.EDIT: frozenset({Role.DISCLOSURE}), ReportAct.FILL: frozenset({Role.DISCLOSURE}),
    ReportAct.REVIEW: frozenset({Role.DISCLOSURE}), ReportAct.SIGN: frozenset({Role.LEADER}),
    ReportAct.SEND_BACK: READERS}
_ALLOWED: Mapping[tuple[ReportState, ReportAct], ReportState] = {
    (ReportState.DRAFT, ReportAct.EDIT): ReportState.DRAFT,
    (ReportState.DRAFT, ReportAct.FILL): ReportState.FILLED,
    (ReportState.FILLED, ReportAct.REVIEW): ReportState.REVIEWED,
    (ReportState.FILLED, ReportAct.SEND_BACK): ReportState.DRAFT,
    (ReportState.REVIEWED, ReportAct.SIGN): ReportState.SIGNED,
    (ReportState.REVIEWED, ReportAct.SEND_BACK): ReportState.DRAFT,
}


def may(actor: Actor, act: ReportAct, state: str) -> bool:
    """Tell whether the actor's role may do the act on a report in this state; who signed before is asked apart."""
    return (actor.kind is ActorKind.STAFF and actor.role in RIGHTS[act] and (ReportState(state), act) in _ALLOWED
            and not (act is ReportAct.SEND_BACK and actor.role is Role.LEADER and state == ReportState.FILLED))


def require(actor: Actor, act: ReportAct, state: str) -> ReportState:
    """Return the state after the act. Raises NotPermitted for another role, TransitionRefused in another state."""
    if actor.kind is not ActorKind.STAFF or actor.role not in RIGHTS[act]:
        raise NotPermitted("年度报告由县政务公开办公室填报、审核，由县领导签发。")
    after = _ALLOWED.get((ReportState(state), act))
    if after is None:
        raise TransitionRefused(f"这份年度报告现在是“{STATE_WORDS[ReportState(state)]}”，这一步不能办。请刷新后再看。")
    if not may(actor, act, state):
        raise NotPermitted("待审核的年度报告由县政务公开办公室退回。")
    return after


def checked(words: Words) -> Words:
    """Return the sections when all of them can be kept and printed; raises InputRefused that names the section."""
    for name, lines in words.items():
        whole = "\n".join(lines)
        within(storable(whole, name.value, SECTION_LABELS[name]), SECTION_CHARACTERS, name.value, SECTION_LABELS[name])
    return words


def checked_phone(phone: str) -> str:
    """Return the telephone for questions. Raises InputRefused for what is none."""
    if phone and (len(phone) > PHONE_CHARACTERS or not _PHONE.fullmatch(phone)):
        raise InputRefused("联系电话请填数字，例如0832-5222345。", "phone")
    return phone


def require_words(words: Words, phone: str) -> None:
    """Raise InputRefused where a section that people write, or the telephone, is still empty."""
    for name in (Section.OVERVIEW, Section.PROBLEMS, Section.OTHERS):
        if not words.get(name):
            raise InputRefused(f"“{SECTION_LABELS[name]}”还没有写，不能空着。", name.value)
    if not phone:
        raise InputRefused("请填联系电话，公众看了报告可以问。", "phone")
