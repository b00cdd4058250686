"""Whether the figures of a digest agree: with one another, with the cases behind them, and with the months before.

Owns the identities of domain.md 1.4 and 5, and the same arithmetic for any published table. Figures in prose are read
by `rules/prose_figures.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.digest_body import DigestBody, DigestKind, Line
from rules.figures import ENDS, LABELS, OF_PERIODS, OF_REQUESTS, Dimension, Figures, Flow, parted, total
from rules.ranking import rank

Cases = Mapping[str, Mapping[str, Sequence[int]]]
WHOLE = "合计"
DIMENSION_LABELS: dict[Dimension, str] = {
    Dimension.DEPARTMENT: "单位", Dimension.CATEGORY: "类别", Dimension.CHANNEL: "渠道", Dimension.MAILBOX: "信箱",
    Dimension.SUBJECT: "主题"}
_PLACES = {dimension: place for place, dimension in enumerate(Dimension)}

# Letters in hand: of the whole and of departments only.
STOCKS = ("opening", "open", "overdue", "opening_overdue")
# Not counted in letters: sums of days, and a change that may be negative.
UNCOUNTED = (Flow.OVERDUE_CHANGE, Flow.WORKING_DAYS, Flow.CALENDAR_DAYS)
# One letter may be in these more than once in a period (件次): it comes back, is handed on, urged or rated again.
REPEATED = frozenset({Flow.REOPENED, Flow.MOVED_IN, Flow.MOVED_OUT, Flow.DUPLICATE, Flow.ASSIGNED, Flow.RETURNED,
                      Flow.RATED, Flow.SATISFIED, Flow.EXTENDED, Flow.URGED, Flow.SUPERVISED, "declined"})
# The first is counted among the letters of the second.
PARTS: tuple[tuple[str, str], ...] = (
    ("on_time", "due"), ("late", "due"), ("satisfied", "rated"), ("closed_late", "closed"), ("publishable", "closed"),
    ("overdue", "open"), ("opening_overdue", "opening"))
# What a figure is made of: the sum of the first less all of the second.
SUMS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("open", ("opening", "received", "reopened", "moved_in"), ("closed", "declined", "moved_out")),
    ("declined", tuple(end.value for end in ENDS), ()), ("valid", ("received",), ("invalid", "duplicate")),
    ("late", ("due",), ("on_time",)))
_MOST_IDS = 20
_PERCENT = re.compile(r"(\d{1,6})(?:[.．](\d{1,4}))?\s*[%％]?")


@dataclass(frozen=True, slots=True)
class Finding:
    """One figure that does not agree: what is stated, what was found instead, and `by` how much the first is more.

    `figure` is a slug of `LABELS`, "" where several are meant; `where` says in words which line or place; `cases` are
    those that are too many or missing, a few at most. `words` is a whole sentence for the reader.
    """

    figure: str
    where: str
    stated: int
    found: int
    words: str
    cases: tuple[int, ...] = ()

    @property
    def by(self) -> int:
        return self.stated - self.found


def check(body: DigestBody, cases: Cases | None, months: Sequence[DigestBody | Figures] = ()) -> tuple[Finding, ...]:
    """Return everything in a digest that does not agree, nothing when all of it does.

    `cases` are the case ids behind each figure (`Digest.cases`), None leaves them out. `months` are the monthly
    figures of the period in their order; without them those of its own series are taken.
    """
    found = list(_rows(body))
    for dimension, lines in body.breakdowns.items():
        found += _adds_up(body.figures, dimension, lines)
    found += _follows(body)
    found += _from_months(body, [_figures(one) for one in months] or _own_months(body))
    found += _ranking(body)
    if cases is not None:
        found += _behind(body, cases)
        found += _within(cases)
        found += _listed(body, cases)
        found += _aside(body.requests, cases, OF_REQUESTS, "依申请公开")
        found += _aside(body.periods, cases, OF_PERIODS, "意见征集")
    return tuple(found)


def possible_share(percent: str, base: int) -> bool:
    """Tell whether some whole number of `base` gives this percentage, rounded half up to its printed decimals.

    96.84% of 477 is impossible: 461 give 96.65%, 462 give 96.86%. What is no percentage is not possible either.
    """
    read = _read_percent(percent)
    if read is None or base <= 0:
        return False
    value, unit = read
    part = -(-(2 * value - 1) * base // (200 * unit))
    return max(part, 0) <= base and is_share(max(part, 0), base, percent)


def is_share(part: int, base: int, percent: str) -> bool:
    """Tell whether the percentage is that of the part in the base, rounded half up to its printed decimals."""
    read = _read_percent(percent)
    if read is None or base <= 0:
        return False
    value, unit = read
    return (part * 200 * unit + base) // (base * 2) == value


def parts_to_whole(name: str, parts: Mapping[str, int], whole: int) -> Finding | None:
    """Return what is wrong when the parts of a published table do not add up to its whole, None when they do."""
    found = sum(parts.values())
    if found == whole:
        return None
    return Finding("", name, whole, found,
                   f"{name}写的是{whole}，{'、'.join(parts)}加起来是{found}，{_gap(whole, found)}。")


def share_in_table(name: str, percent: str, base: int, part: int | None = None) -> Finding | None:
    """Return what is wrong with a printed percentage: not that of its part, or of no whole number at all."""
    if part is not None:
        if is_share(part, base, percent):
            return None
        return Finding("", name, part, base, f"{name}：{base}的{part}不是{percent}。")
    if possible_share(percent, base):
        return None
    return Finding("", name, 0, base, f"{name}写的是{percent}，但{base}里没有哪个整数的占比是它。")


def stated_alike(name: str, places: Mapping[str, int]) -> Finding | None:
    """Return what is wrong when one figure is not the same in every place where it is stated, None when it is."""
    first, *others = places.items()
    other = next((one for one in others if one[1] != first[1]), None)
    if other is None:
        return None
    return Finding("", name, first[1], other[1], f"{name}在{first[0]}里是{first[1]}，在{other[0]}里是{other[1]}，"
                                                 f"{_gap(first[1], other[1])}。")


def _read_percent(text: str) -> tuple[int, int] | None:
    """Return a percentage in its last printed place, and how many of those are one percent: 96.84% is 9684, 100."""
    found = _PERCENT.fullmatch(text.strip())
    if found is None:
        return None
    decimals = found[2] or ""
    return int(found[1] + decimals), 10 ** len(decimals)


def _rows(body: DigestBody) -> Iterator[Finding]:
    """Check each line by itself, and that what leaves one department comes to another."""
    yield from check_row(WHOLE, body.figures.as_json())
    moved_in, moved_out = body.figures["moved_in"], body.figures["moved_out"]
    if moved_in != moved_out:
        yield Finding("moved_in", WHOLE, moved_in, moved_out,
                      f"全部单位转入{moved_in}件，转出{moved_out}件，两个数应当一样，{_gap(moved_in, moved_out)}。")
    for dimension, lines in body.breakdowns.items():
        for line in lines:
            yield from check_row(_where(dimension, line), line.figures.as_json(),
                                 has_stocks=dimension is Dimension.DEPARTMENT)


def check_row(where: str, counts: Mapping[str, int], *, has_stocks: bool = True) -> Iterator[Finding]:
    """Yield what does not agree within one line of a table, given every figure by its slug (`Figures.as_json`).

    `has_stocks`: it is the line of a department or of the whole, so that what is in hand is known.
    """
    for name, stated in counts.items():
        if stated < 0 and name not in (Flow.OVERDUE_CHANGE, "valid") and (has_stocks or name not in STOCKS):
            yield Finding(name, where, stated, 0, f"{where}的“{LABELS[name]}”是负数（{stated}）。")
    for part, whole in PARTS:
        if (has_stocks or whole not in STOCKS) and counts[part] > counts[whole] >= 0:
            yield Finding(part, where, counts[part], counts[whole],
                          f"{where}的“{LABELS[part]}”{counts[part]}件，比“{LABELS[whole]}”{counts[whole]}件还多，"
                          f"{_gap(counts[part], counts[whole])}。")
    for name, plus, minus in SUMS:
        found = sum(counts[one] for one in plus) - sum(counts[one] for one in minus)
        if counts[name] != found and (has_stocks or name not in STOCKS):
            words = "减".join("加".join(f"“{LABELS[one]}”" for one in side) for side in (plus, minus) if side)
            yield Finding(name, where, counts[name], found,
                          f"{where}的“{LABELS[name]}”是{counts[name]}，{words}是{found}，{_gap(counts[name], found)}。")


def _adds_up(whole: Figures, dimension: Dimension, lines: Sequence[Line]) -> Iterator[Finding]:
    of_lines = total(line.figures for line in lines)
    names = [flow.value for flow in Flow] + (list(STOCKS) if dimension is Dimension.DEPARTMENT else [])
    for name in names:
        if of_lines[name] != whole[name]:
            label = LABELS.get(name, "超期在办增减")
            yield Finding(name, f"{WHOLE}与各{DIMENSION_LABELS[dimension]}", whole[name], of_lines[name],
                          f"“{label}”{WHOLE}是{whole[name]}，各{DIMENSION_LABELS[dimension]}加起来是{of_lines[name]}，"
                          f"{_gap(whole[name], of_lines[name])}。")


def _follows(body: DigestBody) -> Iterator[Finding]:
    """Check that what is in hand when the period starts was in hand when the one before it ended."""
    if body.before is None:
        return
    for name, ended in (("opening", "open"), ("opening_overdue", "overdue")):
        stated, found = body.figures[name], body.before[ended]
        if stated != found:
            yield Finding(name, "与上期", stated, found,
                          f"本期“{LABELS[name]}”是{stated}件，上期“{LABELS[ended]}”是{found}件，"
                          f"{_gap(stated, found)}。")


def _figures(one: DigestBody | Figures) -> Figures:
    return one.figures if isinstance(one, DigestBody) else one


def _own_months(body: DigestBody) -> list[Figures]:
    """Return the months of the period from its series, nothing when one of them is not there."""
    if body.kind is DigestKind.DAILY:
        return []
    first, last = body.first_on, body.last_on
    names = [f"{first.year:04d}-{month:02d}" for month in range(first.month, last.month + 1)]
    series = dict(body.series)
    return [series[name] for name in names] if all(name in series for name in names) else []


def _from_months(body: DigestBody, months: Sequence[Figures]) -> Iterator[Finding]:
    if not months:
        return
    added = total(months)
    for flow in Flow:
        stated, found = body.figures[flow], added[flow]
        if stated != found:
            label = LABELS.get(flow, "超期在办增减")
            yield Finding(flow.value, "与各月", stated, found,
                          f"“{label}”全期是{stated}，各月加起来是{found}，{_gap(stated, found)}。")


def _ranking(body: DigestBody) -> Iterator[Finding]:
    if not body.ranking:
        return
    placed = {one.key: one.rank for one in body.ranking}
    for one in rank(body.breakdowns.get(Dimension.DEPARTMENT, ())):
        if one.key in placed and placed[one.key] != one.rank:
            stated, found = placed[one.key] or 0, one.rank or 0
            yield Finding("on_time", one.label, stated, found,
                          f"{one.label}排在{_place(stated)}，按这些数字应当是{_place(found)}。")


def _behind(body: DigestBody, cases: Cases) -> Iterator[Finding]:
    """Check that every number is the number of the cases behind it, in the whole and in each line."""
    flows = [flow.value for flow in Flow if flow not in UNCOUNTED]
    for name in (*flows, "declined", "late", *STOCKS):
        groups = cases.get(name, {})
        counts = [(WHOLE, body.figures[name], [case for ids in groups.values() for case in ids])]
        for dimension, lines in body.breakdowns.items():
            if dimension is Dimension.DEPARTMENT or name not in STOCKS:
                by_key = _by_key(groups, dimension)
                counts += [(_where(dimension, line), line.figures[name], by_key.get(line.key, [])) for line in lines]
        for where, stated, ids in counts:
            if stated != len(ids):
                yield Finding(name, where, stated, len(ids),
                              f"{where}的“{LABELS[name]}”是{stated}件，能打开的办件有{len(ids)}件，"
                              f"{_gap(stated, len(ids))}。", tuple(sorted(ids)[:_MOST_IDS]))


def _within(cases: Cases) -> Iterator[Finding]:
    """Check that no letter is counted twice where it can be once only, and that parts are parts of their wholes."""
    listed = {name: [case for ids in groups.values() for case in ids] for name, groups in cases.items()}
    for name, ids in listed.items():
        twice = sorted(case for case, times in Counter(ids).items() if times > 1)
        if twice and parted(name)[1] not in REPEATED:
            yield Finding(name, WHOLE, len(ids), len(set(ids)),
                          f"“{LABELS.get(name, name)}”里有{len(twice)}件被数了不止一次。", tuple(twice[:_MOST_IDS]))
    for part, whole in PARTS:
        strangers = sorted(set(listed.get(part, ())) - set(listed.get(whole, ())))
        if strangers:
            yield Finding(part, WHOLE, len(strangers), 0,
                          f"“{LABELS[part]}”里有{len(strangers)}件不在“{LABELS[whole]}”里。",
                          tuple(strangers[:_MOST_IDS]))
    came, left = (Counter(case for name in names for case in listed.get(name, ())) for names in (
        ("opening", "received", "reopened"), ("closed", *(end.value for end in ENDS), "open")))
    lost = sorted((came - left) + (left - came))
    if lost:
        yield Finding("open", WHOLE, left.total(), came.total(),
                      f"有{len(lost)}件的去向对不上：收进来的，不在办结、不予受理和期末在办里，或者正好相反。",
                      tuple(lost[:_MOST_IDS]))


def _aside(lines: Sequence[Line], cases: Cases, prefix: str, word: str) -> Iterator[Finding]:
    """Check that every figure of a department of what is counted beside letters is the number of the cases behind."""
    flows = [flow.value for flow in Flow if flow not in UNCOUNTED]
    for name in (*flows, "declined", "late", *STOCKS):
        by_key = _by_key(cases.get(prefix + name, {}), Dimension.DEPARTMENT)
        for line in lines:
            ids = by_key.pop(line.key, [])
            if line.figures[name] != len(ids):
                yield Finding(name, f"{line.label}的{word}", line.figures[name], len(ids),
                              f"{line.label}{word}的“{LABELS[name]}”是{line.figures[name]}件，能打开的办件有{len(ids)}件，"
                              f"{_gap(line.figures[name], len(ids))}。", tuple(sorted(ids)[:_MOST_IDS]))


def _listed(body: DigestBody, cases: Cases) -> Iterator[Finding]:
    known = {case for ids in cases.get("overdue", {}).values() for case in ids}
    strangers = sorted({row.case for row in body.overdue} - known)
    if strangers:
        yield Finding("overdue", "超期名单", len(strangers), 0,
                      f"超期名单里有{len(strangers)}件不在“{LABELS['overdue']}”里。", tuple(strangers[:_MOST_IDS]))


def _by_key(groups: Mapping[str, Sequence[int]], dimension: Dimension) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for group, ids in groups.items():
        found.setdefault(group.split("|")[_PLACES[dimension]], []).extend(ids)
    return found


def _where(dimension: Dimension, line: Line) -> str:
    if dimension is Dimension.DEPARTMENT:
        return line.label
    return f"{DIMENSION_LABELS[dimension]}“{line.label}”"


def _place(number: int) -> str:
    return f"第{number}名" if number else "不排名次"


def _gap(stated: int, found: int) -> str:
    return f"相差{abs(stated - found)}"


def lines_of(findings: Iterable[Finding]) -> list[str]:
    """Return the sentences of findings, each once, in their order."""
    return list(dict.fromkeys(one.words for one in findings))
