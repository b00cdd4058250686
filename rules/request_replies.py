"""What the reply to a disclosure request must hold: the outcome, its article, reasons, other law, and another way.

Which outcomes there are is settled in rules/outcomes; how the paper reads in rules/paper_forms.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from rules.consultations import Party, Position
from rules.errors import InputRefused, TransitionRefused
from rules.outcomes import BY_OUTCOME, WITHOUT_REPLY, Outcome, OutcomeRow, Regime, known_to
from rules.text_checks import storable, within
from rules.transitions import Act

REASON_CHARACTERS = 2000
LAW_CHARACTERS = 300
WAY_CHARACTERS = 500
# Fewer letters than these, beside the articles that are named, are no reasons of one's own.
LEAST_REASONS = 8
STATUTES: Mapping[Regime, str] = {
    Regime.NEW: "《中华人民共和国政府信息公开条例》（国务院令第711号）",
    Regime.OLD: "《中华人民共和国政府信息公开条例》（国务院令第492号）"}
NO_GROUND = "请选答复结果。答复要写明结果和依据（条例第三十六条）。"
_O = Outcome
# What law has to be named beside the 条例, which leaves the matter to it.
_OTHER_LAW = frozenset({_O.FORBIDDEN_BY_LAW, _O.OTHER_LEGAL_GROUND, _O.ADMINISTRATIVE_QUERY})
# What the 条例 says the applicant is to be told: where or how the information or the matter is to be had instead.
_WAYS: Mapping[Outcome, str] = {
    _O.ALREADY_PUBLIC: "请写获取这些信息的方式和途径，例如网址、公报期号、查阅场所",
    _O.ADMINISTRATIVE_QUERY: "请写到哪里、怎样查询",
    _O.OTHER_CHANNEL: "请写通过什么途径办理"}
# Where the 条例 leaves it to the agency, or to what it knows, whether to tell of another way.
_MAY_TELL = frozenset({_O.OTHER_AGENCY, _O.PETITION_LIKE, _O.PUBLIC_PRINT, _O.DISCLOSED, _O.PARTIAL})
# An outcome that a step must have gone before, and what is said when it has not.
_STEPS: Mapping[Outcome, tuple[Act, str]] = {
    _O.STILL_UNCLEAR: (Act.TAKE_CORRECTION,
                       "还没有收到过补正，不能答复“补正后申请内容仍不明确”。请先发补正告知书（条例第三十条）。"),
    _O.EXCESSIVE: (Act.JUDGE_REASONS,
                   "还没有要求申请人说明理由并审查过，不能答复“无正当理由大量反复申请”（条例第三十五条）。")}
_NAMED_LAW = re.compile(r"《[^》]*》|（[^）]*号）|第[〇零一二三四五六七八九十百千\d]+[条款项]")
_SILENT = re.compile(r"[\W\d_]+")
_FORMULAS = re.compile("根据|依据|依照|按照|规定|予以|不予公开|公开|本机关|决定|有关|属于|因此|特此|答复|告知|您|的|和")


class Secrecy(StrEnum):
    """What the review before disclosure found (保密审查, 条例 17; 保守国家秘密法)."""

    CLEARED = "cleared"
    SECRET = "secret"  # noqa: S105 - no password
    NOT_CONCERNED = "not_concerned"


SECRECY_LABELS: dict[Secrecy, str] = {
    Secrecy.CLEARED: "已经审查，提供的内容不涉及国家秘密，可以公开",
    Secrecy.SECRET: "已经审查，属于国家秘密，不得公开",
    Secrecy.NOT_CONCERNED: "答复不提供信息内容，不涉及保密事项"}


class Place(StrEnum):
    """The parts of a reply beside its text, by the fields of their forms."""

    OUTCOME = "outcome"
    REASONS = "reasons"
    FURTHER_LAW = "further_law"
    WAY = "way"


@dataclass(frozen=True)
class ReplyWords:
    """What the drafter writes. `text` says what was found and is provided, `reasons` why not more is.

    `further_law` is the law beside the 条例, `way` where or how the applicant gets it instead.
    """

    outcome: Outcome | None
    text: str
    reasons: str = ""
    further_law: str = ""
    way: str = ""


@dataclass(frozen=True)
class Opinion:
    """What came of one letter to a third party or a co-making agency; `discloses` is what the agency decided on it."""

    party: Party
    position: Position | None
    discloses: bool | None = None


def answers(regime: Regime) -> tuple[OutcomeRow, ...]:
    """Return the outcomes that a reply may have under a text of the 条例; a lapse is none."""
    return tuple(BY_OUTCOME[one] for one in known_to(regime) if one not in WITHOUT_REPLY)


def needed(outcome: Outcome) -> frozenset[Place]:
    """Return the parts that a reply with this outcome must have, whatever text of the 条例 it is under."""
    places = {Place.OUTCOME}
    if BY_OUTCOME[outcome].needs_reasons:
        places.add(Place.REASONS)
    if outcome in _OTHER_LAW:
        places.add(Place.FURTHER_LAW)
    if outcome in _WAYS:
        places.add(Place.WAY)
    return frozenset(places)


def may_have(outcome: Outcome) -> frozenset[Place]:
    """Return the parts that a form offers for an outcome: those it needs, and those it may have."""
    more = {Place.FURTHER_LAW} if BY_OUTCOME[outcome].needs_reasons else set()
    return needed(outcome) | more | ({Place.WAY} if outcome in _MAY_TELL else set())


def article(outcome: Outcome, regime: Regime) -> str:
    """Return the article of the text of the 条例 that a request is under, for example 第三十六条第四项."""
    row = BY_OUTCOME[outcome]
    return row.article if regime is Regime.NEW else row.old_article


def kept(words: ReplyWords) -> ReplyWords:
    """Return an unfinished draft as it is stored. Raises InputRefused for what is too long or cannot be kept."""
    return replace(
        words, reasons=_within(words.reasons, REASON_CHARACTERS, Place.REASONS, "理由"),
        further_law=_within(words.further_law, LAW_CHARACTERS, Place.FURTHER_LAW, "其他法律依据"),
        way=_within(words.way, WAY_CHARACTERS, Place.WAY, "获取途径"))


def checked(words: ReplyWords, regime: Regime, acts: Collection[Act]) -> ReplyWords:
    """Return a finished reply as it is stored; `acts` are those that the request has gone through.

    Raises InputRefused that names the article: without an outcome, for one that this text of the 条例 does not know,
    without the reasons, the law or the way that go with it (条例 14 to 16, 36 to 39), and TransitionRefused where a
    step of the law comes before it.
    """
    words = kept(words)
    outcome = words.outcome
    if outcome is None:
        raise InputRefused(NO_GROUND, Place.OUTCOME)
    _require_known(outcome, regime)
    for act, refusal in filter(None, [_STEPS.get(outcome)]):
        if act not in acts:
            raise TransitionRefused(refusal)
    label, named = BY_OUTCOME[outcome].label, f"（条例{article(outcome, regime)}）"
    must = needed(outcome)
    if Place.REASONS in must and not has_reasons(words.reasons):
        raise InputRefused(f"“{label}”要说明理由：针对这一件写，不能只写条文{named}。", Place.REASONS)
    if Place.FURTHER_LAW in must and not words.further_law:
        raise InputRefused(f"“{label}”要写明是哪部法律、行政法规第几条{named}。", Place.FURTHER_LAW)
    if Place.WAY in must and not words.way:
        raise InputRefused(f"{_WAYS[outcome]}{named}。", Place.WAY)
    return words


def has_reasons(words: str) -> bool:
    """Tell whether reasons say anything of their own beside the articles they name and the usual formulas."""
    own = _FORMULAS.sub("", _SILENT.sub("", _NAMED_LAW.sub("", words)))
    return len(own) >= LEAST_REASONS


def articles(outcome: Outcome, regime: Regime, further_law: str = "", grounds: Sequence[Outcome] = ()) -> str:
    """Return the articles behind a reply, with other law; `grounds` are those of what a partial disclosure omits."""
    named = [article(outcome, regime), *(article(one, regime) for one in grounds)]
    own, other = "、".join(dict.fromkeys(one for one in named if one)), further_law.strip().rstrip("。；")
    return "和".join(filter(None, (own, other)))


def basis(outcome: Outcome, regime: Regime, further_law: str = "", grounds: Sequence[Outcome] = ()) -> str:
    """Return the law behind a reply in full, as pages say it."""
    return STATUTES[regime] + articles(outcome, regime, further_law, grounds)


def grounds(regime: Regime) -> tuple[OutcomeRow, ...]:
    """Return why words of a document may be left out (条例 14 to 16, 37), in the order of the annual table."""
    return tuple(row for row in answers(regime) if row.is_refusal and row.outcome is not _O.ADMINISTRATIVE_QUERY)


def require_grounds(named: Collection[str | None], regime: Regime) -> None:
    """Raise InputRefused unless everything that is left out has a ground that the 条例 knows (条例 37)."""
    known = {row.outcome.value for row in grounds(regime)}
    if left := sum(one not in known for one in named):
        raise InputRefused(f"还有{left}处没有写明为什么不公开。请为每一处选依据（条例第三十七条）。", "ground")


def require_documents(outcome: Outcome, hidden: Sequence[int]) -> None:
    """Check an outcome against the documents of a reply; `hidden` tells of each how many places are left out.

    Raises InputRefused: a partial disclosure leaves something out, a full one nothing, and no other gives documents.
    """
    if outcome is _O.PARTIAL and not any(hidden):
        raise InputRefused(
            "“部分公开”要先在“区分处理”里放进文件，隐去不公开的部分，并写明依据（条例第三十七条）。", Place.OUTCOME)
    if outcome is _O.DISCLOSED and any(hidden):
        raise InputRefused("文件里有隐去的内容，答复结果应当是“部分公开”（条例第三十七条）。", Place.OUTCOME)
    if hidden and outcome not in (_O.PARTIAL, _O.DISCLOSED):
        raise InputRefused(
            "这种结果不提供文件。请先移去“区分处理”里的文件，或者改选结果（条例第三十六条）。", Place.OUTCOME)


def require_opinions(outcome: Outcome, opinions: Sequence[Opinion]) -> None:
    """Check a disclosure against the opinions that were asked for (条例 15, 32, 34).

    Raises TransitionRefused while one is awaited, where a third party has not agreed and nobody has decided, and for
    disclosing all of what was decided to be withheld for a third party.
    """
    if outcome not in (_O.DISCLOSED, _O.PARTIAL):
        return
    for one in opinions:
        if one.position is None:
            raise TransitionRefused("还在征求意见，没有到答复意见的期限，不能决定公开（条例第三十二条、第三十四条）。")
        if one.party is Party.THIRD_PARTY and one.position is not Position.AGREE and one.discloses is None:
            raise TransitionRefused("第三方没有同意公开。请负责人先决定是否公开，并写明理由（条例第三十二条）。")
        if one.discloses is False and outcome is _O.DISCLOSED:
            raise TransitionRefused("已经决定不公开第三方的内容，结果应当是“部分公开”或者不予公开（条例第十五条）。")


def require_secrecy(outcome: Outcome, found: Secrecy | None) -> Secrecy:
    """Return what the review found when it fits the outcome.

    Raises InputRefused: nothing is disclosed without it, a secret never, and only what is one is refused as one.
    """
    if found is None:
        raise InputRefused("请填写保密审查的意见，没有审查的不能答复（条例第十七条）。", "secrecy")
    gives = outcome in (_O.DISCLOSED, _O.PARTIAL, _O.ALREADY_PUBLIC)
    if gives and found is not Secrecy.CLEARED:
        raise InputRefused("提供信息内容的答复，要经保密审查确认可以公开（条例第十七条）。", "secrecy")
    if (outcome is _O.STATE_SECRET) != (found is Secrecy.SECRET):
        raise InputRefused(
            "保密审查的意见和答复结果不一致：属于国家秘密的不予公开，不属于的不能以此为由（条例第十四条）。", "secrecy")
    return found


def _require_known(outcome: Outcome, regime: Regime) -> None:
    if outcome in {row.outcome for row in answers(regime)}:
        return
    label = BY_OUTCOME[outcome].label
    if outcome in WITHOUT_REPLY:
        named = BY_OUTCOME[outcome].article
        raise InputRefused(f"“{label}”不是答复，请用“逾期终止办理”（条例{named}）。", Place.OUTCOME)
    when = "2019年5月15日以后" if regime is Regime.NEW else "2019年5月15日以前"
    law = "第三十六条至第三十九条" if regime is Regime.NEW else "第二十一条"
    raise InputRefused(f"{when}收到的申请不能答复“{label}”，请在{STATUTES[regime]}{law}的结果里选。", Place.OUTCOME)


def _within(text: str, longest: int, place: Place, label: str) -> str:
    return within(storable(text, place, label), longest, place, label).strip()
