"""申请数量、频次明显超过合理范围 (条例 35): reasons may be asked for, and judged by another person. Pure."""

from __future__ import annotations

from datetime import date

from rules.errors import InputRefused, TransitionRefused

FEWEST_DAYS, MOST_DAYS, USUAL_DAYS = 3, 15, 7
MOST_DELAY = 60
ASKED_BEFORE = "这一件已经要求说明过理由，不能再要求（条例第三十五条）。"
SAME_PERSON = "谁要求说明理由的，要由另一个人审查（条例第三十五条）。"
NOT_ANSWERED = "申请人还没有说明理由，期限到{}，到期以前不能认定（条例第三十五条）。"
LATE_TO_DELAY = "答复期限已过，不能再确定延迟答复的期限（条例第三十三条、第三十五条）。请尽快答复。"
NEEDS_SITUATION = "请写申请数量、频次是怎样超过合理范围的（条例第三十五条）。"
NEEDS_WORDS = "请写审查意见：为什么合理或者不合理（条例第三十五条）。"
UNDER_THE_OLD_TEXT = "2019年5月15日以前的《条例》没有要求说明理由的规定。"


def require_period(days: int) -> None:
    """Raise InputRefused for a time to give reasons that is not reasonable."""
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        raise InputRefused(f"请给申请人合理的时间，填{FEWEST_DAYS}到{MOST_DAYS}之间的工作日数（条例第三十五条）。",
                           "days")


def require_given_or_over(reasons: str, answer_by: date, today: date) -> None:
    """Raise TransitionRefused for a judgement while the applicant may still give reasons."""
    if not reasons and today <= answer_by:
        raise TransitionRefused(NOT_ANSWERED.format(f"{answer_by.year}年{answer_by.month}月{answer_by.day}日"))


def require_delay(reasonable: bool, delay: int) -> None:
    """Raise InputRefused for a delay without good reasons, or one that is not reasonable itself."""
    if delay and not reasonable:
        raise InputRefused("认为理由不合理的，不予处理，不用延迟答复（条例第三十五条）。", "delay")
    if not 0 <= delay <= MOST_DELAY:
        raise InputRefused(f"延迟答复的期限要合理，请填0到{MOST_DELAY}之间的工作日数（条例第三十五条）。", "delay")


def require_given_on(asked_on: date, given_on: date, today: date) -> None:
    """Raise InputRefused for reasons given before they were asked for, or in the future."""
    if given_on > today:
        raise InputRefused("收到理由的日期不能晚于今天。", "given_on")
    if given_on < asked_on:
        raise InputRefused("收到理由的日期不能早于要求说明理由的日期。", "given_on")
