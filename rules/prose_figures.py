"""Reading the figures in a bulletin's prose against its tables, so that no sentence says another number (一季一通报).

Being right about what is wrong comes first: a number is called wrong only when its sentence says of which figure, unit
and period it is. Every other one is listed as not checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rules import prose_words as words
from rules.digest_body import DigestBody
from rules.figures import LABELS, Figures, Rate, RateKind
from rules.prose_numbers import Number, numbers, plain, rough_words
from rules.prose_subjects import NOW, WHOLE_KEY, Subjects, Where
from rules.reconciling import Finding

_LONGEST_QUOTE = 40
_SHORTEST_PHRASE = 6
_SHARED = ("received", "valid", "accepted", "closed", "due", "rated")  # what shares are usually taken of
_STOP = re.compile(r"[。！？!?]")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says in numbers: how many agree with the tables, which do not, and which nobody could check."""

    checked: int
    findings: tuple[Finding, ...]
    unchecked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Meant:
    """A figure that a sentence speaks of: its word, and the figures or the rate that the word stands for."""

    word: str
    names: tuple[str, ...] = ()
    rate: RateKind | None = None
    is_loose: bool = False


def check(text: str, body: DigestBody) -> tuple[Finding, ...]:
    """Return every statement of the text that the figures of the digest contradict, in its order.

    `text` has a line per paragraph. Percentages stand in the findings in hundredths of a percent.
    """
    return read(text, body).findings


def read(text: str, body: DigestBody) -> Reading:
    """Return what the text says in numbers: what agrees, what does not, and what was not checked."""
    reader = _Reader(body)
    for paragraph in plain(text).split("\n"):
        reader.subjects.begin_paragraph()
        for sentence in _STOP.split(paragraph):
            reader.sentence(sentence)
    return Reading(reader.checked, tuple(reader.findings), tuple(dict.fromkeys(reader.unchecked)))


