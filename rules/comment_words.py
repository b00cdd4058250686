"""The words of public comment: kinds of drafts, stances, why a comment is set aside, what became of an opinion."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from rules.vocabulary import Channel, State, entries


class DraftKind(StrEnum):
    """What kind of draft is put before the public; the shortest period follows from it (domain.md 1.7)."""

    MAJOR_DECISION = "major_decision"
    NORMATIVE_DOCUMENT = "normative_document"
    PLAN = "plan"
    OTHER = "other"


class Stance(StrEnum):
    SUPPORT = "support"
    OPPOSE = "oppose"
    SUGGEST = "suggest"


class AsideGround(StrEnum):
    """Why a comment does not count; always with words of whoever decided, and never because of what it wants."""

    OFF_TOPIC = "off_topic"
    ABUSIVE = "abusive"
    UNLAWFUL = "unlawful"
    COMMERCIAL = "commercial"
    UNREADABLE = "unreadable"
    NOT_MENDED = "not_mended"


class Adoption(StrEnum):
    """What became of an opinion (采纳情况)."""

    ADOPTED = "adopted"
    PARTLY = "partly_adopted"
    NOT_ADOPTED = "not_adopted"


class PublicPeriodState(StrEnum):
    """Where a period stands for the public (design.md 4); inner steps of the office are one word outside."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    RESULTED = "resulted"


DRAFT_KIND_LABELS: Mapping[DraftKind, str] = {
    DraftKind.MAJOR_DECISION: "重大行政决策", DraftKind.NORMATIVE_DOCUMENT: "行政规范性文件", DraftKind.PLAN: "规划",
    DraftKind.OTHER: "其他",
}
STANCE_LABELS: Mapping[Stance, str] = {
    Stance.SUPPORT: "支持", Stance.OPPOSE: "反对", Stance.SUGGEST: "修改建议",
}
ASIDE_LABELS: Mapping[AsideGround, str] = {
    AsideGround.OFF_TOPIC: "与草案无关", AsideGround.ABUSIVE: "侮辱、诽谤他人",
    AsideGround.UNLAWFUL: "含有法律、行政法规禁止的内容", AsideGround.COMMERCIAL: "商业推销",
    AsideGround.UNREADABLE: "无法辨认意思", AsideGround.NOT_MENDED: "退回后到期没有修改",
}
ADOPTION_LABELS: Mapping[Adoption, str] = {
    Adoption.ADOPTED: "采纳", Adoption.PARTLY: "部分采纳", Adoption.NOT_ADOPTED: "不采纳",
}
# The shape and colour of the tag that says it (look.md 3).
ADOPTION_TONES: Mapping[Adoption, str] = {
    Adoption.ADOPTED: "done", Adoption.PARTLY: "doing", Adoption.NOT_ADOPTED: "shut",
}
PUBLIC_PERIOD_LABELS: Mapping[PublicPeriodState, str] = {
    PublicPeriodState.PLANNED: "即将开始", PublicPeriodState.OPEN: "正在征集", PublicPeriodState.CLOSED: "已截止",
    PublicPeriodState.RESULTED: "已公布采纳情况",
}
PUBLIC_PERIOD_TONES: Mapping[PublicPeriodState, str] = {
    PublicPeriodState.PLANNED: "", PublicPeriodState.OPEN: "doing", PublicPeriodState.CLOSED: "shut",
    PublicPeriodState.RESULTED: "done",
}
# How comments come in, beside the web.
COMMENT_CHANNEL_LABELS: Mapping[Channel, str] = {
    Channel.WEB: "网上", Channel.API: "接口", Channel.PAPER: "信函", Channel.COUNTER: "当面", Channel.EMAIL: "电子邮件",
}
# What the writer of a comment sees of its state.
PUBLIC_COMMENT_LABELS: Mapping[State, str] = {
    State.HELD: "已收到，等待公开", State.MENDING: "请修改后再交", State.SHOWN: "已公开",
    State.SET_ASIDE: "没有列入统计", State.REPLACED: "已由您新的意见代替", State.WITHDRAWN: "您已撤回",
    State.RESPONDED: "已反馈采纳情况",
}


def words() -> dict[str, list[dict[str, str]]]:
    """Return the vocabularies of public comment as {name: [{slug, label}]} for `flask vocabulary`."""
    return {"draft_kinds": entries(DRAFT_KIND_LABELS), "stances": entries(STANCE_LABELS),
            "aside_grounds": entries(ASIDE_LABELS), "adoptions": entries(ADOPTION_LABELS),
            "comment_period_states": entries(PUBLIC_PERIOD_LABELS)}
