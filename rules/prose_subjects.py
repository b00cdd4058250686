"""Of whom and of when a sentence of a bulletin speaks: a department, the whole county, this period or an earlier one.

Keeps track from sentence to sentence for `rules/prose_figures.py`. What is not understood is nobody, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rules import prose_words as words
from rules.digest_body import DigestBody, DigestKind
from rules.figures import Dimension, Figures
from rules.prose_numbers import plain

WHOLE_KEY = ""
WHOLE_LABEL = "全县"
NOW, UNKNOWN = "now", "unknown"
_MARK = "\1"
_FIRST_SIGN, _LAST_SIGN = 0xE000, 0xF8FF  # characters for private use: no text of ours has them
_SIGN = re.compile(f"[{chr(_FIRST_SIGN)}-{chr(_LAST_SIGN)}]")


@dataclass(frozen=True, slots=True)
class Where:
    """A line of the tables that may be meant; `figures` is None where there is nothing to check by."""

    label: str
    figures: Figures | None


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """A line of a breakdown other than the departments, named right before a number."""

    word: str
    places: tuple[Where, ...]
    is_loose: bool


class Subjects:
    """What is spoken of now: `keys` of departments or the whole, any of which may be meant; none when unknown.

    It is soft when it was not said, so that a number which does not fit proves nothing.
    """

    def __init__(self, body: DigestBody) -> None:
        self._body = body
        self._units = {plain(line.label): line for line in body.breakdowns.get(Dimension.DEPARTMENT, ())}
        self._by_key = {line.key: line for line in self._units.values()}
        # A name becomes one sign of its own, so that brackets and commas in it part nothing.
        self._signs = {name: chr(_FIRST_SIGN + place) for place, name in enumerate(self._units)}
        self._signed = {sign: self._units[name].key for name, sign in self._signs.items()}
        self._unit_names = _one_of(self._units)
        others = [line for dimension, lines in body.breakdowns.items() if dimension is not Dimension.DEPARTMENT
                  for line in lines]
        self._labels: dict[str, list[Figures]] = {}
        for line in others:
            self._labels.setdefault(plain(line.label), []).append(line.figures)
        self._label_before = re.compile(
            rf"(?P<label>{_one_of(self._labels).pattern})(?:类别?|方面|事项)?的?(?:来信|信件|[共有为是\s])*$")
        self._months = dict(body.series)
        self.keys: tuple[str, ...] = (WHOLE_KEY,)
        self._is_soft = self._is_condition = False
        self.period = NOW
        self._was_elsewhen = False
        self.compared = ""
        self.list_word = ""
        self.has_unit_just_named = False
        self._said = ""

    @property
    def is_soft(self) -> bool:
        """Whether a number that does not fit proves nothing here."""
        return self._is_soft or self._is_condition

    @property
    def description(self) -> str:
        """Whom and when the sentence has named so far, to tell two statements of the same words apart."""
        return f"{self.period} {self._said}"

    def begin_paragraph(self) -> None:
        """Forget the paragraph before."""
        self.keys, self._is_soft, self.period = (WHOLE_KEY,), False, NOW

    def begin_sentence(self, sentence: str) -> None:
        """Take over what the sentence before may still speak of, and look for the heading of a list."""
        self._was_elsewhen = self.period != NOW and bool(self.keys)
        if not self.keys or self.period != NOW:
            self.keys, self._is_soft = (WHOLE_KEY,), True
        elif self.keys != (WHOLE_KEY,):
            self.keys = tuple(dict.fromkeys((WHOLE_KEY, *self.keys)))
        self.period, self.compared, self._said = NOW, "", ""
        self._is_condition = words.CONDITION.search(sentence) is not None
        found = words.COUNT_OF_LIST.search(sentence)
        self.list_word = found["word"] if found else ""

    def move(self, segment: str) -> str:
        """Take in what stands before a number; return the part of it that is its own clause, names taken out."""
        span = words.MONTH_RANGE.search(segment)
        if span is not None:
            self.period = self._other(span)
            segment = segment.replace(span[0], "", 1)
        segment = self._unit_names.sub(lambda found: self._signs[found[0]], segment)
        clauses = words.DELIMITER.split(segment)
        named: list[str | None] = []
        rest = ""
        for place, clause in enumerate(clauses):
            is_last = place == len(clauses) - 1
            rest, tail = self._split_change(clause, is_last=is_last)
            is_changed = rest != clause
            rest, found = self._named(self._timed(rest))
            named += found
            own = words.WHOLE.sub("", rest).replace(_MARK, "")
            is_narrow = self._label_before.search(own) is None and words.NARROWING.search(own)
            is_in_a_row = not is_last and not is_changed and words.BARE.fullmatch(own.strip())
            if is_narrow or is_in_a_row:
                named.append(None)
            elif words.WHOLE.search(rest):
                named.append(WHOLE_KEY)
            rest = own + tail
        self.has_unit_just_named = bool(named) and named[-1] not in (None, WHOLE_KEY)
        if named:
            self.keys = () if None in named or len(set(named)) > 1 else (str(named[0]),)
            self._is_soft = False
            self._said += " ".join(clauses)
        return rest.strip()

    def soften(self) -> None:
        """After the line of a breakdown: what follows may speak of that line."""
        self._is_soft = True

    def lose(self) -> None:
        """After a number of something else: what follows may be parts of it."""
        self.keys = ()

    def settle(self, known: Sequence[Where]) -> None:
        """After a number that agrees with the whole: the whole is spoken of for certain."""
        if self.keys == (WHOLE_KEY,) and known:
            self._is_soft = False

    def places(self) -> tuple[Where, ...]:
        """Return the lines that may be meant now, none when it is not known whom the sentence speaks of."""
        return tuple(Where(WHOLE_LABEL, self.whole_of(self.period)) if key == WHOLE_KEY else self._of_unit(key)
                     for key in self.keys)

    def whole_of(self, period: str) -> Figures | None:
        """Return the figures of the whole in this period, `before`, `last_year` or a month like 2026-07."""
        if period in ("before", "last_year"):
            earlier: Figures | None = getattr(self._body, period)
            return earlier
        return self._body.figures if period == NOW else self._months.get(period)

    def line_before(self, prefix: str) -> LabelledLine | None:
        """Return the line of a breakdown that is named right before a number; those are lines of the whole."""
        found = self._label_before.search(prefix) if self._labels else None
        if found is None or not words.LEAD.fullmatch(words.COUNT_BEFORE.sub("", prefix[:found.start()])):
            return None
        known = WHOLE_KEY in self.keys and self.period == NOW
        label = found["label"]
        places = tuple(Where(f"“{label}”", figures if known else None) for figures in self._labels[label])
        return LabelledLine(label, places, is_loose=label.startswith("其他") or self.keys != (WHOLE_KEY,))

    def _of_unit(self, key: str) -> Where:
        line = self._by_key[key]
        return Where(line.label, line.figures if self.period == NOW else None)

    def _split_change(self, clause: str, *, is_last: bool) -> tuple[str, str]:
        """Set aside 比上季度提高, which names no period that is spoken of."""
        level = words.LEVEL.search(clause)
        if level is not None:
            return clause[:level.start()], ""
        compared = words.COMPARED.search(clause)
        if compared is not None and not is_last and clause[:compared.start()].strip() in ("", "其中"):
            self.compared = words.BASES[compared["base"]]
            return "", ""
        change = words.CHANGE_BEFORE.search(clause) if is_last else None
        return (clause[:change.start()], clause[change.start():]) if change else (clause, "")

    def _timed(self, clause: str) -> str:
        """Take note of the period that a clause names, and return the clause without it."""
        as_of = words.AS_OF.search(clause)
        if as_of is not None:
            last = self._body.last_on
            day = as_of["day"].rstrip("日")
            is_end = int(as_of["month"]) == last.month and (day == "底" or int(day) == last.day)
            self.period = NOW if is_end else UNKNOWN
            clause = clause.replace(as_of[0], "", 1)
        for base in ("去年同期", "上年同期", "上一季度", "上个季度", "上季度", "上个月", "上期", "上月"):
            if base in clause:
                self.period = words.BASES[base]
                clause = clause.replace(base, "", 1)
        for pattern, named in (
                (words.OTHER_PERIOD, self._other), (words.OWN_PERIOD, self._own), (words.MONTH, self._month)):
            found = pattern.search(clause)
            if found is not None:
                self.period = named(found)
                self._is_soft = self._is_soft and not self._was_elsewhen
                clause = clause.replace(found[0], "", 1)
        return clause

    def _other(self, found: re.Match[str]) -> str:
        months = [int(digits) for digits in re.findall(r"\d+", found[0])]
        own = [self._body.first_on.month, self._body.last_on.month]
        return NOW if months == own and self._body.kind is DigestKind.QUARTERLY else UNKNOWN

    def _own(self, found: re.Match[str]) -> str:
        year, quarter = re.search(r"20\d\d", found[0]), re.search(r"[一二三四]", found[0])
        if year is not None and int(year[0]) != self._body.first_on.year:
            return UNKNOWN
        if quarter is None:
            return NOW
        is_own = words.QUARTERS.index(quarter[0]) == (self._body.first_on.month - 1) // 3
        return NOW if is_own and self._body.kind is DigestKind.QUARTERLY else UNKNOWN

    def _month(self, found: re.Match[str]) -> str:
        year, month = re.search(r"20\d\d", found[0]), int(found["month"])
        body = self._body
        if year is not None and int(year[0]) != body.last_on.year:
            return UNKNOWN
        if body.kind is DigestKind.MONTHLY and month == body.first_on.month:
            return NOW
        return f"{body.last_on.year:04d}-{month:02d}" if month <= body.last_on.month else UNKNOWN

    def _named(self, clause: str) -> tuple[str, list[str | None]]:
        """Return a clause without the names of units, and whom they name; None for one that the tables do not have."""
        named: list[str | None] = []

        def known(found: re.Match[str]) -> str:
            named.append(self._signed[found[0]])
            return _MARK

        def other(found: re.Match[str]) -> str:
            if words.NO_OFFICE.search(found[0]):
                return found[0]
            named.append(self._abbreviated(found[0]))
            return _MARK

        clause = _SIGN.sub(known, clause)
        return words.ORGANISATION.sub(other, clause), named

    def _abbreviated(self, name: str) -> str | None:
        """Return the one department whose name holds these characters in this order: 县住建局."""
        core = re.sub(r"^(?:.*?[，、和及与]|其中|对|由|将|请|是|为|有)", "", name)
        fitting = [line.key for label, line in self._units.items() if _holds(label, core)]
        return fitting[0] if len(fitting) == 1 and len(core) > 2 else None


def _one_of(names: object) -> re.Pattern[str]:
    listed = sorted((str(name) for name in names), key=len, reverse=True)  # type: ignore[attr-defined]
    return re.compile("|".join(map(re.escape, listed)) or r"(?!)")


def _holds(label: str, name: str) -> bool:
    at = 0
    for sign in name:
        at = label.find(sign, at) + 1
        if at == 0:
            return False
    return True
