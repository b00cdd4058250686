"""The page of a bulletin, put together: text and figures side by side, what does not agree, and what may be done."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from blueprints.supervision import bulletin_form
from blueprints.supervision.bulletin_form import Typed
from queries import bulletins as reading
from queries import demands, departments, digests
from queries.bulletins import BulletinFile, ShownExample
from queries.demands import DemandRow
from rules import bulletin_paper, bulletins
from rules.bulletin_body import SECTION_LABELS, SectionName
from rules.bulletins import BulletinAct, BulletinState
from rules.digest_body import DigestBody, Ranked
from rules.digest_tables import Table
from rules.errors import Conflict, InputRefused, NotFound, Refusal
from rules.figures import LABELS, NOTHING, RATES, Figures, change
from services import bulletin_checks
from services.bulletin_checks import NOTHING_FOUND, Checked
from services.work import Work

# What stands beside the text: counts, then every rate with its base.
COUNTS = ("opening", "received", "valid", "accepted", "declined", "closed", "open", "due", "on_time", "late", "overdue",
          "returned", "reworked", "urged", "supervised", "circulated", "published")


@dataclass(frozen=True)
class Line:
    """One figure beside the text: its slug, its name, the number, and the change or the base."""

    slug: str
    label: str
    number: str
    beside: str


@dataclass(frozen=True)
class PlaceRow:
    """One department in the ranking, with the figures by which it stands there."""

    place: Ranked
    figures: Figures

    @property
    def rates(self) -> Mapping[str, str]:
        """The rates as they are printed, by their slug."""
        return {kind.name: self.figures.rate(kind).percent for kind in RATES}

    @property
    def days(self) -> str:
        """The mean of working days until the answer, one decimal rounded half up; — without an answer."""
        closed = self.figures["closed"]
        if closed <= 0:
            return NOTHING
        tenths = (self.figures["working_days"] * 20 + closed) // (closed * 2)
        return f"{tenths // 10}.{tenths % 10}"


@dataclass(frozen=True)
class BulletinPage:
    """All that the page shows. `newer` are the parts that somebody else has saved otherwise than they are typed."""

    file: BulletinFile
    body: DigestBody
    typed: Typed
    examples: tuple[ShownExample, ...]
    demands: tuple[DemandRow, ...]
    checked: Checked
    may: frozenset[BulletinAct]
    figures: tuple[Line, ...]
    rates: tuple[Line, ...]
    places: tuple[PlaceRow, ...]
    units: Collection[str]
    may_correct: bool
    newer: tuple[tuple[str, str], ...] = ()
    refused: Refusal | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def named(self) -> Table:
        """The late letters one by one, as the internal paper has them."""
        return bulletin_paper.named(self.body)

    @property
    def is_open(self) -> bool:
        """Whether the signed-in person may write in it."""
        return BulletinAct.EDIT in self.may and self.file.row.corrected_by is None

    @property
    def is_checked(self) -> bool:
        """Whether it may still be signed, so that what does not agree matters."""
        return self.file.row.state is not BulletinState.ISSUED and self.file.row.corrected_by is None

    @property
    def sections(self) -> tuple[tuple[SectionName, str, str], ...]:
        """The text areas: slug, heading, what stands in them."""
        return tuple((name, SECTION_LABELS[name], self.typed.sections[name]) for name in SectionName)

    @property
    def headed(self) -> tuple[tuple[SectionName, str, tuple[str, ...]], ...]:
        """The sections as they are saved and will be printed."""
        return self.file.row.text.headed(has_demands=bool(self.demands))


def build(work: Work, digest_id: int, typed: Typed | None = None, refused: Refusal | None = None) -> BulletinPage:
    """Return the page of a bulletin, with what was typed when it was refused. Raises NotFound."""
    found = reading.one(work.session, digest_id)
    if found is None:
        raise NotFound("没有这份通报。")
    body = digests.body(digests.by_id(work.session, digest_id))
    rows = tuple(demands.of_bulletin(work.session, digest_id, work.today))
    text = found.row.text
    saved = bulletin_form.saved(found.revision, text, rows)
    return BulletinPage(
        file=found, body=body, typed=typed or saved, demands=rows,
        examples=tuple(reading.examples(work.session, text.examples)),
        checked=_checked(work, found), may=_may(work, found),
        figures=_counts(body), rates=_rates(body), places=_places(body),
        units=departments.names(work.session, work.today).values(),
        may_correct=(work.actor.role in bulletins.OFFICE and found.row.state is BulletinState.ISSUED
                     and found.row.corrected_by is None),
        newer=_newer(saved, typed) if typed and isinstance(refused, Conflict) else (), refused=refused,
        errors={refused.field: refused.message} if isinstance(refused, InputRefused) and refused.field else {})


def _checked(work: Work, found: BulletinFile) -> Checked:
    """Return what does not agree; what is issued is frozen and is not checked again."""
    if found.row.state is BulletinState.ISSUED:
        return NOTHING_FOUND
    return bulletin_checks.check(work.session, found.row.id, found.row.text)


def _may(work: Work, found: BulletinFile) -> frozenset[BulletinAct]:
    """Return the acts whose buttons are shown; whoever had a hand in it sees why the next one is another person's."""
    if found.row.corrected_by is not None:
        return frozenset()
    return frozenset(act for act in BulletinAct if bulletins.may(work.actor, act, found.row.state))


def _counts(body: DigestBody) -> tuple[Line, ...]:
    now, before = body.figures, body.before
    return tuple(Line(slug, LABELS[slug], str(now[slug]), change(now[slug], before[slug]) if before else "")
                 for slug in COUNTS)


def _rates(body: DigestBody) -> tuple[Line, ...]:
    rates = ((kind, body.figures.rate(kind)) for kind in RATES)
    return tuple(Line(kind.name, kind.label, rate.percent, f"{rate.part} ÷ {rate.base}") for kind, rate in rates)


def _places(body: DigestBody) -> tuple[PlaceRow, ...]:
    lines = {line.key: line.figures for line in body.departments}
    return tuple(PlaceRow(one, lines[one.key]) for one in body.ranking if one.key in lines)


def _newer(saved: Typed, typed: Typed) -> tuple[tuple[str, str], ...]:
    """Return what somebody else has saved where it differs from what is typed: label and words."""
    heads = (("标题", "title"), ("主送", "addressees"), ("抄送", "copies_to"), ("印数", "printed"))
    found = [(label, saved.heads[name]) for label, name in heads if saved.heads[name] != typed.heads[name].strip()]
    found += [(SECTION_LABELS[name], saved.sections[name]) for name in SectionName
              if saved.sections[name].split() != typed.sections[name].split()]
    if list(saved.examples) != list(typed.examples):
        found.append(("典型案例", "\n".join(f"{one.public_id}：{one.words}" for one in saved.examples) or "没有"))
    if list(saved.demands) != list(typed.demands):
        found.append(("整改要求", "\n".join(f"{one.department}：{one.words}（{one.due_on}）" for one in saved.demands)
                      or "没有"))
    return tuple(found)
