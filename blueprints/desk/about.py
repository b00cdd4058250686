"""What the letters office reads beside a letter of whom it is about, and its acts on the bar that follows from it."""

from __future__ import annotations

from dataclasses import dataclass

from blueprints.desk.forms import BarForm, DecideLiftForm, LiftForm
from queries import departments
from queries.letter_file import LetterFile
from queries.visibility import Bar
from rules import accused as rules
from rules import offers, unit_names
from rules.accused import WHY_LABELS, Matter
from rules.errors import InputRefused
from rules.vocabulary import Category
from services import accused
from services.work import Work
from web.forms import BaseForm

LONGEST_ID = 9


@dataclass(frozen=True)
class BarLine:
    """One unit that the letter is about. `is_own`: the reader asked for the bar to be lifted, so another decides."""

    bar: Bar
    why: str
    is_own: bool


@dataclass(frozen=True)
class AboutSide:
    """Whom the letter is about: what the writer filled in, units that must not get it, and units that it names."""

    complained_about: str
    bars: tuple[BarLine, ...]
    mentioned: tuple[str, ...]

    @property
    def free_bars(self) -> list[Bar]:
        """The bars that nobody has asked to lift."""
        return [one.bar for one in self.bars if not one.bar.is_lifted and one.bar.proposed_by is None]


def side(work: Work, letter: LetterFile, forms: dict[str, BaseForm]) -> AboutSide | None:
    """Return what the letters office reads, and put the units into the form; None for everybody else."""
    if not offers.may_reveal(work.actor):
        return None
    matter = Matter(Category(letter.category), letter.title, letter.text, letter.complained_about)
    names = departments.names(work.session, work.today)
    mentioned = rules.mentioned_units(work.settings.unit_names, matter, [one.department_id for one in letter.bars])
    lines = tuple(BarLine(one, WHY_LABELS[one.why], one.proposed_by == work.actor.id) for one in letter.bars)
    shown = AboutSide(letter.complained_about, lines, tuple(names[one] for one in mentioned if one in names))
    lift = forms["propose-lift"]
    assert isinstance(lift, LiftForm)
    lift.department.choices = {"": "请选单位"} | {str(one.department_id): one.department for one in shown.free_bars}
    return shown


def bar(work: Work, case_id: int, form: BarForm) -> object:
    unit = unit_names.resolve(form.department.data or "", departments.names(work.session, work.today), "department")
    return accused.bar(work, case_id, unit)


def propose_lift(work: Work, case_id: int, form: LiftForm) -> object:
    return accused.propose_lift(work, case_id, _unit(form.department.data), form.reason.data or "")


def agree_lift(work: Work, case_id: int, form: DecideLiftForm) -> object:
    return accused.decide_lift(work, case_id, _unit(form.department.data), agreed=True)


def refuse_lift(work: Work, case_id: int, form: DecideLiftForm) -> object:
    return accused.decide_lift(work, case_id, _unit(form.department.data), agreed=False)


def _unit(text: str | None) -> int:
    if text and text.isascii() and text.isdigit() and len(text) <= LONGEST_ID:
        return int(text)
    raise InputRefused("请选单位。", "department")
