"""The words of a reply (政府信息公开申请答复书) by its outcome: finding, reasons, article, result, remedies.

Which outcome a reply has, its reasons and its remedies are decided elsewhere; here they become sentences.
"""

from __future__ import annotations

from collections.abc import Mapping

from rules import paper_forms
from rules.letter_paper import Line, Words
from rules.notice_words import LAW, bare, law, opening, paragraphs, you
from rules.outcomes import Outcome, Regime
from rules.paper_forms import PaperFacts, PaperKind

TITLE = "政府信息公开申请答复书"
_O = Outcome
_K = PaperKind
# What is found of the information asked for, by the ground: 经审查，您申请公开的信息…
_FINDINGS: Mapping[Outcome, str] = {
    _O.STATE_SECRET: "属于依法确定的国家秘密",
    _O.FORBIDDEN_BY_LAW: "属于法律、行政法规禁止公开的信息",
    _O.SAFETY_STABILITY: "公开后可能危及国家安全、公共安全、经济安全、社会稳定",
    _O.THIRD_PARTY_RIGHTS: "公开会对第三方合法权益造成损害",
    _O.TRADE_SECRET: "涉及商业秘密，公开会对第三方合法权益造成损害",
    _O.PERSONAL_PRIVACY: "涉及个人隐私，公开会对第三方合法权益造成损害",
    _O.INTERNAL_AFFAIRS: "属于行政机关人事管理、后勤管理、内部工作流程等内部事务信息",
    _O.PROCESS_INFORMATION:
        "属于行政机关在履行行政管理职能过程中形成的讨论记录、过程稿、磋商信函、请示报告等过程性信息",
    _O.ENFORCEMENT_FILE: "属于行政执法案卷信息",
    _O.NOT_GOVERNMENT_INFORMATION: "不是《中华人民共和国政府信息公开条例》所指的政府信息",
    _O.OTHER_LEGAL_GROUND: "属于法律、法规规定不予公开的其他情形",
}
# What is found of the request itself, when it is not handled as one: 经审查，您…
_NOT_HANDLED: Mapping[Outcome, tuple[str, str]] = {
    _O.PETITION_LIKE: ("以政府信息公开申请的形式进行信访、投诉、举报等活动", "不作为政府信息公开申请处理"),
    _O.REPEATED: ("向本机关重复申请公开相同的政府信息，本机关已经作出答复", "不予重复处理"),
    _O.PUBLIC_PRINT: ("申请的内容为要求本机关提供政府公报、报刊、书籍等公开出版物", "不作为政府信息公开申请处理"),
    _O.EXCESSIVE: ("申请公开政府信息的数量、频次明显超过合理范围，说明的理由不合理", "不予处理"),
    _O.REISSUE: ("要求本机关对已经获取的政府信息进行确认或者重新出具", "不予处理"),
}
_PROPER_WAY: Mapping[Outcome, str] = {
    _O.PETITION_LIKE: "可以通过下列渠道提出", _O.PUBLIC_PRINT: "可以通过下列途径获取",
    _O.OTHER_CHANNEL: "请通过下列途径办理", _O.OTHER: "可以通过下列途径办理",
}


def words_of(kind: PaperKind, facts: PaperFacts, case_number: str) -> Words:
    """Return what a reply says, whose mandatory parts are there."""
    lines = (opening(facts, case_number), *_answer(kind, facts), *paragraphs(facts.remedy))
    return Words(TITLE, lines, attachments=facts.attachments)


def _answer(kind: PaperKind, facts: PaperFacts) -> tuple[Line, ...]:
    """Return finding, reasons, article and result."""
    match kind:
        case _K.REPLY_DISCLOSED:
            return (Line(f"经审查，{you(facts)}申请公开的信息属于可以公开的政府信息。根据{law(kind, facts)}的规定，"
                         "本机关予以公开。"), *paragraphs(facts.content), *_ways(facts))
        case _K.REPLY_ALREADY_PUBLIC:
            return (Line(f"经审查，{you(facts)}申请公开的信息已经主动公开。根据{law(kind, facts)}的规定，"
                         f"现将获取该信息的方式、途径告知如下：{bare(facts.source)}。"),
                    *paragraphs(facts.content), *paragraphs(facts.reasons))
        case _K.REPLY_PARTIAL:
            return _partial(kind, facts)
        case _K.REPLY_REFUSED:
            return _refused(kind, facts)
        case _K.REPLY_NOT_HANDLED:
            return _not_handled(kind, facts)
        case _K.REPLY_OTHER:
            return _other(kind, facts)
    finding, *result = _cannot(kind, facts)
    return (finding, *paragraphs(facts.content), *result)


def _partial(kind: PaperKind, facts: PaperFacts) -> tuple[Line, ...]:
    return (
        Line(f"经审查，{you(facts)}申请公开的信息中含有不应当公开的内容，能够作区分处理。根据{law(kind, facts)}的规定，"
             f"本机关将可以公开的内容提供给{you(facts)}。"),
        *paragraphs(facts.content), *_ways(facts),
        Line(f"不予公开的部分为：{bare(facts.withheld)}。不予公开的理由：{bare(facts.reasons)}。"))


