"""Information given on request that is made public to everybody (转主动公开, 条例 44): when, why, and by which day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from rules.actors import Actor
from rules.calendar import WorkCalendar
from rules.errors import InputRefused, TransitionRefused
from rules.machines import is_possible
from rules.offers import OWN_REDACTION, LetterFacts, publishing_refused
from rules.outcomes import BY_OUTCOME, Group, Outcome
from rules.permissions import CaseFacts, may
from rules.text_checks import storable, within
from rules.transitions import PUBLISHING, Act
from rules.vocabulary import CaseKind, RedactionState

WORDS_CHARACTERS = 500
# 条例 26: what is to be public is public within 20 working days.
WORKING_DAYS = 20
NOT_DECIDED = "这一件还没有决定转为主动公开。请先由单位负责人或者县政务公开办公室决定。"
NOTHING_GIVEN = ("这一件的答复没有提供信息，没有可以转为主动公开的内容。"
                 "只有予以公开和部分公开的，才能转为主动公开（条例第四十四条）。")
PUBLIC_ALREADY = "这一件要的信息本来就是主动公开的，不用再转。"
DECIDED = "这一件已经决定过转为主动公开。"
OWN_DECISION = "决定转为主动公开的人不能自己审核公开稿，请由另一个人审核。"


class Basis(StrEnum):
    """Why it is made public: several have asked (条例 44¶1), one suggests it (44¶2), or the agency finds so itself."""

    SEVERAL_ASKED = "several_asked"
    APPLICANT_SUGGESTS = "applicant_suggests"
    AGENCY_FINDS = "agency_finds"


BASIS_LABELS: Mapping[Basis, str] = {
    Basis.SEVERAL_ASKED: "多个申请人申请相同的信息（条例第四十四条第一款）",
    Basis.APPLICANT_SUGGESTS: "申请人建议主动公开（条例第四十四条第二款）",
    Basis.AGENCY_FINDS: "本机关认为涉及公众利益，需要公众广泛知晓（条例第十九条）",
}


def checked(basis: str, words: str, outcome: str | None, *, decided: bool) -> tuple[Basis, str]:
    """Return why it is made public, with words. Raises TransitionRefused when nothing was given, InputRefused."""
    if decided:
        raise TransitionRefused(DECIDED)
    row = BY_OUTCOME[Outcome(outcome)] if outcome else None
    if row is None or row.group not in (Group.DISCLOSED, Group.PARTIAL):
        raise TransitionRefused(NOTHING_GIVEN)
    if row.outcome is Outcome.ALREADY_PUBLIC:
        raise TransitionRefused(PUBLIC_ALREADY)
    known = next((one for one in Basis if one.value == basis), None)
    if known is None:
        raise InputRefused("请选转为主动公开的理由。", "basis")
    return known, within(storable(words.strip(), "words", "说明"), WORDS_CHARACTERS, "words", "说明")


def may_be_decided(outcome: str | None, *, decided: bool) -> bool:
    """Tell whether there is something to decide about."""
    if decided or outcome is None:
        return False
    row = BY_OUTCOME[Outcome(outcome)]
    return row.group in (Group.DISCLOSED, Group.PARTIAL) and row.outcome is not Outcome.ALREADY_PUBLIC


def publish_by(decided_on: date, calendar: WorkCalendar) -> date:
    """Return the day by which what was decided upon is public (条例 26): 20 working days after the decision."""
    return calendar.add_working_days(decided_on, WORKING_DAYS)


def explanations(actor: Actor, request: LetterFacts, decided_by: int | None) -> tuple[str, ...]:
    """Return the sentences that say why an act of publishing which one would look for is not offered."""
    case = CaseFacts(request.department_id, kind=CaseKind.DISCLOSURE_REQUEST)
    if request.redaction is not RedactionState.PROPOSED or not may(actor, Act.PUBLISH, case) \
            or actor.id not in request.redacted_by:
        return ()
    return (OWN_DECISION if actor.id == decided_by else OWN_REDACTION,)


def offered(actor: Actor, request: LetterFacts) -> frozenset[Act]:
    """Return the acts of publishing that the actor may do on an answered request; leave is the decision here."""
    case = CaseFacts(request.department_id, kind=CaseKind.DISCLOSURE_REQUEST)
    acts = {act for act in PUBLISHING
            if may(actor, act, case) and is_possible(CaseKind.DISCLOSURE_REQUEST, request.state, act)}
    return frozenset(acts - publishing_refused(actor, request))
