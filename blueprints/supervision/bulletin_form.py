"""The form of a bulletin: what stands in its fields, saved or typed, and what was typed as the value that is saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from queries.demands import DemandRow
from rules import bulletins
from rules.bulletin_body import BulletinText, Example, SectionName
from rules.bulletins import DemandState
from rules.errors import InputRefused
from services.bulletins import public_id_of
from services.demands import PlannedDemand
from web.filters import paragraphs
from web.forms import stripped, typed_day, typed_number

# So many rows without a script: saving adds fresh ones.
SPARE_EXAMPLES, SPARE_DEMANDS = 1, 2
HEADS = ("title", "addressees", "copies_to", "printed")


@dataclass(frozen=True)
class TypedExample:
    """One row of the examples as it stands on the page."""

    public_id: str = ""
    is_good: bool = True
    words: str = ""


@dataclass(frozen=True)
class TypedDemand:
    """One row of the demands as it stands on the page: the department by its name."""

    department: str = ""
    words: str = ""
    due_on: str = ""


@dataclass(frozen=True)
class Typed:
    """All fields as text. `revision` is that of the text which the page showed."""

    revision: str
    heads: Mapping[str, str]
    sections: Mapping[SectionName, str]
    examples: Sequence[TypedExample]
    demands: Sequence[TypedDemand]

    @property
    def example_rows(self) -> list[TypedExample]:
        """The rows that are shown: those with something in them, and a fresh one while more may be added."""
        spare = min(SPARE_EXAMPLES, bulletins.MOST_EXAMPLES - len(self.examples))
        return [*self.examples, *[TypedExample()] * spare]

    @property
    def demand_rows(self) -> list[TypedDemand]:
        spare = min(SPARE_DEMANDS, bulletins.MOST_DEMANDS - len(self.demands))
        return [*self.demands, *[TypedDemand()] * spare]


def saved(revision: int, text: BulletinText, demands: Sequence[DemandRow]) -> Typed:
    """Return the form as it is saved."""
    heads = {"title": text.title, "addressees": text.addressees, "copies_to": text.copies_to,
             "printed": str(text.printed)}
    return Typed(
        str(revision), heads, {name: "\n\n".join(text.sections.get(name, ())) for name in SectionName},
        [TypedExample(one.public_id, one.is_good, one.words) for one in text.examples],
        [TypedDemand(one.department, one.words, one.due_on.isoformat()) for one in demands
         if one.state is DemandState.PLANNED])


def typed(form: Mapping[str, str]) -> Typed:
    """Return the form as somebody sent it; rows with nothing in them are left out."""
    examples = [TypedExample(row["public_id"], row["is_good"] != "no", row["words"])
                for row in _rows(form, "example", ("public_id", "is_good", "words"), bulletins.MOST_EXAMPLES)
                if row["public_id"].strip() or row["words"].strip()]
    demands = [TypedDemand(**row) for row in _rows(form, "demand", ("department", "words", "due_on"),
                                                   bulletins.MOST_DEMANDS) if any(map(str.strip, row.values()))]
    return Typed(form.get("revision", ""), {name: form.get(name, "") for name in HEADS},
                 {name: form.get(name.value, "") for name in SectionName}, examples, demands)


def on_top_of(form: Typed, revision: int) -> Typed:
    """Return what was typed, to be saved over a newer text that the page now shows."""
    return replace(form, revision=str(revision))


def revision_of(text: str) -> int:
    """Return the revision that a page carried, 0 for what is none: nothing was saved under it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def as_text(form: Typed) -> BulletinText:
    """Return the text that was typed. Raises InputRefused that names the field."""
    return BulletinText(
        stripped(form.heads["title"]), stripped(form.heads["addressees"]).rstrip("：:"),
        {name: tuple(paragraphs(words)) for name, words in form.sections.items()},
        tuple(Example(public_id_of(one.public_id), one.is_good, one.words.strip()) for one in form.examples),
        stripped(form.heads["copies_to"]).rstrip("。"), typed_number(form.heads["printed"] or "0", "printed"))


def as_demands(form: Typed, departments: Mapping[int, str]) -> list[PlannedDemand]:
    """Return the demands that were typed; `departments` are those that exist, {id: name}. Raises InputRefused."""
    ids = {name: department_id for department_id, name in departments.items()}
    found: list[PlannedDemand] = []
    for place, one in enumerate(form.demands):
        department_id = ids.get(one.department.strip())
        if department_id is None:
            raise InputRefused("没有这个单位，请从列表里选一个。", f"demand-{place}-department")
        found.append(PlannedDemand(department_id, one.words, typed_day(one.due_on, f"demand-{place}-due_on")))
    return found


def _rows(form: Mapping[str, str], name: str, parts: Sequence[str], most: int) -> Iterator[dict[str, str]]:
    for place in range(most):
        yield {part: form.get(f"{name}-{place}-{part}", "") for part in parts}
