"""The words of the notices that come before a reply: receipt, correction, extension, inquiries, excess, fee.

Owns no dates and no choice: what a notice must say stands in `rules/paper_forms.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from rules import paper_forms
from rules.agency_names import full_day
from rules.letter_paper import Line, Slip, Words
from rules.outcomes import Regime
from rules.paper_forms import PaperFacts, PaperKind

LAW: Mapping[Regime, str] = {
    Regime.NEW: "《中华人民共和国政府信息公开条例》",
    Regime.OLD: "《中华人民共和国政府信息公开条例》（2007年国务院令第492号）",
}
REPLY_DAYS: Mapping[Regime, int] = {Regime.NEW: 20, Regime.OLD: 15}
TOLD = Line("特此告知。")
_ENDS = ("。", "：", "；", "？", "！", "”")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_K = PaperKind


def law(kind: PaperKind, facts: PaperFacts) -> str:
    """Return the text with the article that a paper rests on: 《…条例》第三十条."""
    return f"{LAW[paper_forms.regime_of(facts)]}{paper_forms.article_of(kind, facts)}"


def you(facts: PaperFacts) -> str:
    """Return how the addressee is spoken to."""
    return "您" if facts.is_person else "你单位"


def bare(words: str) -> str:
    """Return words as one clause without a stop at its end, so that a sentence can go on after it."""
    return "；".join(stripped for line in words.splitlines() if (stripped := line.strip().rstrip("。；;.，")))


def ended(line: str) -> str:
    """Return a line as a sentence with its stop."""
    words = line.strip()
    return words if words.endswith(_ENDS) else f"{bare(words)}。"


def opening(facts: PaperFacts, case_number: str) -> Line:
    """Return the first sentence of every paper to an applicant."""
    return Line(f"本机关于{_day(facts.received_on)}收到{you(facts)}提交的政府信息公开申请"
                f"（登记编号：{case_number}），申请公开：“{bare(facts.subject)}”。")


def paragraphs(words: str) -> tuple[Line, ...]:
    """Return what may be several lines as paragraphs that end with a stop."""
    return tuple(Line(ended(line)) for line in words.splitlines() if line.strip())


def numbered(items: tuple[str, ...]) -> tuple[Line, ...]:
    """Return items as numbered paragraphs, the last with a full stop."""
    last = len(items)
    return tuple(Line(f"{place}.{bare(item)}{'。' if place == last else '；'}") for place, item in enumerate(items, 1))


def capital_amount(amount: str) -> str:
    """Return an amount in yuan in the capitals of accounts: 300.00 is 叁佰元整. Raises ValueError for no amount."""
    try:
        cents = Decimal(amount).scaleb(2)
    except InvalidOperation:
        raise ValueError(amount) from None
    if cents != cents.to_integral_value() or not 0 <= cents < 10 ** 10:
        raise ValueError(amount)
    whole, rest = divmod(int(cents), 100)
    tenths, hundredths = divmod(rest, 10)
    words = f"{_capitals(whole)}元"
    if not rest:
        return f"{words}整"
    words += f"{_DIGITS[tenths]}角" if tenths else "零"
    return words + (f"{_DIGITS[hundredths]}分" if hundredths else "整")


def words_of(kind: PaperKind, facts: PaperFacts, case_number: str) -> Words:
    """Return what a notice says, whose mandatory parts are there."""
    return _FORMS[kind](facts, case_number)


def _receipt(facts: PaperFacts, case_number: str) -> Words:
    regime = paper_forms.regime_of(facts)
    rows = [("登记编号", case_number), ("申请人", facts.addressee), ("所需信息内容", bare(facts.subject)),
            ("收到方式", facts.channel), ("收到日期", _day(facts.received_on)),
            ("答复期限", f"{_day(facts.due_on)}（含当日）")]
    rows += [("联系方式", facts.contact)] if facts.contact else []
    article = "第三十三条第二款" if regime is Regime.NEW else "第二十四条第二款"
    return Words("政府信息公开申请登记回执", (
        Line(f"{you(facts)}提交的政府信息公开申请已经登记。根据{LAW[regime]}{article}的规定，本机关自收到申请之日起"
             f"{REPLY_DAYS[regime]}个工作日内答复；依法需要补正、延期答复或者征求意见的，另行书面告知。"
             "请妥善保存本回执，凭登记编号查询办理情况。"),), tuple(rows))


def _correction(facts: PaperFacts, case_number: str) -> Words:
    return Words("政府信息公开申请补正告知书", (
        opening(facts, case_number),
        Line(f"经审查，{you(facts)}的申请内容不明确：{bare(facts.content)}。"),
        Line(f"根据{law(_K.CORRECTION, facts)}的规定，请{you(facts)}在{_day(facts.answer_by)}前（含当日）"
             "对申请作出补正。需要补正的事项如下："),
        *numbered(facts.items),
        Line("本机关收到补正后的申请之日，答复期限重新计算。无正当理由逾期不补正的，视为放弃申请，"
             "本机关不再处理该政府信息公开申请。"), TOLD))


def _extension(facts: PaperFacts, case_number: str) -> Words:
    days = REPLY_DAYS[paper_forms.regime_of(facts)]
    return Words("政府信息公开申请延期答复告知书", (
        opening(facts, case_number),
        Line(f"按照规定，本机关应当在{_day(facts.due_on)}前（含当日）答复。现因下列原因不能按期答复："
             f"{bare(facts.reasons)}。"),
        Line(f"根据{law(_K.EXTENSION, facts)}的规定，经本机关政府信息公开工作机构负责人同意，"
             f"答复期限延长至{_day(facts.new_due_on)}（含当日），延长的期限没有超过{days}个工作日。"), TOLD))


def _third_party(facts: PaperFacts, case_number: str) -> Words:
    limit = "自收到本征求意见书之日起15个工作日内，即最迟于" if paper_forms.regime_of(facts) is Regime.NEW else "于"
    return Words("政府信息公开征求意见书", (
        Line(f"本机关于{_day(facts.received_on)}收到一件政府信息公开申请，申请公开的信息涉及{you(facts)}的合法权益。"
             f"本机关拟公开的内容为：{bare(facts.content)}。"),
        Line(f"根据{law(_K.THIRD_PARTY_INQUIRY, facts)}的规定，现书面征求{you(facts)}的意见。请{you(facts)}{limit}"
             f"{_day(facts.answer_by)}（含当日）书面答复是否同意公开；不同意公开的，请说明理由。"),
        Line(f"{you(facts)}逾期未提出意见的，由本机关依法决定是否公开。{you(facts)}不同意公开且有合理理由的，"
             "本机关不予公开；"
             "本机关认为不公开可能对公共利益造成重大影响的，可以决定予以公开，并将决定公开的内容和理由书面告知"
             f"{you(facts)}。"),
        Line("请填写所附回复单，在上述期限内寄送或者交至本机关。")),
        attachments=(SLIP_TITLE,), slip=_slip(facts, case_number, "第三方"))


def _co_maker(facts: PaperFacts, case_number: str) -> Words:
    return Words("政府信息公开征求意见书", (
        Line(f"本机关于{_day(facts.received_on)}收到一件政府信息公开申请，申请公开的信息由本机关牵头、与你单位共同制作。"
             f"本机关拟公开的内容为：{bare(facts.content)}。"),
        Line(f"根据{law(_K.CO_MAKER_INQUIRY, facts)}的规定，现征求你单位的意见。请你单位自收到本征求意见书之日起"
             f"15个工作日内，即最迟于{_day(facts.answer_by)}（含当日）书面提出意见；不同意公开的，请说明理由和法律依据。"
             "逾期未提出意见的，视为同意公开。")),
        attachments=(SLIP_TITLE,), slip=_slip(facts, case_number, "共同制作机关"))


def _consultation(facts: PaperFacts, case_number: str) -> Words:
    why = bare(facts.content) or "申请公开的信息涉及第三方的合法权益或者由其他机关共同制作"
    return Words("政府信息公开征求意见告知书", (
        opening(facts, case_number),
        Line(f"因{why}，本机关已于{_day(facts.paused_from)}依法书面征求意见，有关单位和个人最迟于"
             f"{_day(facts.answer_by)}反馈。"),
        Line(f"根据{law(_K.CONSULTATION_NOTICE, facts)}的规定，征求意见所需时间不计算在答复期限内。"
             f"收到反馈意见或者反馈期限届满后，答复期限继续计算，本机关将依法答复{you(facts)}。"), TOLD))


def _disclosure(facts: PaperFacts, case_number: str) -> Words:
    return Words("政府信息公开告知书", (
        Line(f"本机关办理一件政府信息公开申请（登记编号：{case_number}）时，曾就涉及{you(facts)}合法权益的信息书面征求"
             f"{you(facts)}的意见。经审查，根据{law(_K.DISCLOSURE_NOTICE, facts)}的规定，本机关决定予以公开。"
             "现将决定公开的内容和理由告知如下："),
        Line(f"{bare(facts.content)}。", "一、决定公开的内容。"), Line(f"{bare(facts.reasons)}。", "二、公开的理由。"),
        *paragraphs(facts.remedy), TOLD))


def _excess(facts: PaperFacts, case_number: str) -> Words:
    return Words("政府信息公开申请说明理由告知书", (
        opening(facts, case_number),
        Line(f"经核对，{bare(facts.content)}，申请的数量、频次明显超过合理范围。"),
        Line(f"根据{law(_K.EXCESS_REASONS, facts)}的规定，请{you(facts)}在{_day(facts.answer_by)}前（含当日）"
             "向本机关书面说明申请的理由。"),
        Line(f"本机关认为理由不合理的，告知{you(facts)}不予处理；认为理由合理，但是无法在规定的期限内答复{you(facts)}的，"
             f"可以确定延迟答复的合理期限并告知{you(facts)}。"), TOLD))


def _fee(facts: PaperFacts, case_number: str) -> Words:
    return Words("政府信息公开信息处理费收费通知书", (
        opening(facts, case_number),
        Line(f"根据{law(_K.FEE, facts)}和{bare(facts.basis)}的规定，本机关决定向{you(facts)}收取信息处理费，"
             "现通知如下："),
        Line(f"{bare(facts.standard)}。", "一、收费标准。"),
        Line("本次费用按下列各项累加计算：", "二、计费明细。"), *numbered(facts.items),
        Line(f"人民币{facts.amount}元（大写：{capital_amount(facts.amount)}）。", "三、应缴数额。"),
        Line(f"{bare(facts.payment)}。", "四、缴纳方式。"),
        Line(f"请在{_day(facts.answer_by)}前（含当日）缴纳，即收到本通知书次日起20个工作日内。", "五、缴纳期限。"),
        Line("缴费以后，答复期限从缴费的次日起重新计算。逾期未缴纳的，视为放弃申请，本机关不再处理该政府信息公开申请。"),
        *paragraphs(facts.remedy), TOLD))


def _slip(facts: PaperFacts, case_number: str, whose: str) -> Slip:
    return Slip(SLIP_TITLE, facts.issuer, (
        ("申请登记编号", case_number), ("拟公开的内容", bare(facts.content)),
        (whose, facts.addressee), ("最迟答复日期", _day(facts.answer_by)),
        ("不同意公开的理由", ""), ("签名或者盖章", ""), ("联系电话", "")),
        ("同意公开", "不同意公开", "部分同意公开（在理由栏写明不同意的部分）"),
        "请在选择的□内打“√”。理由栏写不下的，可以另附纸。")


def _day(day: date | None) -> str:
    return full_day(day) if day is not None else ""


def _capitals(number: int) -> str:
    """Return a whole number below 10^8 in the capitals of accounts, 零 once for each run of noughts."""
    if number == 0:
        return "零"
    high, low = divmod(number, 10_000)
    words = f"{_capitals(high)}万" if high else ""
    if high and 0 < low < 1_000:
        words += "零"
    skipped = False
    for unit, name in ((1_000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
        digit, low = divmod(low, unit)
        if not digit:
            skipped = bool(words) and not words.endswith("零")
            continue
        words += ("零" if skipped and not words.endswith(("零", "万")) else "") + _DIGITS[digit] + name
        skipped = False
    return words


SLIP_TITLE = "政府信息公开征求意见回复单"
_FORMS: Mapping[PaperKind, Callable[[PaperFacts, str], Words]] = {
    _K.RECEIPT: _receipt, _K.CORRECTION: _correction, _K.EXTENSION: _extension, _K.THIRD_PARTY_INQUIRY: _third_party,
    _K.CO_MAKER_INQUIRY: _co_maker, _K.CONSULTATION_NOTICE: _consultation, _K.DISCLOSURE_NOTICE: _disclosure,
    _K.EXCESS_REASONS: _excess, _K.FEE: _fee,
}
