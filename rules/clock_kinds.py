"""Every time limit that the service knows: how long, from what, by which article, and what may lengthen it.

The law's numbers (domain.md 1) stand here and nowhere else; what the county chooses is marked and may be changed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.vocabulary import Category, entries


class Unit(StrEnum):
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    HOUR = "hour"


class ClockKind(StrEnum):
    """What is limited. Slugs are stable; several rows of one kind are its regimes, one after another."""

    LETTER_CONSULTATION = "letter_consultation"
    LETTER_SUGGESTION = "letter_suggestion"
    LETTER_COMPLAINT = "letter_complaint"
    LETTER_HELP = "letter_help"
    LETTER_REPORT = "letter_report"
    LETTER_SITE_ERROR = "letter_site_error"
    LETTER_OTHER = "letter_other"
    LETTER_REWORK = "letter_rework"
    LETTER_ROUTING = "letter_routing"
    LETTER_SIGN_FOR = "letter_sign_for"
    LETTER_RETURN = "letter_return"
    PETITION_FORWARDING = "petition_forwarding"
    PETITION_NOTICE = "petition_notice"
    PETITION_OBJECTION = "petition_objection"
    PETITION_CONCLUSION = "petition_conclusion"
    PETITION_REVIEW_REQUEST = "petition_review_request"
    PETITION_REVIEW = "petition_review"
    PETITION_RECHECK_REQUEST = "petition_recheck_request"
    PETITION_RECHECK = "petition_recheck"
    PETITION_SIMPLE_ACCEPTANCE = "petition_simple_acceptance"
    PETITION_SIMPLE_OPINION = "petition_simple_opinion"
    DISCLOSURE_REPLY = "disclosure_reply"
    DISCLOSURE_CORRECTION_NOTICE = "disclosure_correction_notice"
    DISCLOSURE_CORRECTION = "disclosure_correction"
    THIRD_PARTY_OPINION = "third_party_opinion"
    CO_MAKER_OPINION = "co_maker_opinion"
    DISCLOSURE_FEE_PAYMENT = "disclosure_fee_payment"
    RECONSIDERATION_REQUEST = "reconsideration_request"
    RECONSIDERATION_ANSWER = "reconsideration_answer"
    RECONSIDERATION_SIMPLE_ANSWER = "reconsideration_simple_answer"
    RECONSIDERATION_DECISION = "reconsideration_decision"
    RECONSIDERATION_SIMPLE_DECISION = "reconsideration_simple_decision"
    PUBLICATION_OF_CHANGE = "publication_of_change"
    PUBLICATION_OF_DOCUMENT = "publication_of_document"
    PUBLICATION_OF_INFORMATION = "publication_of_information"
    DECISION_COMMENT = "decision_comment"
    NORMATIVE_COMMENT = "normative_comment"
    MARKET_COMMENT = "market_comment"
    COMMENT_FEEDBACK = "comment_feedback"
    LEGALITY_REVIEW = "legality_review"
    OPINION_INCIDENT_FIRST = "opinion_incident_first"
    OPINION_INCIDENT_BRIEFING = "opinion_incident_briefing"
    OPINION_RESPONSE = "opinion_response"
    # Two whose last day is stated, not counted: they have no row below.
    FOREIGN_DEADLINE = "foreign_deadline"
    INTERNAL_DATE = "internal_date"


class PauseReason(StrEnum):
    """Why the law lets a clock stand still. Nothing else does (security.md D3)."""

    THIRD_PARTY = "third_party"
    CO_MAKER = "co_maker"
    APPLICANT_CORRECTION = "applicant_correction"
    HEARING = "hearing"
    FEE = "fee"


UNIT_LABELS: dict[Unit, str] = {Unit.WORKING_DAY: "个工作日", Unit.CALENDAR_DAY: "日", Unit.HOUR: "小时"}
PAUSE_LABELS: dict[PauseReason, str] = {
    PauseReason.THIRD_PARTY: "征求第三方意见", PauseReason.CO_MAKER: "征求共同制作机关意见",
    PauseReason.APPLICANT_CORRECTION: "等待申请人补正", PauseReason.HEARING: "听证",
    PauseReason.FEE: "等待申请人缴费",
}
# The most working days that one pause may last; a correction ends with the date set in its notice at the latest.
PAUSE_WORKING_DAYS: dict[PauseReason, int] = {
    PauseReason.THIRD_PARTY: 15, PauseReason.CO_MAKER: 15, PauseReason.APPLICANT_CORRECTION: 15,
    PauseReason.HEARING: 15, PauseReason.FEE: 20,
}
CLOCK_LABELS: dict[ClockKind, str] = {
    ClockKind.LETTER_CONSULTATION: "咨询答复",
    ClockKind.LETTER_SUGGESTION: "建议答复",
    ClockKind.LETTER_COMPLAINT: "投诉答复",
    ClockKind.LETTER_HELP: "求助答复",
    ClockKind.LETTER_REPORT: "举报答复",
    ClockKind.LETTER_SITE_ERROR: "网站纠错答复",
    ClockKind.LETTER_OTHER: "其他来信答复",
    ClockKind.LETTER_REWORK: "重办答复",
    ClockKind.LETTER_ROUTING: "登记转办",
    ClockKind.LETTER_SIGN_FOR: "承办单位签收",
    ClockKind.LETTER_RETURN: "承办单位退回",
    ClockKind.PETITION_FORWARDING: "信访部门转送、交办",
    ClockKind.PETITION_NOTICE: "信访受理告知",
    ClockKind.PETITION_OBJECTION: "信访转送件异议",
    ClockKind.PETITION_CONCLUSION: "信访事项办结",
    ClockKind.PETITION_REVIEW_REQUEST: "申请信访复查",
    ClockKind.PETITION_REVIEW: "信访复查",
    ClockKind.PETITION_RECHECK_REQUEST: "申请信访复核",
    ClockKind.PETITION_RECHECK: "信访复核",
    ClockKind.PETITION_SIMPLE_ACCEPTANCE: "信访简易办理受理",
    ClockKind.PETITION_SIMPLE_OPINION: "信访简易办理答复",
    ClockKind.DISCLOSURE_REPLY: "信息公开申请答复",
    ClockKind.DISCLOSURE_CORRECTION_NOTICE: "信息公开补正告知",
    ClockKind.DISCLOSURE_CORRECTION: "申请人补正",
    ClockKind.THIRD_PARTY_OPINION: "第三方答复意见",
    ClockKind.CO_MAKER_OPINION: "共同制作机关答复意见",
    ClockKind.DISCLOSURE_FEE_PAYMENT: "信息公开缴费",
    ClockKind.RECONSIDERATION_REQUEST: "申请行政复议",
    ClockKind.RECONSIDERATION_ANSWER: "行政复议答复",
    ClockKind.RECONSIDERATION_SIMPLE_ANSWER: "行政复议答复（简易程序）",
    ClockKind.RECONSIDERATION_DECISION: "行政复议决定",
    ClockKind.RECONSIDERATION_SIMPLE_DECISION: "行政复议决定（简易程序）",
    ClockKind.PUBLICATION_OF_CHANGE: "办事条件变化公开",
    ClockKind.PUBLICATION_OF_DOCUMENT: "规范性文件公开和解读",
    ClockKind.PUBLICATION_OF_INFORMATION: "主动公开信息",
    ClockKind.DECISION_COMMENT: "重大行政决策征求意见",
    ClockKind.NORMATIVE_COMMENT: "规范性文件征求意见",
    ClockKind.MARKET_COMMENT: "涉企规范性文件征求意见",
    ClockKind.COMMENT_FEEDBACK: "采纳情况反馈",
    ClockKind.LEGALITY_REVIEW: "合法性审查",
    ClockKind.OPINION_INCIDENT_FIRST: "重大突发事件首次发布",
    ClockKind.OPINION_INCIDENT_BRIEFING: "重大突发事件新闻发布会",
    ClockKind.OPINION_RESPONSE: "政务舆情回应",
    ClockKind.FOREIGN_DEADLINE: "上级交办时限",
    ClockKind.INTERNAL_DATE: "内部时限",
}


@dataclass(frozen=True)
class KindRow:
    """One kind under one regime. `length` and `extension` are in `unit`; `event` is the word for the day it runs from.

    `extension` is the most that one extension may add, 0 when there is none. `since` and `until` bound the days of
    the event (inclusive); null is open.
    """

    kind: ClockKind
    length: int
    unit: Unit
    article: str
    event: str = "收到"
    extension: int = 0
    pauses: frozenset[PauseReason] = frozenset()
    since: date | None = None
    until: date | None = None

    @property
    def is_plain(self) -> bool:
        """Whether the last day is the length-th unit after the event and nothing else: no roll past a holiday."""
        return self.unit is not Unit.CALENDAR_DAY


_DAY, _DATE, _HOUR = Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.HOUR
_K = ClockKind
LOCAL = "本县信箱办理规定"
_SIMPLE = "国家信访局信访事项简易办理办法（试行）"
_ANSWERED, _REVIEWED = "收到书面答复", "收到复查意见"
_CONSULTED = frozenset({PauseReason.THIRD_PARTY, PauseReason.CO_MAKER, PauseReason.APPLICANT_CORRECTION,
                        PauseReason.FEE})
# The rule before it left out the third party's time alone (domain.md 1.2).
_THIRD_PARTY = frozenset({PauseReason.THIRD_PARTY})
_HEARING = frozenset({PauseReason.HEARING})
_ORDER_711, _ORDER_492_END = date(2019, 5, 15), date(2019, 5, 14)
_WORK_RULES, _OLD_RULES_END = date(2022, 5, 1), date(2022, 4, 30)
_ORDER_492, _OLD_RULES = date(2008, 5, 1), date(2005, 5, 1)
# The law on reconsideration of 1999 and its revision; the fee rules; the rules on major decisions.
_LAW_1999, _LAW_1999_END, _LAW_2023 = date(1999, 10, 1), date(2023, 12, 31), date(2024, 1, 1)
_FEES, _DECISIONS = date(2021, 1, 1), date(2019, 9, 1)

ROWS: tuple[KindRow, ...] = (
    # domain.md 1.8: the county's own, with the extension that may at most double it.
    KindRow(_K.LETTER_CONSULTATION, 5, _DAY, LOCAL, extension=5),
    KindRow(_K.LETTER_SUGGESTION, 10, _DAY, LOCAL, extension=10),
    KindRow(_K.LETTER_COMPLAINT, 15, _DAY, LOCAL, extension=15),
    KindRow(_K.LETTER_HELP, 10, _DAY, LOCAL, extension=10),
    KindRow(_K.LETTER_REPORT, 15, _DAY, LOCAL, extension=15),
    # 我为政府网站找错: the netizen is answered within 3 working days (domain.md 1.6).
    KindRow(_K.LETTER_SITE_ERROR, 3, _DAY, "政府网站发展指引（国办发〔2017〕47号）", extension=3),
    KindRow(_K.LETTER_OTHER, 10, _DAY, LOCAL, extension=10),
    KindRow(_K.LETTER_REWORK, 3, _DAY, LOCAL, "退回重办"),
    KindRow(_K.LETTER_ROUTING, 1, _DAY, LOCAL),
    KindRow(_K.LETTER_SIGN_FOR, 1, _DAY, LOCAL, "转办"),
    KindRow(_K.LETTER_RETURN, 2, _DAY, LOCAL, "转办"),
    # domain.md 1.3
    KindRow(_K.PETITION_FORWARDING, 15, _DATE, "信访工作条例第二十二条", since=_WORK_RULES),
    KindRow(_K.PETITION_NOTICE, 15, _DATE, "信访条例第二十一、二十二条", since=_OLD_RULES, until=_OLD_RULES_END),
    KindRow(_K.PETITION_NOTICE, 15, _DATE, "信访工作条例第二十三条", since=_WORK_RULES),
    KindRow(_K.PETITION_OBJECTION, 5, _DAY, "信访工作条例第二十三条", since=_WORK_RULES),
    KindRow(_K.PETITION_CONCLUSION, 60, _DATE, "信访条例第三十三条", "受理", 30, since=_OLD_RULES,
            until=_OLD_RULES_END),
    KindRow(_K.PETITION_CONCLUSION, 60, _DATE, "信访工作条例第三十四条", "受理", 30, since=_WORK_RULES),
    KindRow(_K.PETITION_REVIEW_REQUEST, 30, _DATE, "信访条例第三十四条", _ANSWERED, since=_OLD_RULES,
            until=_OLD_RULES_END),
    KindRow(_K.PETITION_REVIEW_REQUEST, 30, _DATE, "信访工作条例第三十五条", _ANSWERED, since=_WORK_RULES),
    KindRow(_K.PETITION_REVIEW, 30, _DATE, "信访条例第三十四条", since=_OLD_RULES, until=_OLD_RULES_END),
    KindRow(_K.PETITION_REVIEW, 30, _DATE, "信访工作条例第三十五条", since=_WORK_RULES),
    KindRow(_K.PETITION_RECHECK_REQUEST, 30, _DATE, "信访条例第三十五条", _REVIEWED, since=_OLD_RULES,
            until=_OLD_RULES_END),
    KindRow(_K.PETITION_RECHECK_REQUEST, 30, _DATE, "信访工作条例第三十六条", _REVIEWED, since=_WORK_RULES),
    KindRow(_K.PETITION_RECHECK, 30, _DATE, "信访条例第三十五条", since=_OLD_RULES, until=_OLD_RULES_END,
            pauses=_HEARING),
    KindRow(_K.PETITION_RECHECK, 30, _DATE, "信访工作条例第三十六条", since=_WORK_RULES, pauses=_HEARING),
    KindRow(_K.PETITION_SIMPLE_ACCEPTANCE, 3, _DAY, _SIMPLE),
    KindRow(_K.PETITION_SIMPLE_OPINION, 10, _DAY, _SIMPLE, "受理"),
    # domain.md 1.1 and 1.2: the regime follows from the day of receipt.
    KindRow(_K.DISCLOSURE_REPLY, 15, _DAY, "政府信息公开条例（国务院令第492号）第二十四条", extension=15,
            pauses=_THIRD_PARTY, since=_ORDER_492, until=_ORDER_492_END),
    KindRow(_K.DISCLOSURE_REPLY, 20, _DAY, "政府信息公开条例第三十三条", extension=20, pauses=_CONSULTED,
            since=_ORDER_711),
    KindRow(_K.DISCLOSURE_CORRECTION_NOTICE, 7, _DAY, "政府信息公开条例第三十条", since=_ORDER_711),
    KindRow(_K.DISCLOSURE_CORRECTION, 15, _DAY, "政府信息公开条例第三十条（期限由补正告知书载明）", "收到补正告知",
            since=_ORDER_711),
    KindRow(_K.THIRD_PARTY_OPINION, 15, _DAY, "政府信息公开条例第三十二条", "收到征求意见书", since=_ORDER_711),
    KindRow(_K.CO_MAKER_OPINION, 15, _DAY, "政府信息公开条例第三十四条", "收到征求意见书", since=_ORDER_711),
    KindRow(_K.DISCLOSURE_FEE_PAYMENT, 20, _DAY, "国办函〔2020〕109号", "收到收费通知", since=_FEES),
    KindRow(_K.RECONSIDERATION_REQUEST, 60, _DATE, "行政复议法（1999年）第九条", "知道行政行为", since=_LAW_1999,
            until=_LAW_1999_END),
    KindRow(_K.RECONSIDERATION_REQUEST, 60, _DATE, "行政复议法第二十条", "知道行政行为", since=_LAW_2023),
    KindRow(_K.RECONSIDERATION_ANSWER, 10, _DAY, "行政复议法第四十八条、第八十八条", since=_LAW_2023),
    KindRow(_K.RECONSIDERATION_SIMPLE_ANSWER, 5, _DAY, "行政复议法第五十四条、第八十八条", since=_LAW_2023),
    KindRow(_K.RECONSIDERATION_DECISION, 60, _DATE, "行政复议法（1999年）第三十一条", "受理", 30, since=_LAW_1999,
            until=_LAW_1999_END),
    KindRow(_K.RECONSIDERATION_DECISION, 60, _DATE, "行政复议法第六十二条", "受理", 30, since=_LAW_2023),
    KindRow(_K.RECONSIDERATION_SIMPLE_DECISION, 30, _DATE, "行政复议法第六十二条", "受理", since=_LAW_2023),
    KindRow(_K.PUBLICATION_OF_CHANGE, 1, _DAY, "本县政务公开工作要点", "条件变化"),
    KindRow(_K.PUBLICATION_OF_DOCUMENT, 3, _DAY, "本县政务公开工作要点", "签发"),
    KindRow(_K.PUBLICATION_OF_INFORMATION, 20, _DAY, "政府信息公开条例（国务院令第492号）第十八条", "形成或者变更",
            since=_ORDER_492, until=_ORDER_492_END),
    KindRow(_K.PUBLICATION_OF_INFORMATION, 20, _DAY, "政府信息公开条例第二十六条", "形成或者变更", since=_ORDER_711),
    # domain.md 1.7: the shortest that a period may be.
    KindRow(_K.DECISION_COMMENT, 30, _DATE, "重大行政决策程序暂行条例第十五条", "公布", since=_DECISIONS),
    KindRow(_K.NORMATIVE_COMMENT, 7, _DAY, "市县法治政府建设示范指标体系（2021年版）第24项", "公布"),
    KindRow(_K.MARKET_COMMENT, 30, _DATE, "市县法治政府建设示范指标体系（2021年版）第24项", "公布"),
    KindRow(_K.COMMENT_FEEDBACK, 15, _DAY, LOCAL, "征集结束"),
    KindRow(_K.LEGALITY_REVIEW, 7, _DAY, "重大行政决策程序暂行条例第二十六条", "送审", since=_DECISIONS),
    # domain.md 1.9: natural hours, from the moment it was noticed.
    KindRow(_K.OPINION_INCIDENT_FIRST, 5, _HOUR, "国办发〔2016〕61号、国办发〔2016〕80号", "发现"),
    KindRow(_K.OPINION_INCIDENT_BRIEFING, 24, _HOUR, "国办发〔2016〕61号", "发现"),
    KindRow(_K.OPINION_RESPONSE, 48, _HOUR, "国办发〔2016〕61号", "发现"),
)
_BY_KIND: dict[ClockKind, tuple[KindRow, ...]] = {
    kind: tuple(row for row in ROWS if row.kind is kind) for kind in ClockKind}
# Which kind answers which category (design.md 6.7); the length may be the mailbox's own. Praise has no clock.
LETTER_KINDS: dict[Category, ClockKind] = {
    Category.CONSULTATION: ClockKind.LETTER_CONSULTATION,
    Category.SUGGESTION: ClockKind.LETTER_SUGGESTION,
    Category.REQUEST_HELP: ClockKind.LETTER_HELP,
    Category.COMPLAINT: ClockKind.LETTER_COMPLAINT,
    Category.REPORT: ClockKind.LETTER_REPORT,
    Category.SITE_ERROR: ClockKind.LETTER_SITE_ERROR,
    Category.OTHER: ClockKind.LETTER_OTHER,
}
# Clocks whose last day the writer is told: the answer itself. All others are steps on the way to it.
ANSWER_KINDS = frozenset({*LETTER_KINDS.values(), ClockKind.LETTER_REWORK, ClockKind.PETITION_CONCLUSION,
                          ClockKind.DISCLOSURE_REPLY, ClockKind.COMMENT_FEEDBACK})


class NoRegime(ValueError):
    """On this day no law or rule gave such a clock."""


def row_for(kind: ClockKind, on: date) -> KindRow:
    """Return the kind's row whose regime covers an event on the day. Raises NoRegime, also for stated kinds."""
    return regime(_BY_KIND[kind], kind, on)


def regime(rows: Iterable[KindRow], kind: ClockKind, on: date) -> KindRow:
    """Return that of one kind's rows which covers an event on the day. Raises NoRegime."""
    for row in rows:
        if (row.since is None or row.since <= on) and (row.until is None or on <= row.until):
            return row
    raise NoRegime(f"{kind.value} has no regime on {on}")


def rows_of(kind: ClockKind) -> tuple[KindRow, ...]:
    """Return the regimes of a kind, the oldest first; none for a kind whose last day is stated."""
    return _BY_KIND[kind]


def words() -> dict[str, list[dict[str, str]]]:
    """Return units, clock kinds and pause reasons as {name: [{slug, label}]} for `flask vocabulary`."""
    return {"units": entries(UNIT_LABELS), "clock_kinds": entries(CLOCK_LABELS), "pause_reasons": entries(PAUSE_LABELS)}
