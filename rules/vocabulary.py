"""The field's words: stable slugs with their Chinese labels. Stored values are slugs; labels live here only."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from rules.subjects import SUBJECT_LABELS


class Category(StrEnum):
    """What a letter wants (design.md 2); the clock follows from it."""

    CONSULTATION = "consultation"
    SUGGESTION = "suggestion"
    COMPLAINT = "complaint"
    REQUEST_HELP = "request_help"
    REPORT = "report"
    PRAISE = "praise"
    SITE_ERROR = "site_error"
    OTHER = "other"


class Channel(StrEnum):
    """How a case came in."""

    WEB = "web"
    API = "api"
    COUNTER = "counter"
    PHONE = "phone"
    PAPER = "paper"
    FAX = "fax"
    EMAIL = "email"
    HOTLINE_12345 = "hotline_12345"
    MESSAGE_BOARD = "message_board"
    TRANSFER_DOWN = "transfer_down"


class State(StrEnum):
    """Where a case stands; `rules/machines.py` names the moves of each kind."""

    UNCONFIRMED = "unconfirmed"
    RECEIVED = "received"
    TRIAGE = "triage"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    DRAFTED = "drafted"
    REVIEWED = "reviewed"
    ANSWERED = "answered"
    CLOSED = "closed"
    DECLINED = "declined"
    RETURNED = "returned"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    REWORK = "rework"
    CORRECTING = "correcting"
    CHARGING = "charging"
    ISSUED = "issued"
    LAPSED = "lapsed"
    PLANNED = "planned"
    RELEASE_DRAFTED = "release_drafted"
    RELEASE_REVIEWED = "release_reviewed"
    SCHEDULED = "scheduled"
    OPEN = "open"
    SORTING = "sorting"
    RESULT_DRAFTED = "result_drafted"
    RESULT_REVIEWED = "result_reviewed"
    RESULTED = "resulted"
    CANCELLED = "cancelled"
    HELD = "held"
    MENDING = "mending"
    SHOWN = "shown"
    SET_ASIDE = "set_aside"
    REPLACED = "replaced"
    RESPONDED = "responded"


class Rating(StrEnum):
    SATISFIED = "satisfied"
    BASICALLY_SATISFIED = "basically_satisfied"
    DISSATISFIED = "dissatisfied"


class DepartmentKind(StrEnum):
    OFFICE = "office"
    BUREAU = "bureau"
    TOWN = "town"
    SUB_DISTRICT = "sub_district"
    PARK = "park"
    COMPANY = "company"
    ORGANISATION = "organisation"


class CaseKind(StrEnum):
    LETTER = "letter"
    DISCLOSURE_REQUEST = "disclosure_request"
    COMMENT_PERIOD = "comment_period"
    COMMENT = "comment"


class Applicant(StrEnum):
    """Who asks for information, as the annual tables count them (国办公开办函〔2021〕30号)."""

    NATURAL_PERSON = "natural_person"
    BUSINESS = "business"
    RESEARCH = "research"
    WELFARE = "welfare"
    LEGAL_SERVICE = "legal_service"
    OTHER_ORGANISATION = "other_organisation"


class DeclineGround(StrEnum):
    """Why a letter is not taken up (domain.md 1.8, the nine grounds seen in practice)."""

    LEGAL_REMEDY = "legal_remedy"
    OTHER_BODY = "other_body"
    CONCLUDED = "concluded"
    IN_PROGRESS = "in_progress"
    UNCLEAR = "unclear"
    COMMERCIAL = "commercial"
    INTERNAL = "internal"
    OFFICIAL_CORRESPONDENCE = "official_correspondence"
    ALREADY_ANSWERED = "already_answered"


class RedactionState(StrEnum):
    """Where a derivative in the making is; `discarded` when the reply it was made from is no longer the answer."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    RELEASED = "released"
    DISCARDED = "discarded"


class PublicationDecision(StrEnum):
    """What the office decided about publishing an answer; none while nobody has decided."""

    PUBLISHED = "published"
    WITHHELD = "withheld"


