"""Agencies that confer about one request (会商, 条例 11, 34): positions, what makes a conflict, how it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rules.calendar import WorkCalendar
from rules.errors import InputRefused
from rules.text_checks import storable, within

QUESTION_CHARACTERS, WORDS_CHARACTERS, AGREED_CHARACTERS = 1_000, 2_000, 2_000
MOST_ASKED = 12
# An agency asked elsewhere has fifteen working days (条例 34); inside the system no more are given.
LONGEST_WORKING_DAYS = 15
USUAL_WORKING_DAYS = 5
REMINDED_BEFORE = 2
# Further ahead no reminder is due, whatever holidays lie between.
LOOKED_AHEAD = timedelta(days=14)


class Position(StrEnum):
    """What an agency says should be done with the information."""

    DISCLOSE = "disclose"
    PARTLY = "partly"
    WITHHOLD = "withhold"
    NOT_HELD = "not_held"


class Standing(StrEnum):
    """How a conferring stands; derived, never stored."""

    ASKING = "asking"
    ANSWERED = "answered"
    PROPOSED = "proposed"
    DISPUTED = "disputed"
    AGREED = "agreed"
    SETTLED = "settled"
    ENDED = "ended"


POSITION_LABELS: Mapping[Position, str] = {
    Position.DISCLOSE: "可以公开", Position.PARTLY: "区分处理后部分公开", Position.WITHHOLD: "不予公开",
    Position.NOT_HELD: "本单位没有这项信息"}
STANDING_LABELS: Mapping[Standing, str] = {
    Standing.ASKING: "等各单位答复", Standing.ANSWERED: "已经答复，待拟一致意见",
    Standing.PROPOSED: "等各单位确认一致意见", Standing.DISPUTED: "意见不一致", Standing.AGREED: "已经一致",
    Standing.SETTLED: "已经裁定", Standing.ENDED: "已经撤回"}
STANDING_TONES: Mapping[Standing, str] = {
    Standing.ASKING: "doing", Standing.ANSWERED: "doing", Standing.PROPOSED: "doing", Standing.DISPUTED: "late",
    Standing.AGREED: "done", Standing.SETTLED: "done", Standing.ENDED: "shut"}
OPEN = frozenset({Standing.ASKING, Standing.ANSWERED, Standing.PROPOSED, Standing.DISPUTED})


@dataclass(frozen=True)
class Said:
    """What one of the agencies asked has said; None where it has not yet."""

    position: Position | None
    agrees: bool | None = None


def standing(said: Sequence[Said], *, proposed: bool, agreed: bool, settled: bool, ended: bool) -> Standing:
    """Return how a conferring stands; `proposed` is whether a common text is before the agencies."""
    if ended:
        return Standing.ENDED
    if agreed:
        return Standing.SETTLED if settled else Standing.AGREED
    if any(one.agrees is False for one in said):
        return Standing.DISPUTED
    if proposed:
        return Standing.PROPOSED
    return Standing.ANSWERED if all(one.position is not None for one in said) else Standing.ASKING


def is_conflict(positions: Iterable[Position | None]) -> bool:
    """Tell whether agencies want different things done; one that has nothing of it, or is silent, wants nothing."""
    return len({one for one in positions if one not in (None, Position.NOT_HELD)}) > 1


def checked_question(question: str) -> str:
    """Return the question without blanks at its ends. Raises InputRefused for an empty or overlong one."""
    words = within(storable(question.strip(), "question", "会商的问题"), QUESTION_CHARACTERS, "question", "会商的问题")
    if not words:
        raise InputRefused("请写要会商的问题：是哪一份信息，想请对方说清什么。", "question")
    return words


def checked_day(answer_by: date | None, today: date, calendar: WorkCalendar) -> date:
    """Return the day by which the agencies answer. Raises InputRefused for one that is past or too far away."""
    last = calendar.add_working_days(today, LONGEST_WORKING_DAYS)
    if answer_by is None or not today < answer_by <= last:
        raise InputRefused(f"答复的日期请选明天到{last.isoformat()}之间的一天：其他机关答复不超过15个工作日"
                           "（条例第三十四条）。", "answer_by")
    return answer_by


def checked_answer(position: str, words: str) -> tuple[Position, str]:
    """Return a position and its words. Raises InputRefused; whoever is against disclosing must say why."""
    known = next((one for one in Position if one.value == position), None)
    if known is None:
        raise InputRefused("请选本单位的意见。", "position")
    said = within(storable(words.strip(), "words", "理由"), WORDS_CHARACTERS, "words", "理由")
    if not said and known is not Position.DISCLOSE:
        raise InputRefused("请写理由和依据：不能公开的是哪些内容，依照哪一条；没有这项信息的，写明可能在哪个单位。",
                           "words")
    return known, said


def checked_objection(words: str) -> str:
    """Return why an agency does not agree to the common text. Raises InputRefused when it does not say."""
    said = within(storable(words.strip(), "objection", "不同意的理由"), WORDS_CHARACTERS, "objection", "不同意的理由")
    if not said:
        raise InputRefused("请写不同意的理由，以及应当怎样改。", "objection")
    return said


def checked_text(text: str) -> str:
    """Return the common text without blanks at its ends. Raises InputRefused for an empty or overlong one."""
    words = within(storable(text.strip(), "agreed_text", "一致意见"), AGREED_CHARACTERS, "agreed_text", "一致意见")
    if not words:
        raise InputRefused("请写一致意见，各单位按它答复。", "agreed_text")
    return words


def is_late(answer_by: date, today: date, *, has_answered: bool) -> bool:
    """Tell whether an agency has let the day pass without an answer."""
    return not has_answered and today > answer_by


def reminder(answer_by: date, today: date, calendar: WorkCalendar) -> str | None:
    """Return which reminder an agency that has not answered is due, `before` or `after` the day; None for neither."""
    if today > answer_by:
        return "after"
    return "before" if calendar.working_days_between(today, answer_by) <= REMINDED_BEFORE else None
