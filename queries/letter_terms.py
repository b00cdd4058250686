"""The time limits in force in this county: the law's own, and for letters what the county has set, day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from models.department import Mailbox
from queries.settings import Settings, TermRow
from rules.calendar import ONE_DAY
from rules.clock_kinds import LETTER_KINDS, LOCAL, ClockKind, KindRow, Unit, regime, rows_of
from rules.clocks import ClockTerms, terms_of
from rules.vocabulary import Category

AnySession = Session | scoped_session[Session]
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


@dataclass(frozen=True)
class TermLine:
    """One category in one mailbox: working days today, whether the mailbox has its own, and what comes when."""

    category: Category
    length: int
    is_own: bool
    coming: tuple[tuple[date, int], ...]


def county_terms(settings: Settings, on: date) -> dict[Category, ClockTerms]:
    """Return how long each category has in this county on a day; a mailbox may have its own."""
    rows = kind_rows(settings)
    return {category: terms_of(regime(rows[kind], kind, on)) for category, kind in LETTER_KINDS.items()}


def lines(settings: Settings, mailbox_id: int | None, today: date) -> list[TermLine]:
    """Return every category of a mailbox, or of the county, as it is today and will be."""
    own = set_terms(settings, mailbox_id)
    county = county_terms(settings, today)
    made = []
    for category in LETTER_KINDS:
        rows = [term for term in own if term.category == category]
        now = next((term for term in rows if term.valid_from <= today), None)
        coming = tuple((term.valid_from, term.length) for term in reversed(rows) if term.valid_from > today)
        made.append(TermLine(category, now.length if now else county[category].length,
                             now is not None and mailbox_id is not None, coming))
    return made


def set_terms(settings: Settings, mailbox_id: int | None) -> list[TermRow]:
    """Return all that was ever set for a mailbox, or for the county, the newest first."""
    rows = [term for term in settings.terms if term.mailbox_id == mailbox_id]
    return sorted(reversed(rows), key=_valid_from, reverse=True)


def open_mailboxes(session: AnySession) -> list[tuple[int, str, str]]:
    """Return id, slug and name of the mailboxes that take letters, the county leader's first."""
    rows = session.execute(select(Mailbox.id, Mailbox.slug, Mailbox.name).where(Mailbox.is_open)
                           .order_by(Mailbox.is_county_leader.desc(), Mailbox.id))
    return [(row.id, row.slug, row.name) for row in rows]