class PublicationState(StrEnum):
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


CATEGORY_LABELS: dict[Category, str] = {
    Category.CONSULTATION: "咨询",
    Category.SUGGESTION: "建议",
    Category.COMPLAINT: "投诉",
    Category.REQUEST_HELP: "求助",
    Category.REPORT: "举报",
    Category.PRAISE: "表扬",
    Category.SITE_ERROR: "纠错",
    Category.OTHER: "其他",
}
# What is public of a disclosure request stands among the published letters under a category of its own.
DISCLOSED_CATEGORY = "disclosure"
PUBLIC_CATEGORY_LABELS: dict[str, str] = {
    **{category.value: label for category, label in CATEGORY_LABELS.items()}, DISCLOSED_CATEGORY: "依申请转主动公开"}
# What a case is called in lists that hold several kinds; a letter stands there under its category.
CASE_KIND_LABELS: dict[CaseKind, str] = {
    CaseKind.LETTER: "来信", CaseKind.DISCLOSURE_REQUEST: "依申请公开", CaseKind.COMMENT_PERIOD: "意见征集",
    CaseKind.COMMENT: "意见",
}
APPLICANT_LABELS: dict[Applicant, str] = {
    Applicant.NATURAL_PERSON: "自然人",
    Applicant.BUSINESS: "商业企业",
    Applicant.RESEARCH: "科研机构",
    Applicant.WELFARE: "社会公益组织",
    Applicant.LEGAL_SERVICE: "法律服务机构",
    Applicant.OTHER_ORGANISATION: "其他",
}
CHANNEL_LABELS: dict[Channel, str] = {
    Channel.WEB: "网上来信",
    Channel.API: "接口",
    Channel.COUNTER: "来访",
    Channel.PHONE: "来电",
    Channel.PAPER: "信函",
    Channel.FAX: "传真",
    Channel.EMAIL: "电子邮件",
    Channel.HOTLINE_12345: "12345",
    Channel.MESSAGE_BOARD: "领导留言板",
    Channel.TRANSFER_DOWN: "上级转办",
}
STATE_LABELS: dict[State, str] = {
    State.RECEIVED: "已收到",
    State.TRIAGE: "待转办",
    State.ASSIGNED: "待签收",
    State.ACCEPTED: "办理中",
    State.DRAFTED: "待审核",
    State.REVIEWED: "待审发",
    State.ANSWERED: "已答复",
    State.CLOSED: "已办结",
    State.DECLINED: "不予受理",
    State.RETURNED: "退回待转",
    State.MERGED: "已合并办理",
    State.WITHDRAWN: "已撤回",
    State.REWORK: "重办中",
    State.UNCONFIRMED: "待确认",
    State.CORRECTING: "待补正",
    State.CHARGING: "待缴费",
    State.ISSUED: "待送达",
    State.LAPSED: "已终止",
    State.PLANNED: "拟定中",
    State.RELEASE_DRAFTED: "征集待审核",
    State.RELEASE_REVIEWED: "征集待审发",
    State.SCHEDULED: "待开始",
    State.OPEN: "正在征集",
    State.SORTING: "整理意见",
    State.RESULT_DRAFTED: "采纳情况待审核",
    State.RESULT_REVIEWED: "采纳情况待审发",
    State.RESULTED: "已公布采纳情况",
    State.CANCELLED: "征集已终止",
    State.HELD: "待公开",
    State.MENDING: "待修改",
    State.SHOWN: "已公开",
    State.SET_ASIDE: "不列入统计",
    State.REPLACED: "已有新的意见",
    State.RESPONDED: "已反馈",
}
# The shape and colour of a status tag (look.md 3): the state knows its tone, pages do not.
STATE_TONES: dict[State, str] = {
    State.RECEIVED: "",
    State.TRIAGE: "",
    State.ASSIGNED: "",
    State.ACCEPTED: "doing",
    State.DRAFTED: "doing",
    State.REVIEWED: "doing",
    State.ANSWERED: "done",
    State.CLOSED: "done",
    State.DECLINED: "shut",
    State.RETURNED: "",
    State.MERGED: "shut",
    State.WITHDRAWN: "shut",
    State.REWORK: "doing",
    State.UNCONFIRMED: "",
    State.CORRECTING: "",
    State.CHARGING: "",
    State.ISSUED: "doing",
    State.LAPSED: "shut",
    State.PLANNED: "",
    State.RELEASE_DRAFTED: "doing",
    State.RELEASE_REVIEWED: "doing",
    State.SCHEDULED: "",
    State.OPEN: "doing",
    State.SORTING: "doing",
    State.RESULT_DRAFTED: "doing",
    State.RESULT_REVIEWED: "doing",
    State.RESULTED: "done",
    State.CANCELLED: "shut",
    State.HELD: "",
    State.MENDING: "",
    State.SHOWN: "done",
    State.SET_ASIDE: "shut",
    State.REPLACED: "shut",
    State.RESPONDED: "done",
}
# What the writer sees; inner steps of the office are one word outside.
PUBLIC_STATE_LABELS: dict[State, str] = STATE_LABELS | {
    State.TRIAGE: "已收到",
    State.RETURNED: "正在改转",
    State.ASSIGNED: "已转办",
    State.DRAFTED: "办理中",
    State.REVIEWED: "办理中",
}
RATING_LABELS: dict[Rating, str] = {
    Rating.SATISFIED: "满意",
    Rating.BASICALLY_SATISFIED: "基本满意",
    Rating.DISSATISFIED: "不满意",
}
DEPARTMENT_KIND_LABELS: dict[DepartmentKind, str] = {
    DepartmentKind.OFFICE: "综合部门",
    DepartmentKind.BUREAU: "县级部门",
    DepartmentKind.TOWN: "乡镇",
    DepartmentKind.SUB_DISTRICT: "街道",
    DepartmentKind.PARK: "园区",
    DepartmentKind.COMPANY: "公用企业",
    DepartmentKind.ORGANISATION: "群团和其他单位",
}
DECLINE_LABELS: dict[DeclineGround, str] = {
    DeclineGround.LEGAL_REMEDY: "应当通过诉讼、仲裁、行政复议等法定途径解决",
    DeclineGround.OTHER_BODY: "属于党委、人大、政协、监察机关、法院、检察院职权范围",
    DeclineGround.CONCLUDED: "信访事项已经终结",
    DeclineGround.IN_PROGRESS: "同一事项正在办理，请等待那一件的答复",
    DeclineGround.UNCLEAR: "缺少时间、地点或具体事项，没有办法转办",
    DeclineGround.COMMERCIAL: "商业推销",
    DeclineGround.INTERNAL: "单位内部管理事项",
    DeclineGround.OFFICIAL_CORRESPONDENCE: "公文、邀请函等公务往来",
    DeclineGround.ALREADY_ANSWERED: "同一事项已经答复，没有新的事实和理由",
}
# Where to go instead (look.md 6: what, why, where instead).
DECLINE_ADVICE: dict[DeclineGround, str] = {
    DeclineGround.LEGAL_REMEDY: "请向有管辖权的人民法院、仲裁机构或复议机关提出。",
    DeclineGround.OTHER_BODY: "请直接向有权处理的机关提出，信访局可以告诉您联系方式。",
    DeclineGround.CONCLUDED: "对处理结论有疑问，可以带材料到县信访局窗口查阅。",
    DeclineGround.IN_PROGRESS: "新的情况可以在原来那一件里补充，答复期限不变。",
    DeclineGround.UNCLEAR: "请写明时间、地点、经过和您的要求，再寄一次。",
    DeclineGround.COMMERCIAL: "这个信箱只办理群众来信。",
    DeclineGround.INTERNAL: "请向本单位或者它的上级主管单位反映。",
    DeclineGround.OFFICIAL_CORRESPONDENCE: "请按公文渠道报送。",
    DeclineGround.ALREADY_ANSWERED: "有新的事实和理由，可以写明后再寄。",
}

