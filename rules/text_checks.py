"""Checks on what a person typed: what the store cannot hold, and words that mean danger now."""

from __future__ import annotations

import re

from rules.errors import InputRefused

# 110 police, 119 fire, 120 ambulance: words that mean a life is in danger while the letter is being written.
EMERGENCIES: dict[str, tuple[str, ...]] = {
    "119": ("着火了", "起火了", "正在燃烧", "火灾", "煤气泄漏", "燃气泄漏", "天然气泄漏", "瓦斯泄漏", "被困", "要塌了"),
    "120": ("昏迷", "大出血", "没有呼吸", "中毒了", "喝农药", "喝了农药", "心脏病发作", "快不行了", "吐血"),
    "110": ("自杀", "不想活", "跳楼", "跳河", "轻生", "正在打人", "正在打我", "持刀", "拿刀", "绑架", "家暴",
            "杀人", "被拐"),
}
_SURROGATE = re.compile("[\ud800-\udfff]")


def storable(text: str, field: str, label: str) -> str:
    """Return the text unchanged when both engines can hold it.

    Raises InputRefused for NUL and for lone surrogates, which no database column of ours can keep (security.md X1).
    """
    if "\0" in text or _SURROGATE.search(text):
        raise InputRefused(f"{label}里有电脑认不出的字符，请删掉后再寄。多半是从别处粘贴时带进来的。", field)
    return text


def within(text: str, longest: int, field: str, label: str) -> str:
    """Return the text when it has at most `longest` characters, else raise InputRefused that says by how many."""
    if len(text) > longest:
        over = len(text) - longest
        raise InputRefused(f"{label}多了{over}个字，最多{longest}个字。请删短一些，或者把材料放进附件。", field)
    return text


def emergency_numbers(*texts: str) -> tuple[str, ...]:
    """Return the emergency numbers that the words of a letter call for, in the order 119, 120, 110."""
    whole = "\n".join(texts)
    return tuple(number for number, words in EMERGENCIES.items() if any(word in whole for word in words))
