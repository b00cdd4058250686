"""The official papers of a disclosure request: which there are, whom each goes to, and what each must say.

Owns the kinds and their mandatory parts; the words are in `rules/notice_words.py` and `rules/reply_words.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum

from rules import outcomes
from rules.errors import InputRefused
from rules.outcomes import BY_OUTCOME, Outcome, Regime
from rules.text_checks import storable

# The longest part of a paper: reasons over several pages.
PART_CHARACTERS = 5000
MOST_ITEMS = 20


class PaperKind(StrEnum):
    """One form. The value is stored: a name that was used once stays."""

    RECEIPT = "receipt"
    CORRECTION = "correction"
    EXTENSION = "extension"
    THIRD_PARTY_INQUIRY = "third_party_inquiry"
    CO_MAKER_INQUIRY = "co_maker_inquiry"
    CONSULTATION_NOTICE = "consultation_notice"
    DISCLOSURE_NOTICE = "disclosure_notice"
    EXCESS_REASONS = "excess_reasons"
    FEE = "fee"
    REPLY_DISCLOSED = "reply_disclosed"
    REPLY_ALREADY_PUBLIC = "reply_already_public"
    REPLY_PARTIAL = "reply_partial"
    REPLY_REFUSED = "reply_refused"
    REPLY_DOES_NOT_EXIST = "reply_does_not_exist"
    REPLY_OTHER_AGENCY = "reply_other_agency"
    REPLY_NEEDS_PROCESSING = "reply_needs_processing"
    REPLY_STILL_UNCLEAR = "reply_still_unclear"
    REPLY_NOT_HANDLED = "reply_not_handled"
    REPLY_ADMINISTRATIVE_QUERY = "reply_administrative_query"
    REPLY_OTHER = "reply_other"


_K = PaperKind
_O = Outcome
KIND_LABELS: Mapping[PaperKind, str] = {
    _K.RECEIPT: "登记回执", _K.CORRECTION: "补正告知书", _K.EXTENSION: "延期答复告知书",
    _K.THIRD_PARTY_INQUIRY: "征求意见书（第三方）", _K.CO_MAKER_INQUIRY: "征求意见书（共同制作机关）",
    _K.CONSULTATION_NOTICE: "征求意见告知书（申请人）", _K.DISCLOSURE_NOTICE: "告知书（第三方）",
    _K.EXCESS_REASONS: "说明理由告知书", _K.FEE: "收费通知书",
    _K.REPLY_DISCLOSED: "答复书（予以公开）", _K.REPLY_ALREADY_PUBLIC: "答复书（已主动公开）",
    _K.REPLY_PARTIAL: "答复书（部分公开）", _K.REPLY_REFUSED: "答复书（不予公开）",
    _K.REPLY_DOES_NOT_EXIST: "答复书（信息不存在）", _K.REPLY_OTHER_AGENCY: "答复书（非本机关）",
    _K.REPLY_NEEDS_PROCESSING: "答复书（需另行制作）", _K.REPLY_STILL_UNCLEAR: "答复书（补正后仍不明确）",
    _K.REPLY_NOT_HANDLED: "答复书（不予处理）", _K.REPLY_ADMINISTRATIVE_QUERY: "答复书（行政查询事项）",
    _K.REPLY_OTHER: "答复书（其他）",
}
REPLIES = frozenset(kind for kind in PaperKind if kind.value.startswith("reply_"))
TO_OTHERS = frozenset({_K.THIRD_PARTY_INQUIRY, _K.CO_MAKER_INQUIRY, _K.DISCLOSURE_NOTICE})
# A receipt carries the number of the request itself: it says that something came in and decides nothing.
UNNUMBERED = frozenset({_K.RECEIPT})
_REPLY_OF: Mapping[Outcome, PaperKind] = {
    _O.DISCLOSED: _K.REPLY_DISCLOSED, _O.ALREADY_PUBLIC: _K.REPLY_ALREADY_PUBLIC, _O.PARTIAL: _K.REPLY_PARTIAL,
    _O.NOT_HELD: _K.REPLY_DOES_NOT_EXIST, _O.DOES_NOT_EXIST: _K.REPLY_DOES_NOT_EXIST,
    _O.OTHER_AGENCY: _K.REPLY_OTHER_AGENCY, _O.NEEDS_PROCESSING: _K.REPLY_NEEDS_PROCESSING,
    _O.STILL_UNCLEAR: _K.REPLY_STILL_UNCLEAR, _O.ADMINISTRATIVE_QUERY: _K.REPLY_ADMINISTRATIVE_QUERY,
}


@dataclass(frozen=True)
class PaperFacts:
    """What a paper says. Which fields a kind must have is in `MANDATORY`; what a kind does not use stays empty.

    `addressee` is the name it goes to, an organisation unless `is_person`. `subject` is what was asked for, `channel`
    how it came in. `due_on` is the last day of the reply as it was, `new_due_on` after an extension, `answer_by` the
    last day for whoever gets the paper, `paused_from` the first day that does not count. `content` is what the kind is
    about: what is unclear, what would be disclosed, what is provided. `items` are numbered in the paper: what to mend,
    the lines of a fee. `withheld` is what a partial disclosure keeps back. `source` is where the information is to be
    had: the page, the right agency with its contact, the proper way. `article` is filled from the outcome when empty.
    `remedy` may hold several paragraphs, one a line. `amount` is in yuan: "300.00". `contact` is whom to ask.
    `issuer` is the agency, filled in when the paper is issued.
    """

    addressee: str = ""
    is_person: bool = True
    received_on: date | None = None
    subject: str = ""
    channel: str = ""
    due_on: date | None = None
    new_due_on: date | None = None
    answer_by: date | None = None
    paused_from: date | None = None
    content: str = ""
    items: tuple[str, ...] = ()
    reasons: str = ""
    basis: str = ""
    standard: str = ""
    amount: str = ""
    payment: str = ""
    outcome: Outcome | None = None
    article: str = ""
    withheld: str = ""
    source: str = ""
    remedy: str = ""
    attachments: tuple[str, ...] = ()
    contact: str = ""
    issuer: str = ""


PART_LABELS: Mapping[str, str] = {
    "addressee": "收文人", "received_on": "收到申请的日期", "subject": "申请的内容", "channel": "收到方式",
    "due_on": "原答复期限", "new_due_on": "延长后的答复期限", "answer_by": "答复的最后一天",
    "paused_from": "开始不计入的日期",
    "content": "涉及的内容", "items": "逐项的内容", "reasons": "理由", "basis": "收费依据", "standard": "收费标准",
    "amount": "收费数额", "payment": "缴纳方式", "outcome": "答复的结果", "article": "法律依据",
    "withheld": "不公开的部分",
    "source": "获取方式和途径", "remedy": "救济途径", "attachments": "附件", "contact": "联系方式",
    "is_person": "收文人的种类", "issuer": "发文机关",
}
# What else a part is called where the form has a word of its own for it.
_OWN_LABELS: Mapping[tuple[PaperKind, str], str] = {
    (_K.CORRECTION, "content"): "不明确的地方", (_K.CORRECTION, "items"): "需要补正的事项",
    (_K.CORRECTION, "answer_by"): "补正期限", (_K.RECEIPT, "due_on"): "答复期限",
    (_K.EXCESS_REASONS, "content"): "申请数量、频次的情况", (_K.FEE, "items"): "计费明细",
    (_K.FEE, "answer_by"): "缴费期限",
    (_K.THIRD_PARTY_INQUIRY, "content"): "拟公开的内容", (_K.CO_MAKER_INQUIRY, "content"): "拟公开的内容",
    (_K.DISCLOSURE_NOTICE, "content"): "决定公开的内容",
}
_ASKED = ("addressee", "received_on", "subject")
MANDATORY: Mapping[PaperKind, tuple[str, ...]] = {
    _K.RECEIPT: (*_ASKED, "channel", "due_on"),
    _K.CORRECTION: (*_ASKED, "content", "items", "answer_by"),
    _K.EXTENSION: (*_ASKED, "due_on", "new_due_on", "reasons"),
    _K.THIRD_PARTY_INQUIRY: ("addressee", "received_on", "content", "answer_by"),
    _K.CO_MAKER_INQUIRY: ("addressee", "received_on", "content", "answer_by"),
    _K.CONSULTATION_NOTICE: (*_ASKED, "paused_from", "answer_by"),
    _K.DISCLOSURE_NOTICE: ("addressee", "content", "reasons"),
    _K.EXCESS_REASONS: (*_ASKED, "content", "answer_by"),
    _K.FEE: (*_ASKED, "basis", "standard", "items", "amount", "payment", "answer_by"),
    **dict.fromkeys(REPLIES, (*_ASKED, "outcome", "article", "remedy")),
}
# What single outcomes must say besides.
_BY_OUTCOME: Mapping[Outcome, tuple[str, ...]] = {
    _O.DISCLOSED: ("content",), _O.ALREADY_PUBLIC: ("source",), _O.PARTIAL: ("content", "withheld"),
}
# Which article a notice is under, by the text of the 条例; replies take theirs from rules/outcomes.py.
ARTICLES: Mapping[PaperKind, Mapping[Regime, str]] = {
    _K.CORRECTION: {Regime.NEW: "第三十条", Regime.OLD: "第二十一条第四项"},
    _K.EXTENSION: {Regime.NEW: "第三十三条第二款", Regime.OLD: "第二十四条第二款"},
    _K.THIRD_PARTY_INQUIRY: {Regime.NEW: "第三十二条", Regime.OLD: "第二十三条"},
    _K.CO_MAKER_INQUIRY: {Regime.NEW: "第三十四条"},
    _K.CONSULTATION_NOTICE: {Regime.NEW: "第三十三条第三款", Regime.OLD: "第二十四条第三款"},
    _K.DISCLOSURE_NOTICE: {Regime.NEW: "第三十二条", Regime.OLD: "第二十三条"},
    _K.EXCESS_REASONS: {Regime.NEW: "第三十五条"},
    _K.FEE: {Regime.NEW: "第四十二条", Regime.OLD: "第二十七条"},
}


def reply_kind(outcome: Outcome) -> PaperKind:
    """Return the form in which a reply with this outcome goes out."""
    if outcome in _REPLY_OF:
        return _REPLY_OF[outcome]
    group = BY_OUTCOME[outcome].group
    if group is outcomes.Group.REFUSED:
        return _K.REPLY_REFUSED
    return _K.REPLY_NOT_HANDLED if group is outcomes.Group.NOT_HANDLED else _K.REPLY_OTHER


def regime_of(facts: PaperFacts) -> Regime:
    """Return the text of the 条例 that the request is under; that of today where no day of receipt is told."""
    return outcomes.regime(facts.received_on) if facts.received_on else Regime.NEW


def article_of(kind: PaperKind, facts: PaperFacts) -> str:
    """Return the article that a paper names: its own, else that of its outcome or of its kind; "" for none."""
    if facts.article:
        return facts.article
    regime = regime_of(facts)
    if facts.outcome is not None and kind in REPLIES:
        row = BY_OUTCOME[facts.outcome]
        return row.article if regime is Regime.NEW else row.old_article
    return ARTICLES.get(kind, {}).get(regime, "")


def part_label(kind: PaperKind, part: str) -> str:
    """Return what a part is called in this form."""
    return _OWN_LABELS.get((kind, part), PART_LABELS[part])


def require_parts(kind: PaperKind, facts: PaperFacts, issued_on: date) -> None:
    """Refuse a paper that leaves out what its form must say, or whose days cannot be.

    Raises InputRefused that names the part.
    """
    wanted = MANDATORY[kind] + _further(kind, facts)
    for part in wanted:
        value = article_of(kind, facts) if part == "article" else getattr(facts, part)
        if not (value.strip() if isinstance(value, str) else value):
            raise InputRefused(f"{KIND_LABELS[kind]}要写明“{part_label(kind, part)}”，请补上再发。", part)
    _require_storable(kind, facts)
    if kind in REPLIES and facts.outcome is not None and reply_kind(facts.outcome) is not kind:
        raise InputRefused("答复的结果和答复书的种类不一致，请重新选择。", "outcome")
    _require_days(kind, facts, issued_on)


def _further(kind: PaperKind, facts: PaperFacts) -> tuple[str, ...]:
    if kind not in REPLIES or facts.outcome is None:
        return ()
    needs_reasons = ("reasons",) if BY_OUTCOME[facts.outcome].needs_reasons else ()
    return needs_reasons + _BY_OUTCOME.get(facts.outcome, ())


def _require_storable(kind: PaperKind, facts: PaperFacts) -> None:
    if len(facts.items) > MOST_ITEMS or len(facts.attachments) > MOST_ITEMS:
        raise InputRefused(f"一份公文最多写{MOST_ITEMS}项，请合并几项再发。", "items")
    for field in fields(facts):
        value = getattr(facts, field.name)
        for words in value if isinstance(value, tuple) else (value,):
            if not isinstance(words, str) or isinstance(words, StrEnum):
                continue
            label = part_label(kind, field.name)
            if len(storable(words, field.name, label)) > PART_CHARACTERS:
                raise InputRefused(f"“{label}”最多写{PART_CHARACTERS}字，请写短一些。", field.name)


def _require_days(kind: PaperKind, facts: PaperFacts, issued_on: date) -> None:
    if facts.received_on and facts.received_on > issued_on:
        raise InputRefused("收到申请的日期不能在公文日期以后（《政府信息公开条例》第三十一条），请改正。",
                           "received_on")
    if facts.answer_by and facts.answer_by < issued_on:
        raise InputRefused(f"“{part_label(kind, 'answer_by')}”不能早于公文的日期，请往后定。", "answer_by")
    if kind is _K.EXTENSION and facts.due_on and facts.new_due_on and facts.new_due_on <= facts.due_on:
        raise InputRefused("延长后的答复期限要在原期限以后（《政府信息公开条例》第三十三条第二款），请改正。",
                           "new_due_on")


def to_json(facts: PaperFacts) -> str:
    """Return the facts as they are stored, without those that are empty."""
    kept = {name: value for name, value in asdict(facts).items() if value not in ("", None, (), [])}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, default=date.isoformat)


def from_json(stored: str) -> PaperFacts:
    """Return the facts that were stored."""
    values = json.loads(stored)
    for name in ("received_on", "due_on", "new_due_on", "answer_by", "paused_from"):
        if name in values:
            values[name] = date.fromisoformat(values[name])
    for name in ("items", "attachments"):
        values[name] = tuple(values.get(name, ()))
    if "outcome" in values:
        values["outcome"] = Outcome(values["outcome"])
    return PaperFacts(**values)