# Groups, so that callers never list states by hand.
OPEN_STATES = frozenset({State.RECEIVED, State.TRIAGE, State.RETURNED, State.ASSIGNED,
                         State.ACCEPTED, State.DRAFTED, State.REVIEWED, State.REWORK,
                         State.UNCONFIRMED, State.CORRECTING, State.CHARGING, State.ISSUED})
ANSWERED_STATES = frozenset({State.ANSWERED, State.CLOSED})
WITH_OFFICE_STATES = frozenset({State.RECEIVED, State.TRIAGE, State.RETURNED})
# Ended, and nobody owes an answer to this case itself: no deadline is shown or counted for it.
UNANSWERED_ENDS = frozenset({State.DECLINED, State.MERGED, State.WITHDRAWN, State.LAPSED})
# Which states a case of each kind can be in.
_ONLY_REQUESTS = (State.UNCONFIRMED, State.CORRECTING, State.CHARGING, State.ISSUED, State.LAPSED)
PERIOD_STATES = frozenset({State.PLANNED, State.RELEASE_DRAFTED, State.RELEASE_REVIEWED, State.SCHEDULED, State.OPEN,
                           State.SORTING, State.RESULT_DRAFTED, State.RESULT_REVIEWED, State.RESULTED,
                           State.CANCELLED})
