"""The history of a letter as its writer sees it: public words, units instead of persons, inner steps left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rules.calendar_change import Recount
from rules.transitions import Act
from rules.vocabulary import RATING_LABELS, Rating


@dataclass(frozen=True)
class EventFact:
    """One event of the record: the act, when it took effect, and the rating or the recount it carries, if any.

    `told` is false for a rung of the ladder that nobody heard of, since a higher one was reached with it.
    `words` say what the act did to the time limit, "" for acts that leave it alone.
    """

    act: Act
    at: datetime
    rating: str = ""
    told: bool = True
    recount: Recount | None = None
    words: str = ""


@dataclass(frozen=True)
class Entry:
    """One line: `tone` is `now` for the newest line of an open letter, `urge` for what went back, else ""."""

    at: datetime
    title: str
    who: str = ""
    words: str = ""
    tone: str = ""


OFFICE = "县信访局"
# Acts that begin an assignment.
_ROUTING = frozenset({Act.ROUTE, Act.ASSIGN, Act.TRANSFER, Act.REWORK})


@dataclass(frozen=True)
class Words:
    """How an act reads. In `title` and `who`, {unit} is the department and {mailbox} the addressee."""

    title: str
    who: str = ""
    words: str = ""
    tone: str = ""


# Acts that are not here are inner steps of the office.
LETTER_WORDS: dict[Act, Words] = {
    Act.SUBMIT: Words("收到来信并登记", "{mailbox}"),
    Act.IMPORT_ANSWERED: Words("收到来信并登记", "{mailbox}"),
    Act.REFER: Words("县信访局人工转办", words="系统拿不准归谁管，由县信访局工作人员确定承办单位。"),
    Act.ROUTE: Words("转{unit}办理"),
    Act.ASSIGN: Words("转{unit}办理", OFFICE),
    Act.TRANSFER: Words("改由{unit}办理", OFFICE, "答复期限不变，仍从收到那天算起。"),
    Act.RETURN: Words("退回县信访局重新转办", "{unit}", "这件事不归这个单位管，答复期限不变。", "urge"),
    Act.ACCEPT: Words("已签收，正在办理", "{unit}"),
    Act.DRAFT: Words("答复已拟好，正在审核", "{unit}"),
    Act.ISSUE: Words("已答复", "{unit}"),
    Act.DECLINE: Words("不予受理", OFFICE),
    Act.RATE: Words("您的评价：{rating}"),
    Act.CLOSE: Words("办结"),
    Act.CONFIRM_CONTACT: Words("您确认了电子邮箱"),
    Act.PUBLISH: Words("隐去个人信息后公开", OFFICE),
    Act.UNPUBLISH: Words("公开件已经撤下", OFFICE),
    Act.MERGE: Words("与同一事项的另一封来信合并办理", OFFICE, "由办理那一封的单位一起办，答复期限也照那一封算。"),
    Act.SEPARATE: Words("恢复单独办理", OFFICE, "答复期限不变，仍从收到那天算起。"),
    Act.RECOUNT: Words("按放假安排重算答复期限"),
    Act.RECLASSIFY: Words("改变来信类别", OFFICE),
    Act.RECALL: Words("收回县信访局重新转办", OFFICE, "您反映的单位不再办理这封信，答复期限不变。", "urge"),
    Act.LIFT_BAR: Words("同意由您反映的单位办理", OFFICE, "由县信访局两名工作人员先后同意。"),
    Act.EXTEND: Words("延长答复期限", OFFICE),
    Act.PAUSE: Words("中止计时", OFFICE),
    Act.RESUME: Words("恢复计时"),
    Act.URGE: Words("县信访局已催办", OFFICE, "请承办单位抓紧办理。", "urge"),
    Act.SUPERVISE: Words("县信访局已发督办单", OFFICE, "要求承办单位负责人过问，限期答复您。", "urge"),
    Act.CIRCULATE: Words("已报县领导", OFFICE, "超期较久，已列入通报范围。", "urge"),
    Act.CORRECT_CONTACT: Words("您更正了姓名或者联系方式"),
    Act.ERASE_IDENTITY: Words("姓名和联系方式已经删去"),
    Act.WITHDRAW_CONSENT: Words("您撤回了同意"),
    Act.ASK_RIGHT: Words("您提出了个人信息申请"),
    Act.GRANT_RIGHT: Words("个人信息申请已经办理", OFFICE),
    Act.REFUSE_RIGHT: Words("个人信息申请没有同意", OFFICE, "理由写在“我的个人信息”里。"),
    Act.REWORK: Words("退回{unit}重办", OFFICE, "要重新办理，再答复您一次。", "urge"),
}

TOLD = frozenset(LETTER_WORDS)


def entries(events: Sequence[EventFact], units: Sequence[str], mailbox: str, *, is_open: bool,
            words: Mapping[Act, Words] = LETTER_WORDS, unit: str = "") -> list[Entry]:
    """Return the lines, newest first. `units` are the departments of the routing decisions, in their order.

    `words` are those of letters, or of requests (rules/request_timeline.py), which have one `unit` from the beginning.
    """
    lines: list[Entry] = []
    decisions = iter(units)
    last_draft = max((place for place, event in enumerate(events) if event.act is Act.DRAFT), default=-1)
    for place, event in enumerate(events):
        if event.act in _ROUTING:
            unit = next(decisions, unit)
        if (event.act is Act.DRAFT and place != last_draft) or not event.told:
            continue
        if event.recount is not None and not event.recount.is_of_answer:
            continue
        if event.act in words:
            lines.append(_line(words[event.act], event, unit, mailbox))
    lines.reverse()
    if is_open and lines:
        lines[0] = replace(lines[0], tone=lines[0].tone or "now")
    return lines


def _line(said: Words, event: EventFact, unit: str, mailbox: str) -> Entry:
    facts = {"unit": unit, "mailbox": mailbox, "rating": RATING_LABELS[Rating(event.rating)] if event.rating else ""}
    words = event.words or (said.words if event.recount is None else event.recount.words)
    return Entry(event.at, said.title.format(**facts), said.who.format(**facts), words, said.tone)