class _Reader:
    """Goes through a text sentence by sentence, and keeps what was said last."""

    def __init__(self, body: DigestBody) -> None:
        self.subjects = Subjects(body)
        self.checked = 0
        self.findings: list[Finding] = []
        self.unchecked: list[str] = []
        self._last: _Meant | None = None
        self._stated: list[Fraction] = []
        self._phrases: dict[tuple[str, str, str], tuple[Fraction, str]] = {}

    def sentence(self, sentence: str) -> None:
        """Read one sentence; what it speaks of may have been named by the one before."""
        self.subjects.begin_sentence(sentence)
        self._last, end = None, 0
        self._stated.clear()
        found = numbers(sentence)
        for place, number in enumerate(found, start=1):
            until = found[place].start if place < len(found) else len(sentence)
            prefix = self.subjects.move(sentence[end:number.start])
            self._judge_levels(sentence[end:number.start])
            rest = words.DELIMITER.split(sentence[number.end:until])[0]
            quote = words.DELIMITER.split(sentence[end:number.start])[-1] + sentence[number.start:number.end]
            self._judge(number, prefix, rest, quote.strip()[-_LONGEST_QUOTE:])
            end = number.end
        self.subjects.move(sentence[end:])
        self._judge_levels(sentence[end:])
        self.unchecked += rough_words(sentence)

    def _judge(self, number: Number, prefix: str, rest: str, quote: str) -> None:
        if number.is_rough:
            self.unchecked.append(quote)
        elif number.unit == "百分点":
            self._judge_change(number, prefix, quote)
        elif number.unit == "%":
            self._judge_percent(number, prefix, quote)
        elif number.unit in ("工作日", "天"):
            self._judge_mean(number, prefix, quote)
        else:
            self._judge_count(number, prefix, rest, quote)

    def _judge_count(self, number: Number, prefix: str, rest: str, quote: str) -> None:
        if number.unit and (self._way(prefix) is not None):
            self._judge_change(number, prefix, quote)
            return
        line = self.subjects.line_before(prefix)
        if line is not None:
            self._settle(number, _Meant(line.word, ("received",), is_loose=line.is_loose), line.places, quote)
            self.subjects.soften()
            return
        meant = self._meant(number, prefix, rest)
        if meant is not None:
            self._settle(number, meant, self.subjects.places(), quote)
            return
        self.unchecked.append(quote)
        if number.unit:
            self._same_again(number, quote, rest)
            self.subjects.lose()
            self._last = None

    def _meant(self, number: Number, prefix: str, rest: str) -> _Meant | None:
        """Return the figure whose word stands beside the number, or heads the list in which it stands."""
        found = _clean(words.COUNT_BEFORE, prefix)
        if words.ATTRIBUTE.match(rest.strip()):
            return None
        if found is None and words.LEAD.fullmatch(prefix) and number.unit:
            found = words.COUNT_AFTER.match(rest.strip())
        if found is not None:
            return _count(found["word"], number)
        if prefix.strip() or not number.unit or not self.subjects.has_unit_just_named:
            return None
        if self.subjects.list_word:
            return _count(self.subjects.list_word, number)
        if self._last is not None and self._last.names:
            return _Meant(self._last.word, self._last.names, is_loose=True)
        return None

    def _judge_percent(self, number: Number, prefix: str, quote: str) -> None:
        if self._way(prefix) is not None:
            self._judge_change(number, prefix, quote)
            return
        found = _clean(words.RATE_BEFORE, prefix)
        if found is not None:
            kind = words.RATE_WORDS[found["word"]]
            self._settle(number, _Meant(found["word"], rate=kind), self.subjects.places(), quote)
        elif "占" in prefix and self._is_share(number):
            self.checked += 1
        else:
            self.unchecked.append(quote)

    def _is_share(self, number: Number) -> bool:
        """Tell whether the percentage is what the number before is of something that stands in the tables."""
        if not self._stated:
            return False
        rows = [where.figures for where in self.subjects.places()] + [self.subjects.whole_of(self.subjects.period)]
        bases = [Fraction(figures[name]) for figures in rows if figures is not None for name in _SHARED]
        return any(base > 0 and number.rounds(self._stated[-1] * 100 / base) for base in (*bases, *self._stated[:-1]))

    def _judge_mean(self, number: Number, prefix: str, quote: str) -> None:
        found = _clean(words.MEAN_BEFORE, prefix)
        sums = ("working_days",) if number.unit == "工作日" else ("calendar_days", "working_days")
        exact = [(where, Fraction(where.figures[name], where.figures["closed"])) for where in self.subjects.places()
                 for name in sums if where.figures and where.figures["closed"] > 0]
        if found is None or not exact:
            self.unchecked.append(quote)
        elif any(number.rounds(value) for _, value in exact):
            self.checked += 1
        elif self.subjects.is_soft:
            self.unchecked.append(quote)
        else:
            where, value = exact[0]
            shown = f"{float(value):.1f}"
            self.findings.append(Finding(
                "working_days", quote, _hundredths(number.value), _hundredths(value),
                f"文中写“{quote}”，{where.label}按办结的来信算是{shown}。"))

    def _way(self, prefix: str) -> tuple[str, str, str] | None:
        """Return what a change is measured against, its direction, and what stands before; None for no change."""
        found = words.CHANGE_BEFORE.search(prefix)
        if found is not None:
            return words.BASES[found["base"]], found["way"], prefix[:found.start()]
        alone = words.CHANGE_ALONE.search(prefix)
        if alone is not None and self.subjects.compared:
            return self.subjects.compared, alone["way"], prefix[:alone.start()]
        return None

    def _judge_change(self, number: Number, prefix: str, quote: str) -> None:
        way = self._way(prefix)
        meant = self._last if way is None or not way[2].strip() else _named(way[2], number)
        now, then = (self.subjects.whole_of(base) for base in (NOW, way[0] if way else ""))
        is_of_whole = self.subjects.keys == (WHOLE_KEY,) and self.subjects.period == NOW
        if way is None or meant is None or now is None or then is None or not is_of_whole:
            self.unchecked.append(quote)
            return
        self._last = meant
        expected = list(_changes(number.unit, meant, now, then))
        signed = [-value if way[1] in words.DOWN else value for value in expected]
        if any(number.rounds(value) for value in signed):
            self.checked += 1
        elif not expected and number.unit == "%" and meant.names and then[meant.names[0]] == 0:
            self.findings.append(Finding(meant.names[0], quote, _hundredths(number.value), 0,
                                         f"文中写“{quote}”，但对比的那一期“{meant.word}”是0件，没有增减比例。"))
        elif not expected or meant.is_loose or self.subjects.is_soft:
            self.unchecked.append(quote)
        else:
            right = "，或者".join(dict.fromkeys(_change_words(value, number.unit) for value in expected))
            self.findings.append(Finding(
                meant.names[0] if meant.names else "", quote, _hundredths(number.value), _hundredths(signed[0]),
                f"文中写“{quote}”，按表里的数字，“{meant.word}”{right}。"))

    def _judge_levels(self, segment: str) -> None:
        """Check what is said to be as before (与上季度持平), and keep of which figure it was said."""
        for clause in words.DELIMITER.split(segment):
            level = words.LEVEL.search(clause)
            if level is None:
                continue
            before = clause[:level.start()].strip()
            nothing = Number(0, 0, Fraction(0), 2, "")
            meant = self._last = _named(before, nothing) if before else self._last
            now, then = (self.subjects.whole_of(base) for base in (NOW, words.BASES[level["base"]]))
            is_said = self.subjects.keys == (WHOLE_KEY,) and self.subjects.period == NOW and not level["about"]
            if meant is None or now is None or then is None or not is_said:
                self.unchecked.append(clause.strip())
                continue
            unit = "百分点" if meant.rate is not None else "件"
            expected = list(_changes(unit, meant, now, then))
            if any(nothing.rounds(value) for value in expected):
                self.checked += 1
            elif not expected or meant.is_loose or self.subjects.is_soft:
                self.unchecked.append(clause.strip())
            else:
                self.findings.append(Finding(
                    meant.names[0] if meant.names else "", clause.strip(), 0, _hundredths(expected[0]),
                    f"文中写“{clause.strip()}”，按表里的数字，“{meant.word}”{_change_words(expected[0], unit)}。"))

    def _settle(self, number: Number, meant: _Meant, places: Sequence[Where], quote: str) -> None:
        """Compare a number with what the tables say; of several meanings any one will do."""
        self._last = meant
        self._stated.append(number.value)
        known = [where for where in places if where.figures is not None]
        if not known:
            self.unchecked.append(quote)
        elif any(_agrees(number, meant, where.figures) for where in known if where.figures):
            self.checked += 1
            self.subjects.settle(known)
        elif meant.is_loose or self.subjects.is_soft or len(known) < len(places):
            self.unchecked.append(quote)
            self.subjects.soften()
        else:
            self.findings.append(_mismatch(number, meant, known[0], quote))

    def _same_again(self, number: Number, quote: str, rest: str) -> None:
        """Find a figure of no table that is stated twice, and differently (10件 in one place, 9件 in another)."""
        phrase = re.sub(r"[共有了的为是\s]|合计|总计", "", quote)
        phrase = re.sub(r"[\d.,]+\D*$", "", phrase)
        if len(phrase) < _SHORTEST_PHRASE:
            return
        key = (self.subjects.description, phrase, rest.strip())
        value, place = self._phrases.setdefault(key, (number.value, quote))
        if value != number.value:
            self.findings.append(Finding("", quote, int(number.value), int(value),
                                         f"同一个数前面写“{place}”，后面写“{quote}”，请核对是哪一个。"))