def _refused(kind: PaperKind, facts: PaperFacts) -> tuple[Line, ...]:
    outcome = facts.outcome or _O.OTHER
    # The article names the ground, 第三十六条第三项 the form of the answer.
    form = "第三十六条第三项、" if paper_forms.regime_of(facts) is Regime.NEW else ""
    basis = f"{LAW[paper_forms.regime_of(facts)]}{form}{paper_forms.article_of(kind, facts)}"
    return (
        Line(f"经审查，{you(facts)}申请公开的信息{_FINDINGS[outcome]}。{_stop(facts.reasons)}"),
        *paragraphs(facts.content), Line(f"根据{basis}的规定，本机关决定不予公开。"))


def _cannot(kind: PaperKind, facts: PaperFacts) -> tuple[Line, ...]:
    """Return what is said when nothing can be provided: not there, not ours, not ready, not clear, by other law."""
    asked, reasons, basis = f"{you(facts)}申请公开的信息", _stop(facts.reasons), law(kind, facts)
    if kind is _K.REPLY_DOES_NOT_EXIST and facts.outcome is _O.NOT_HELD:
        return (Line(f"经检索查找，本机关不掌握{asked}。{reasons}"),
                Line(f"根据{basis}的规定，现告知{you(facts)}，本机关无法提供该信息。"))
    if kind is _K.REPLY_DOES_NOT_EXIST:
        return (Line(f"经检索查找，本机关没有制作或者获取{asked}。{reasons}"),
                Line(f"根据{basis}的规定，现告知{you(facts)}，该政府信息不存在。"))
    if kind is _K.REPLY_OTHER_AGENCY:
        other = f"负责公开该信息的行政机关为：{bare(facts.source)}，请向该机关提出申请。" if facts.source.strip() \
            else "本机关不能确定负责公开该信息的行政机关。"
        return (Line(f"经审查，{asked}不属于本机关负责公开。{reasons}"), Line(f"根据{basis}的规定，现予告知。{other}"))
    if kind is _K.REPLY_NEEDS_PROCESSING:
        return (Line(f"经审查，本机关没有{asked}的现成信息，提供该信息需要对现有政府信息进行加工、分析。{reasons}"),
                Line(f"根据{basis}的规定，本机关不予提供。"))
    if kind is _K.REPLY_STILL_UNCLEAR:
        return (Line(f"经本机关告知，{you(facts)}对申请作出了补正，补正后的申请内容仍不明确，"
                     f"无法指向特定的政府信息。{reasons}"),
                Line(f"根据{basis}的规定，本机关无法提供。"))
    way = f"请按下列规定和途径办理：{bare(facts.source)}。" if facts.source.strip() \
        else f"请{you(facts)}依照有关法律、行政法规的规定办理。"
    return (Line(f"经审查，{asked}属于工商、不动产登记资料等信息，有关法律、行政法规对其获取有特别规定。{reasons}"),
            Line(f"根据{basis}的规定，{way}"))


def _not_handled(kind: PaperKind, facts: PaperFacts) -> tuple[Line, ...]:
    outcome = facts.outcome or _O.OTHER
    finding, result = _NOT_HANDLED[outcome]
    return (Line(f"经审查，{you(facts)}{finding}。{_stop(facts.reasons)}"), *paragraphs(facts.content),
            Line(f"根据{law(kind, facts)}的规定，本机关对{you(facts)}的申请{result}。{_way(facts)}"))


def _other(kind: PaperKind, facts: PaperFacts) -> tuple[Line, ...]:
    reasons = _stop(facts.reasons)
    regime_law = LAW[paper_forms.regime_of(facts)]
    if facts.outcome in (_O.CORRECTION_LAPSED, _O.FEE_LAPSED):
        why = "无正当理由逾期不补正" if facts.outcome is _O.CORRECTION_LAPSED else "逾期未按收费通知书的要求缴纳费用"
        return (Line(f"{you(facts)}{why}，根据{law(kind, facts)}的规定，视为放弃申请，"
                     f"本机关不再处理该政府信息公开申请。{reasons}"),)
    if facts.outcome is _O.ASK_TO_AMEND:
        return (Line(f"经审查，{you(facts)}的申请内容不明确。{reasons}"), *paragraphs(facts.content),
                Line(f"根据{law(kind, facts)}的规定，请{you(facts)}对申请作出更改、补充后再向本机关提出。"))
    if facts.outcome is not None and facts.outcome in _FINDINGS:
        finding = _FINDINGS[facts.outcome].replace(LAW[Regime.NEW], regime_law)
        return (Line(f"经审查，{you(facts)}申请公开的信息{finding}。{reasons}"),
                *paragraphs(facts.content), Line(f"根据{law(kind, facts)}的规定，本机关不予提供。{_way(facts)}"))
    return (Line(f"经审查，{reasons}"), *paragraphs(facts.content),
            Line(f"根据{law(kind, facts)}的规定，现予答复。{_way(facts)}"))


def _ways(facts: PaperFacts) -> tuple[Line, ...]:
    """Return how the applicant gets what is disclosed, nothing when nothing is told."""
    return (Line(f"获取的方式和途径：{bare(facts.source)}。"),) if facts.source.strip() else ()


def _way(facts: PaperFacts) -> str:
    """Return where the applicant may turn instead, "" when nothing is told."""
    if not facts.source.strip() or facts.outcome is None:
        return ""
    return f"{you(facts)}{_PROPER_WAY.get(facts.outcome, '可以通过下列途径办理')}：{bare(facts.source)}。"


def _stop(words: str) -> str:
    """Return lines as sentences in a row, "" for none."""
    return "".join(line.words for line in paragraphs(words))
