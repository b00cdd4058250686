"""The page of a return, put together: what is typed or saved in each field, what does not agree, what may be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask import request

from queries import annual_filled, annual_registers
from queries import annual_returns as reading
from queries.annual_registers import Entered
from queries.annual_returns import ReturnRow
from rules import annual_body, annual_checks
from rules import annual_registers as registers
from rules import annual_returns as rules
from rules.annual_checks import Finding
from rules.annual_forms import FormName
from rules.annual_registers import GROUPS, Entry, Group, Register
from rules.annual_returns import ReturnAct
from rules.errors import Conflict, Hidden, InputRefused, NotFound, Refusal
from services.annual_returns import NO_YEAR
from services.work import Work
from web.forms import narrowed

CHECKED = "填写有误的地方已经在下面标出，一共{}处。"


@dataclass(frozen=True)
class Field:
    """One figure on the page: what stands in its field, what it was last year, and who entered it last."""

    entry: Entry
    text: str
    before: str
    entered: Entered | None
    saved: str

    @property
    def name(self) -> str:
        return self.entry.register.value


@dataclass(frozen=True)
class ReturnPage:
    """All that the page shows. `newer` are the fields that somebody else saved otherwise than typed.

    `moved` are the cells that cases have changed since the head answered for them.
    """

    row: ReturnRow
    due_on: date
    revision: int
    groups: tuple[tuple[Group, tuple[Field, ...]], ...]
    may: frozenset[ReturnAct]
    findings: tuple[Finding, ...]
    moved: tuple[str, ...]
    versions: tuple[Entered, ...]
    refused: Refusal | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    newer: tuple[Field, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the signed-in person may write in it."""
        return ReturnAct.ENTER in self.may

    def entry(self, register: Register) -> Entry:
        return registers.ENTRIES[register]

    def shown(self, one: Entered) -> str:
        """Return a version of a figure as it is printed; one that was taken back has nothing."""
        return "空" if one.value is None else registers.shown(one.value, one.register)


@dataclass(frozen=True)
class Typed:
    """The form as it was sent: every field as text, and the values of those that can be read."""

    revision: int
    texts: Mapping[str, str]
    values: Mapping[Register, int | None]
    errors: Mapping[str, str]


def typed(form: Mapping[str, str]) -> Typed:
    """Return the form as somebody sent it; a field that is not there at all is left as it is."""
    values: dict[Register, int | None] = {}
    errors: dict[str, str] = {}
    texts = {register.value: form[register.value] for register in Register if register.value in form}
    for name, text in texts.items():
        try:
            values[Register(name)] = registers.typed(narrowed(text), Register(name))
        except InputRefused as refused:
            errors[name] = refused.message
    return Typed(revision_of(form), texts, values, errors)


def revision_of(form: Mapping[str, str]) -> int:
    """Return the revision that a page carried, 0 for what is none: nothing was saved under it."""
    text = form.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def require_readable(form: Typed) -> None:
    """Raise InputRefused while a field cannot be read; the page marks each of them."""
    if form.errors:
        raise InputRefused(CHECKED.format(len(form.errors)), next(iter(form.errors)))


def build(work: Work, year: int, department_id: int, form: Typed | None = None,
          refused: Refusal | None = None) -> ReturnPage:
    """Return the page of a return, with what was typed when it was refused. Raises NotFound, also for strangers."""
    if not rules.may_read(work.actor, department_id):
        raise Hidden(NO_YEAR)
    row, due_on = reading.one(work.session, year, department_id, work.today), reading.due_on(work.session, year)
    if row is None or due_on is None:
        raise NotFound(NO_YEAR)
    history = annual_registers.history(work.session, year, department_id)
    before = annual_registers.of_department(work.session, year - 1, department_id)
    groups = tuple((group, tuple(_field(entry, history, before, form) for entry in group.entries)) for group in GROUPS)
    return ReturnPage(
        row, due_on, row.revision, groups, _may(work, row),
        *_checked(work, row), _changes(history), refused, _errors(form, refused),
        tuple(one for _, fields in groups for one in fields if one.text != one.saved)
        if isinstance(refused, Conflict) and form else ())


def _field(entry: Entry, history: Mapping[Register, list[Entered]], before: Mapping[Register, int],
           form: Typed | None) -> Field:
    newest = history[entry.register][0] if entry.register in history else None
    saved = registers.shown(newest.value, entry.register) if newest and newest.value is not None else ""
    text = form.texts.get(entry.register.value, saved) if form else saved
    last = registers.shown(before[entry.register], entry.register) if entry.register in before else ""
    return Field(entry, text, last, newest, saved)


def _checked(work: Work, row: ReturnRow) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """Return what does not agree in the department's forms, and what has moved since it handed them in."""
    tables = [annual_filled.table(work.session, row.year, form, row.department_id) for form in FormName]
    kept = reading.handed_in(work.session, row.id)
    return (tuple(found for table in tables for found in annual_checks.check(table)),
            annual_body.moved_since(kept, tables) if kept else ())


def _changes(history: Mapping[Register, list[Entered]]) -> tuple[Entered, ...]:
    """Return the versions of figures that were changed after they had been entered, the newest first."""
    changed = (one for versions in history.values() if len(versions) > 1 for one in versions)
    return tuple(sorted(changed, key=lambda one: one.at, reverse=True))


def _may(work: Work, row: ReturnRow) -> frozenset[ReturnAct]:
    return frozenset(act for act in ReturnAct if rules.may(work.actor, act, row.state, row.department_id))


def _errors(form: Typed | None, refused: Refusal | None) -> dict[str, str]:
    errors = dict(form.errors) if form else {}
    if isinstance(refused, InputRefused) and refused.field and refused.field not in errors:
        errors[refused.field] = refused.message
    return errors


def sent() -> Typed:
    """Return the form of this request."""
    return typed(request.form)
