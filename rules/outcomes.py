"""How a disclosure request can end: every outcome with its article, its rows in both annual tables, and its regime.

The rows of the form of 2021 (国办公开办函〔2021〕30号) and of 2018 are named by their leaf; which outcome falls into
which row is settled here and nowhere else (docs/decisions/0024).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Outcome(StrEnum):
    """Stable slugs: the 21 leaves of the form of 2021 first, then finer ones, then those of the text of 2007."""

    DISCLOSED = "disclosed"
    PARTIAL = "partial"
    STATE_SECRET = "state_secret"  # noqa: S105 - no password
    FORBIDDEN_BY_LAW = "forbidden_by_law"
    SAFETY_STABILITY = "safety_stability"
    THIRD_PARTY_RIGHTS = "third_party_rights"
    INTERNAL_AFFAIRS = "internal_affairs"
    PROCESS_INFORMATION = "process_information"
    ENFORCEMENT_FILE = "enforcement_file"
    ADMINISTRATIVE_QUERY = "administrative_query"
    NOT_HELD = "not_held"
    NEEDS_PROCESSING = "needs_processing"
    STILL_UNCLEAR = "still_unclear"
    PETITION_LIKE = "petition_like"
    REPEATED = "repeated"
    PUBLIC_PRINT = "public_print"
    EXCESSIVE = "excessive"
    REISSUE = "reissue"
    CORRECTION_LAPSED = "correction_lapsed"
    FEE_LAPSED = "fee_lapsed"
    OTHER = "other"
    ALREADY_PUBLIC = "already_public"
    TRADE_SECRET = "trade_secret"  # noqa: S105 - no password
    PERSONAL_PRIVACY = "personal_privacy"
    DOES_NOT_EXIST = "does_not_exist"
    OTHER_AGENCY = "other_agency"
    NOT_GOVERNMENT_INFORMATION = "not_government_information"
    OTHER_LEGAL_GROUND = "other_legal_ground"
    ASK_TO_AMEND = "ask_to_amend"
    OTHER_CHANNEL = "other_channel"


class Group(StrEnum):
    """The seven groups of the form of 2021 under 本年度办理结果."""

    DISCLOSED = "disclosed"
    PARTIAL = "partial"
    REFUSED = "refused"
    CANNOT = "cannot"
    NOT_HANDLED = "not_handled"
    OTHER = "other"


class Regime(StrEnum):
    """Which text of the 条例 a request is under, by the day of receipt (domain.md 1.2)."""

    OLD = "2007"
    NEW = "2019"


NEW_SINCE = date(2019, 5, 15)
_O = Outcome


@dataclass(frozen=True)
class OutcomeRow:
    """One outcome. `leaf` and `row_2018` are the outcomes by whose name the two forms count it.

    `label` is how pages and replies say it, `article` the law behind it under the 条例 of 2019, "" for an outcome that
    only the text of 2007 knows. `old_article` is that of 2007, "" where that text had no such outcome.
    `needs_reasons`: the reply must carry reasons of its own, not the article alone.
    """

    outcome: Outcome
    label: str
    group: Group
    leaf: Outcome
    row_2018: Outcome
    article: str = ""
    old_article: str = ""
    needs_reasons: bool = False

    @property
    def is_refusal(self) -> bool:
        """不予公开: since 2024 reconsideration comes before a lawsuit (行政复议法 23)."""
        return self.group is Group.REFUSED


ROWS: tuple[OutcomeRow, ...] = (
    OutcomeRow(_O.DISCLOSED, "予以公开", Group.DISCLOSED, _O.DISCLOSED, _O.DISCLOSED, "第三十六条第二项",
               "第二十一条第一项"),
    OutcomeRow(_O.ALREADY_PUBLIC, "已主动公开", Group.DISCLOSED, _O.DISCLOSED, _O.ALREADY_PUBLIC, "第三十六条第一项",
               "第二十一条第一项"),
    OutcomeRow(_O.PARTIAL, "部分公开", Group.PARTIAL, _O.PARTIAL, _O.PARTIAL, "第三十七条", "第二十二条", True),
    OutcomeRow(_O.STATE_SECRET, "属于国家秘密", Group.REFUSED, _O.STATE_SECRET, _O.STATE_SECRET, "第十四条",
               "第十四条", True),
    OutcomeRow(_O.FORBIDDEN_BY_LAW, "其他法律行政法规禁止公开", Group.REFUSED, _O.FORBIDDEN_BY_LAW,
               _O.OTHER_LEGAL_GROUND, "第十四条", needs_reasons=True),
    OutcomeRow(_O.SAFETY_STABILITY, "危及“三安全一稳定”", Group.REFUSED, _O.SAFETY_STABILITY, _O.SAFETY_STABILITY,
               "第十四条", "第八条", True),
    OutcomeRow(_O.THIRD_PARTY_RIGHTS, "保护第三方合法权益", Group.REFUSED, _O.THIRD_PARTY_RIGHTS,
               _O.OTHER_LEGAL_GROUND, "第十五条", needs_reasons=True),
    OutcomeRow(_O.TRADE_SECRET, "涉及商业秘密", Group.REFUSED, _O.THIRD_PARTY_RIGHTS, _O.TRADE_SECRET, "第十五条",
               "第十四条", True),
    OutcomeRow(_O.PERSONAL_PRIVACY, "涉及个人隐私", Group.REFUSED, _O.THIRD_PARTY_RIGHTS, _O.PERSONAL_PRIVACY,
               "第十五条", "第十四条", True),
    OutcomeRow(_O.INTERNAL_AFFAIRS, "属于三类内部事务信息", Group.REFUSED, _O.INTERNAL_AFFAIRS,
               _O.NOT_GOVERNMENT_INFORMATION, "第十六条第一款", needs_reasons=True),
    OutcomeRow(_O.PROCESS_INFORMATION, "属于四类过程性信息", Group.REFUSED, _O.PROCESS_INFORMATION,
               _O.NOT_GOVERNMENT_INFORMATION, "第十六条第二款", needs_reasons=True),
    OutcomeRow(_O.ENFORCEMENT_FILE, "属于行政执法案卷", Group.REFUSED, _O.ENFORCEMENT_FILE, _O.OTHER_LEGAL_GROUND,
               "第十六条第二款", needs_reasons=True),
    OutcomeRow(_O.ADMINISTRATIVE_QUERY, "属于行政查询事项", Group.REFUSED, _O.ADMINISTRATIVE_QUERY, _O.OTHER_CHANNEL,
               "第三十六条第七项", needs_reasons=True),
    OutcomeRow(_O.NOT_HELD, "本机关不掌握相关政府信息", Group.CANNOT, _O.NOT_HELD, _O.DOES_NOT_EXIST,
               "第三十六条第四项、第五项", needs_reasons=True),
    OutcomeRow(_O.DOES_NOT_EXIST, "信息不存在", Group.CANNOT, _O.NOT_HELD, _O.DOES_NOT_EXIST, "第三十六条第四项",
               "第二十一条第三项", True),
    OutcomeRow(_O.OTHER_AGENCY, "不属于本机关负责公开", Group.CANNOT, _O.NOT_HELD, _O.OTHER_AGENCY, "第三十六条第五项",
               "第二十一条第三项", True),
    OutcomeRow(_O.NEEDS_PROCESSING, "没有现成信息需要另行制作", Group.CANNOT, _O.NEEDS_PROCESSING,
               _O.NOT_GOVERNMENT_INFORMATION, "第三十八条", needs_reasons=True),
    OutcomeRow(_O.STILL_UNCLEAR, "补正后申请内容仍不明确", Group.CANNOT, _O.STILL_UNCLEAR, _O.ASK_TO_AMEND, "第三十条",
               needs_reasons=True),
    OutcomeRow(_O.PETITION_LIKE, "信访举报投诉类申请", Group.NOT_HANDLED, _O.PETITION_LIKE, _O.OTHER_CHANNEL,
               "第三十九条第一款", needs_reasons=True),
    OutcomeRow(_O.REPEATED, "重复申请", Group.NOT_HANDLED, _O.REPEATED, _O.OTHER_LEGAL_GROUND, "第三十六条第六项",
               needs_reasons=True),
    OutcomeRow(_O.PUBLIC_PRINT, "要求提供公开出版物", Group.NOT_HANDLED, _O.PUBLIC_PRINT, _O.OTHER_CHANNEL,
               "第三十九条第二款", needs_reasons=True),
    OutcomeRow(_O.EXCESSIVE, "无正当理由大量反复申请", Group.NOT_HANDLED, _O.EXCESSIVE, _O.OTHER_LEGAL_GROUND,
               "第三十五条", needs_reasons=True),
    OutcomeRow(_O.REISSUE, "要求行政机关确认或重新出具已获取信息", Group.NOT_HANDLED, _O.REISSUE, _O.OTHER_CHANNEL,
               "第二条、第三十九条", needs_reasons=True),
    OutcomeRow(_O.CORRECTION_LAPSED, "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", Group.OTHER,
               _O.CORRECTION_LAPSED, _O.ASK_TO_AMEND, "第三十条"),
    OutcomeRow(_O.FEE_LAPSED, "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", Group.OTHER,
               _O.FEE_LAPSED, _O.OTHER_LEGAL_GROUND, "第四十二条"),
    OutcomeRow(_O.OTHER, "其他", Group.OTHER, _O.OTHER, _O.OTHER_CHANNEL, "第三十六条", needs_reasons=True),
    OutcomeRow(_O.NOT_GOVERNMENT_INFORMATION, "不是《条例》所指政府信息", Group.OTHER, _O.OTHER,
               _O.NOT_GOVERNMENT_INFORMATION, old_article="第二条", needs_reasons=True),
    OutcomeRow(_O.OTHER_LEGAL_GROUND, "法律法规规定的其他情形", Group.OTHER, _O.OTHER, _O.OTHER_LEGAL_GROUND,
               old_article="第二十一条第二项", needs_reasons=True),
    OutcomeRow(_O.ASK_TO_AMEND, "告知作出更改补充", Group.CANNOT, _O.STILL_UNCLEAR, _O.ASK_TO_AMEND,
               old_article="第二十一条第四项", needs_reasons=True),
    OutcomeRow(_O.OTHER_CHANNEL, "告知通过其他途径办理", Group.OTHER, _O.OTHER, _O.OTHER_CHANNEL,
               old_article="第二十一条", needs_reasons=True),
)
BY_OUTCOME: Mapping[Outcome, OutcomeRow] = {row.outcome: row for row in ROWS}
# The leaves of the form of 2021 in its order, with its labels.
LEAVES_2021: Mapping[Outcome, str] = {
    leaf: BY_OUTCOME[leaf].label for leaf in Outcome if BY_OUTCOME[leaf].leaf is leaf} | {
    _O.PARTIAL: "部分公开（区分处理的，只计这一情形，不计其他情形）"}
# The answers of the form of 2018 (三（三）) in its order, with its labels.
LABELS_2018: Mapping[Outcome, str] = {
    _O.ALREADY_PUBLIC: "属于已主动公开范围数", _O.DISCLOSED: "同意公开答复数", _O.PARTIAL: "同意部分公开答复数",
    _O.STATE_SECRET: "涉及国家秘密", _O.TRADE_SECRET: "涉及商业秘密", _O.PERSONAL_PRIVACY: "涉及个人隐私",
    _O.SAFETY_STABILITY: "危及国家安全、公共安全、经济安全和社会稳定",
    _O.NOT_GOVERNMENT_INFORMATION: "不是《条例》所指政府信息", _O.OTHER_LEGAL_GROUND: "法律法规规定的其他情形",
    _O.OTHER_AGENCY: "不属于本行政机关公开数", _O.DOES_NOT_EXIST: "申请信息不存在数",
    _O.ASK_TO_AMEND: "告知作出更改补充数", _O.OTHER_CHANNEL: "告知通过其他途径办理数",
}
# Ends that are no reply: the applicant did not do what a notice asked for, or took the request back.
WITHOUT_REPLY = frozenset({_O.CORRECTION_LAPSED, _O.FEE_LAPSED})


def regime(received_on: date) -> Regime:
    """Return which text of the 条例 a request received on this day is under."""
    return Regime.NEW if received_on >= NEW_SINCE else Regime.OLD


def known_to(which: Regime) -> tuple[Outcome, ...]:
    """Return the outcomes that a reply may have under a text of the 条例, in the order of `ROWS`."""
    return tuple(row.outcome for row in ROWS if (row.article if which is Regime.NEW else row.old_article))


def counted_as(outcome: Outcome, form: str) -> Outcome:
    """Return the row of a form, "2018" or "2021", in which an outcome counts; once, whatever the outcome."""
    row = BY_OUTCOME[outcome]
    return row.leaf if form == "2021" else row.row_2018
