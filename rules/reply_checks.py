"""What is suspicious about a reply before it is approved: too short, only stock phrases, or copied from another one.

Pure, and no judge: a flag asks the reviewer to look, who may approve all the same (security.md D5).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class ReplyFlag(StrEnum):
    """Why a reply asks for a second look."""

    SHORT = "short"
    STOCK = "stock"
    COPIED = "copied"


FLAG_LABELS: dict[ReplyFlag, str] = {
    ReplyFlag.SHORT: "答复太短，看不出办了什么。",
    ReplyFlag.STOCK: "答复只有套话，没有办理结果。",
    ReplyFlag.COPIED: "答复和本单位以前的一份几乎一样。",
}
LEAST_CHARACTERS = 10
# From here on two replies say the same in the same words; a name or a date may differ.
ALIKE = 0.8
SHINGLE = 4
# What says nothing about the matter of a letter. Longer phrases first, so that none leaves a rest of another.
_STOCK_WORDS = """
    尊敬的来信人 尊敬的网友 尊敬的市民 亲爱的网友 您好 你好 来信收悉 您的来信已收悉
    您的来信收到了 已收悉 感谢您的来信 感谢您对我们工作的关心和支持
    感谢您对我县工作的关心和支持 感谢您的理解与支持 感谢您的理解和支持 感谢您的关注
    感谢您的监督 谢谢您的来信 谢谢 现答复如下 现将有关情况答复如下 现回复如下
    您反映的问题 您反映的情况 您提出的问题 关于您反映的问题 关于您咨询的问题
    我单位高度重视 我局高度重视 领导高度重视 高度重视 已转相关部门 已转有关部门
    已转有关单位 已转相关单位 已转 正在办理中 正在办理 正在处理中 正在处理 正在核实
    正在调查 正在协调 我们将尽快办理 我们将尽快处理 将尽快办理 将尽快处理 尽快办理
    尽快处理 请您耐心等待 请耐心等待 请您谅解 敬请谅解 请谅解 不便之处 给您带来不便
    望理解 祝您生活愉快 祝您工作顺利 祝您身体健康 此复 特此答复 特此回复
    如有疑问请拨打 如有疑问 请与我们联系 联系电话 办理 处理 相关部门 有关部门 我单位
    我局 我们 请您 您
"""
STOCK_PHRASES = tuple(sorted(_STOCK_WORDS.split(), key=len, reverse=True))
_STOCK = re.compile("|".join(map(re.escape, STOCK_PHRASES)))
_SILENT = re.compile(r"[\W\d_]+")


@dataclass(frozen=True)
class Earlier:
    """A reply that the same department has issued to another letter."""

    number: str
    text: str


@dataclass(frozen=True)
class Suspicion:
    """One flag; `number` names the letter whose reply is almost the same, "" for the other flags."""

    flag: ReplyFlag
    number: str = ""


def suspicions(text: str, earlier: Iterable[Earlier]) -> tuple[Suspicion, ...]:
    """Return what is suspicious about a reply; `earlier` are the department's replies to other letters."""
    said = _letters(text)
    if len(said) < LEAST_CHARACTERS:
        return (Suspicion(ReplyFlag.SHORT),)
    if len(_STOCK.sub("", said)) < LEAST_CHARACTERS:
        return (Suspicion(ReplyFlag.STOCK),)
    pieces = _shingles(said)
    for one in earlier:
        other = _letters(one.text)
        # Two texts of very different lengths cannot be alike enough, and need no comparing.
        if min(len(said), len(other)) >= ALIKE * max(len(said), len(other)) and _likeness(pieces, other) >= ALIKE:
            return (Suspicion(ReplyFlag.COPIED, one.number),)
    return ()


def likeness(one: str, other: str) -> float:
    """Return how alike two replies are, 0 to 1: the share of runs of four characters that both have."""
    return _likeness(_shingles(_letters(one)), _letters(other))


def _likeness(pieces: frozenset[str], other: str) -> float:
    others = _shingles(other)
    either = len(pieces | others)
    return len(pieces & others) / either if either else 0.0


def _letters(text: str) -> str:
    """Return the text without signs, blanks and digits: a number filled into a template makes no other reply."""
    return _SILENT.sub("", text)


def _shingles(text: str) -> frozenset[str]:
    return frozenset(text[place:place + SHINGLE] for place in range(max(1, len(text) - SHINGLE + 1)))
