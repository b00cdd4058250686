"""The time limits in force in this county: the law's own, and for letters what the county has set, day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from queries.settings import Settings, TermRow
from rules.calendar import ONE_DAY
from rules.clock_kinds import LETTER_KINDS, LOCAL, ClockKind, KindRow, Unit, rows_of

KindRows = Mapping[ClockKind, tuple[KindRow, ...]]


def kind_rows(settings: Settings) -> KindRows:
    """Return the regimes of every clock kind that is counted, with the county's own terms over the defaults."""
    rows = {kind: rows_of(kind) for kind in ClockKind if rows_of(kind)}
    for category, kind in LETTER_KINDS.items():
        own = [term for term in settings.terms if term.category == category and term.mailbox_id is None]
        rows[kind] = _regimes(rows[kind][0], sorted(own, key=_valid_from))
    return rows


def _valid_from(term: TermRow) -> date:
    return term.valid_from


def _regimes(default: KindRow, own: Sequence[TermRow]) -> tuple[KindRow, ...]:
    """Lay the county's terms one after another; of two rows of one day the one added later is in force."""
    regimes = [default]
    for term in own:
        row = _own(default, term)
        before = regimes[-1]
        if (row.length, row.unit) == (before.length, before.unit):
            continue
        if before.since == term.valid_from:
            regimes.pop()
        else:
            regimes[-1] = replace(before, until=term.valid_from - ONE_DAY)
        regimes.append(replace(row, since=term.valid_from))
    return tuple(regimes)


def _own(default: KindRow, term: TermRow) -> KindRow:
    """Return the row of the county's term; an extension may at most double it (domain.md 1.8)."""
    if (term.length, term.unit) == (default.length, default.unit):
        return default
    return replace(default, length=term.length, unit=Unit(term.unit), article=LOCAL,
                   extension=term.length if default.extension else 0)
