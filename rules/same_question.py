"""Whether two requests ask the same question: how alike two texts are, and a few prints by which others are found.

Pure; that two agencies answered one question differently is found with it, and people judge.
"""

from __future__ import annotations

import re
from hashlib import blake2b

from rules.outcomes import BY_OUTCOME, Group, Outcome

RUN = 2
# So many of the smallest hashes of a text's runs stand for it; of two texts that share half of their runs about half
# of these are shared too.
PRINTS = 16
# From here on two texts ask the same; they differ in a form of courtesy, in order, or in a word or two.
ALIKE = 0.5
# Of two texts that ask the same so many prints are shared at least, but for rare chance; fewer are not looked at.
LEAST_SHARED = 4
# Agencies differ when both have judged whether the information is disclosed; that one does not hold it is no judgement.
_JUDGED = frozenset({Group.DISCLOSED, Group.PARTIAL, Group.REFUSED})
# Prints fit a column of 32 bits with its sign.
_PRINT_BITS = 31
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SILENT = re.compile(r"[\W_]+")
# What applicants write around the matter, and what says nothing of it.
_COURTESY = re.compile("|".join(sorted((
    "本人申请公开", "我申请公开", "申请公开", "请求公开", "请公开", "希望公开", "本人需要", "我需要", "我想了解",
    "想了解", "请提供", "提供", "申请获取", "政府信息", "相关信息", "有关信息", "相关情况", "有关情况", "的信息",
    "您好", "你好", "贵单位", "贵局", "你局", "贵机关", "谢谢"), key=len, reverse=True)))


def prints(text: str) -> tuple[int, ...]:
    """Return the prints of an asked text, the smallest first; none for a text without letters."""
    return tuple(sorted({_hash(run) for run in _runs(text)})[:PRINTS])


def likeness(one: str, other: str) -> float:
    """Return how alike two asked texts are, 0 to 1: the share of runs of two characters that both have.

    Texts about different years are not alike at all: what was spent in one is not what was spent in another.
    """
    our_years, their_years = (set(_YEAR.findall(text)) for text in (one, other))
    if our_years and their_years and not our_years & their_years:
        return 0.0
    ours, theirs = _runs(one), _runs(other)
    either = len(ours | theirs)
    return len(ours & theirs) / either if either else 0.0


def is_same(one: str, other: str) -> bool:
    """Tell whether two texts ask the same question, as far as their words go."""
    return likeness(one, other) >= ALIKE


def is_judged(outcome: str | None) -> bool:
    """Tell whether an outcome judges that information is disclosed, in whole or in part, or refused."""
    return outcome is not None and BY_OUTCOME[Outcome(outcome)].group in _JUDGED


def differ(one: str | None, other: str | None) -> bool:
    """Tell whether two outcomes judge the same question differently: by group, whatever the ground."""
    if one is None or other is None or not (is_judged(one) and is_judged(other)):
        return False
    return BY_OUTCOME[Outcome(one)].group is not BY_OUTCOME[Outcome(other)].group


def _runs(text: str) -> frozenset[str]:
    letters = _COURTESY.sub("", _SILENT.sub("", text)).casefold()
    if not letters:
        return frozenset()
    return frozenset(letters[place:place + RUN] for place in range(max(1, len(letters) - RUN + 1)))


def _hash(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(), digest_size=4).digest()) >> (32 - _PRINT_BITS)