# What comments are in; one that its writer took back is withdrawn like any other case.
_ONLY_COMMENTS = frozenset({State.HELD, State.MENDING, State.SHOWN, State.SET_ASIDE, State.REPLACED, State.RESPONDED})
COMMENT_STATES = _ONLY_COMMENTS | {State.WITHDRAWN}
LETTER_STATES = frozenset(State) - frozenset(_ONLY_REQUESTS) - PERIOD_STATES - _ONLY_COMMENTS
# What nothing leads out of, of periods and their comments.
PUBLIC_COMMENT_ENDS = frozenset({State.RESULTED, State.CANCELLED, State.REPLACED, State.RESPONDED})
# The comments are in, and what became of them is owed to the public.
FEEDBACK_STATES = frozenset({State.SORTING, State.RESULT_DRAFTED, State.RESULT_REVIEWED})
# With a department, as far as letters go.
WITH_DEPARTMENT_STATES = (OPEN_STATES & LETTER_STATES) - WITH_OFFICE_STATES
REQUEST_STATES = frozenset({*_ONLY_REQUESTS, State.RECEIVED, State.ACCEPTED, State.DRAFTED, State.REVIEWED,
                            State.ANSWERED, State.CLOSED, State.WITHDRAWN, State.REWORK})
ENDED_STATES = ANSWERED_STATES | UNANSWERED_ENDS


def labels_of(states: frozenset[State]) -> dict[State, str]:
    """Return the states of one kind of case with their labels, in the order of the whole table."""
    return {state: label for state, label in STATE_LABELS.items() if state in states}


def words() -> dict[str, list[dict[str, str]]]:
    """Return every public vocabulary as {name: [{slug, label}]} for `flask vocabulary`."""
    tables: dict[str, Mapping[Any, str]] = {
        "categories": CATEGORY_LABELS, "channels": CHANNEL_LABELS, "letter_states": labels_of(LETTER_STATES),
        "request_states": labels_of(REQUEST_STATES), "comment_states": labels_of(COMMENT_STATES),
        "ratings": RATING_LABELS, "department_kinds": DEPARTMENT_KIND_LABELS, "decline_grounds": DECLINE_LABELS,
        "subjects": SUBJECT_LABELS, "applicants": APPLICANT_LABELS,
    }
    return {name: entries(table) for name, table in tables.items()}


def entries(table: Mapping[Any, str]) -> list[dict[str, str]]:
    """Return one vocabulary as [{slug, label}]."""
    return [{"slug": slug.value, "label": label} for slug, label in table.items()]