def _clean(pattern: re.Pattern[str], prefix: str) -> re.Match[str] | None:
    """Return the word of a figure before a number, when nothing narrows what it speaks of."""
    found = pattern.search(prefix)
    return found if found is not None and words.LEAD.fullmatch(prefix[:found.start()]) else None


def _count(word: str, number: Number) -> _Meant:
    names = words.COUNT_WORDS[word]
    counts_letters = number.unit != "件次" and not words.TIMES.isdisjoint(names)
    return _Meant(word, names, is_loose=word in words.LOOSE or counts_letters)


def _named(text: str, number: Number) -> _Meant | None:
    rate = _clean(words.RATE_BEFORE, text)
    if rate is not None:
        return _Meant(rate["word"], rate=words.RATE_WORDS[rate["word"]])
    found = _clean(words.COUNT_BEFORE, text)
    return _count(found["word"], number) if found is not None else None


def _agrees(number: Number, meant: _Meant, figures: Figures) -> bool:
    if meant.rate is None:
        return any(number.value == figures[name] for name in meant.names)
    rate = figures.rate(meant.rate)
    return rate.base > 0 and number.rounds(Fraction(rate.part * 100, rate.base))


def _mismatch(number: Number, meant: _Meant, where: Where, quote: str) -> Finding:
    assert where.figures is not None
    if meant.rate is not None:
        rate = where.figures.rate(meant.rate)
        return Finding(meant.rate.part, quote, _hundredths(number.value), _hundredths(_percent(rate)),
                       f"文中写“{quote}”，{where.label}的{meant.rate.label}是{rate.percent}"
                       f"（{rate.part}÷{rate.base}）。")
    found = where.figures[meant.names[0]]
    values = "，".join(f"“{LABELS[name]}”是{where.figures[name]}件" for name in meant.names)
    return Finding(meant.names[0], quote, int(number.value), found,
                   f"文中写“{quote}”，{where.label}的{values}，相差{abs(int(number.value) - found)}。")


def _changes(unit: str, meant: _Meant, now: Figures, then: Figures) -> Iterator[Fraction]:
    """Yield what a change may rightly be given as: exactly, and as the difference of what is printed."""
    if unit == "百分点":
        if meant.rate is not None and now.rate(meant.rate).base > 0 and then.rate(meant.rate).base > 0:
            new, old = now.rate(meant.rate), then.rate(meant.rate)
            yield _percent(new) - _percent(old)
            yield Fraction(new.percent[:-1]) - Fraction(old.percent[:-1])
    elif unit == "%":
        for name in meant.names:
            if then[name] > 0:
                yield Fraction((now[name] - then[name]) * 100, then[name])
    else:
        for name in meant.names:
            yield Fraction(now[name] - then[name])


def _change_words(value: Fraction, unit: str) -> str:
    way = "没有变化" if value == 0 else "增加" if value > 0 else "减少"
    if value == 0:
        return way
    sign = {"百分点": "个百分点", "%": "%"}.get(unit)
    return f"{way}{float(abs(value)):.2f}{sign}" if sign else f"{way}{abs(value)}件"


def _percent(rate: Rate) -> Fraction:
    return Fraction(rate.part * 100, rate.base) if rate.base > 0 else Fraction(0)


def _hundredths(value: Fraction) -> int:
    return round(value * 100)
