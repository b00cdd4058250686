"""The page of an annual report, put together: the words beside what the figures would say, tables, checks and acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import url_for

from queries import annual_report as reading
from queries import annual_returns
from queries.annual_report import ReportRow
from rules import annual_body, annual_grid
from rules import annual_reports as rules
from rules.annual_body import Section, Words
from rules.annual_forms import FormName
from rules.annual_grid import Grid
from rules.annual_reports import ReportAct, ReportState
from rules.annual_table import AnnualTable
from rules.errors import Conflict, InputRefused, NotFound, Refusal
from services import annual_report
from services.annual_report import NO_YEAR, Checked
from services.work import Work
from web.filters import paragraphs
from web.forms import narrowed


@dataclass(frozen=True)
class Typed:
    """The form as it was sent. `revision` is that of the text which the page showed."""

    revision: int
    texts: Mapping[Section, str]
    phone: str


@dataclass(frozen=True)
class SectionField:
    """A section on the page: what stands in its area, what the figures would say now, and what is saved."""

    name: Section
    label: str
    text: str
    drafted: str
    saved: str


@dataclass(frozen=True)
class ReportPage:
    """All that the page shows. `row` is None while nobody has begun the report."""

    year: int
    row: ReportRow | None
    revision: int
    sections: tuple[SectionField, ...]
    phone: str
    grids: Mapping[str, tuple[Grid, ...]]
    checked: Checked | None
    may: frozenset[ReportAct]
    refused: Refusal | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    is_conflict: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the signed-in person may write in it."""
        return ReportAct.EDIT in self.may

    @property
    def printed(self) -> FormName:
        """The form that the report of this year prints."""
        return annual_body.printed_form(self.year)

    @property
    def headed(self) -> tuple[tuple[str, tuple[str, ...], tuple[Grid, ...]], ...]:
        """The sections as they are saved and will be printed: heading, paragraphs, tables."""
        words = self.row.words if self.row else {}
        return tuple((annual_body.heading(name), words.get(name, ()), self.grids.get(name.value, ()))
                     for name in Section)

    def lead(self, row: str, column: str) -> str:
        """Return the address of what is behind a cell: as it was signed, once it is."""
        version = self.row.version if self.row and self.row.sha256 else None
        return url_for("annual.cell", year=self.year, form=self.printed.value, row=row, column=column, version=version)


def typed(form: Mapping[str, str]) -> Typed:
    """Return the form as somebody sent it."""
    return Typed(revision_of(form), {name: form.get(name.value, "") for name in Section},
                 narrowed(form.get("phone", "")))


def revision_of(form: Mapping[str, str]) -> int:
    """Return the revision that a page carried, 0 for what is none: nothing was saved under it."""
    text = form.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def as_words(form: Typed) -> Words:
    """Return the sections that were typed, a paragraph a line."""
    return {name: tuple(paragraphs(text)) for name, text in form.texts.items()}


def build(work: Work, year: int, county: str, form: Typed | None = None, refused: Refusal | None = None) -> ReportPage:
    """Return the page of a year's report, with what was typed when it was refused. Raises NotFound."""
    if annual_returns.due_on(work.session, year) is None:
        raise NotFound(NO_YEAR)
    row = reading.newest(work.session, year)
    if row is None:
        return ReportPage(year, None, 0, (), "", {}, None, frozenset(), refused)
    counted = annual_report.tables(work, year)
    may = frozenset(act for act in ReportAct if rules.may(work.actor, act, row.state))
    drafted = annual_report.drafted(work, county, counted) if ReportAct.EDIT in may else {}
    errors = {refused.field: refused.message} if isinstance(refused, InputRefused) and refused.field else {}
    return ReportPage(
        year, row, row.revision, tuple(_section(name, row.words, drafted, form) for name in Section),
        form.phone if form else row.phone, _grids(_tables(work, row, counted)[annual_body.printed_form(year)]),
        _checked(work, row, counted), may, refused, errors, isinstance(refused, Conflict))


def _section(name: Section, saved: Words, drafted: Words, form: Typed | None) -> SectionField:
    kept = "\n\n".join(saved.get(name, ()))
    return SectionField(name, annual_body.heading(name), form.texts[name] if form else kept,
                        "\n\n".join(drafted.get(name, ())), kept)


def _tables(work: Work, row: ReportRow, counted: Mapping[FormName, AnnualTable]) -> Mapping[FormName, AnnualTable]:
    """Return the tables that the report shows: those that were frozen, else as the figures are now."""
    frozen = reading.body(work.session, row.id)
    return frozen.tables if frozen else counted


def _checked(work: Work, row: ReportRow, counted: Mapping[FormName, AnnualTable]) -> Checked | None:
    """Return what stands in the way; what is signed is frozen and is not checked again."""
    if row.state is ReportState.SIGNED:
        return None
    found = annual_report.check(work, row.year, row.words, counted)
    frozen = reading.body(work.session, row.id)
    if frozen is None:
        return found
    return Checked((), (), (), (), (), annual_report.moved(frozen, counted))


def _grids(table: AnnualTable) -> dict[str, tuple[Grid, ...]]:
    """Return the tables by the section under which they stand; the table of 2018 stands behind the last one."""
    found: dict[str, tuple[Grid, ...]] = {}
    for grid in annual_grid.grids(table):
        name = next((one for one in Section if annual_body.heading(one) == grid.section), Section.OTHERS)
        found[name.value] = (*found.get(name.value, ()), grid)
    return found
