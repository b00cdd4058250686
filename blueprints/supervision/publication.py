"""Publication: the queue, one letter beside its masked form, and the decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from blueprints.supervision.forms import ReasonForm
from queries import letter_file, paging, publishing
from queries.letter_file import LetterFile
from queries.publishing import QUEUE_LABELS, Queue
from rules import offers, redaction, redaction_marks
from rules.actors import Role
from rules.errors import NotFound
from rules.identifiers import KINDS
from rules.redaction_marks import SideBySide
from rules.transitions import Act
from services import publication as services
from services.work import Work
from web import lists
from web.access import staff
from web.acts import attempt, status_of
from web.office import render_office
from web.unit_of_work import current_work

Answer = str | Response | tuple[str, int]
Run = Callable[[Work, int, str], object]
ACTS: dict[str, tuple[Run, str]] = {
    "publish": (lambda work, case_id, _reason: services.publish(work, case_id), "已经公开，公众现在就能看到。"),
    "withhold": (services.withhold, "已经决定不公开。"),
    "unpublish": (services.unpublish, "已经撤下，公众不再看到来信和答复。"),
}
PARTS = (("标题", "title"), ("来信", "text"), ("答复", "reply"))


@dataclass(frozen=True)
class Masked:
    """One part of what would be published: its heading, and original and public form side by side."""

    heading: str
    sides: SideBySide


@dataclass(frozen=True)
class Found:
    """One finding in the table under the texts."""

    part: str
    kind: str
    original: str
    public: str


@dataclass(frozen=True)
class PublicationPage:
    """A letter on its way to the public."""

    letter: LetterFile
    parts: tuple[Masked, ...]
    found: tuple[Found, ...]
    may: frozenset[Act]
    explanations: tuple[str, ...]


def register(blueprint: Blueprint) -> None:
    """Bind the pages of publication to their addresses."""
    blueprint.get("/office/publication")(publication)
    blueprint.get("/office/publication/<number>")(publication_letter)
    blueprint.post("/office/publication/<number>/<any(publish, withhold, unpublish):act>")(decide)


@staff(Role.REDACTOR, Role.PUBLISHER)
def publication() -> Answer:
    work = current_work()
    queue = lists.choice(Queue, request.args.get("tab"), Queue.PENDING)
    page = publishing.letters(work.session, queue, paging.read_cursor(request.args, datetime))
    pending = publishing.pending_count(work.session)
    tabs = [(label, pending if one is Queue.PENDING else None, url_for("supervision.publication", tab=one.value),
             one is queue) for one, label in QUEUE_LABELS.items()]
    return render_office("supervision/publication.html", rows=page.rows, tabs=tabs, queue=queue,
                         neighbours=lists.neighbours(page))


@staff(Role.REDACTOR, Role.PUBLISHER)
def publication_letter(number: str) -> Answer:
    page = _page(current_work(), number)
    return render_office("supervision/publication_letter.html", page=page, form=ReasonForm(formdata=None))


@staff(Role.PUBLISHER)
def decide(number: str, act: str) -> Answer:
    work, form = current_work(), ReasonForm()
    page = _page(work, number)
    run, done = ACTS.get(act) or abort(404)
    refusal = attempt(lambda: run(work, page.letter.id, form.reason.data or ""))
    if refusal is not None:
        form.refuse(refusal)
        return render_office("supervision/publication_letter.html", page=_page(work, number), form=form), \
            status_of(refusal)
    flash(done)
    return redirect(url_for("supervision.publication"), 303)


def _page(work: Work, number: str) -> PublicationPage:
    letter = letter_file.read(work.session, number, work.today, work.calendar)
    if letter is None or letter.issued is None:
        raise NotFound("没有这一件，或者它还没有答复。请核对编号。")
    texts = {"title": letter.title, "text": letter.text, "reply": letter.issued.text}
    parts = tuple(Masked(heading, redaction_marks.side_by_side(texts[name], redaction.mask(texts[name]).findings))
                  for heading, name in PARTS)
    found = tuple(
        Found(part.heading, KINDS[before.kind], before.text, after.text)
        for part in parts for before, after in zip(part.sides.original, part.sides.public, strict=True) if before.kind)
    return PublicationPage(letter, parts, found, offers.offered(work.actor, letter.facts),
                           offers.explanations(work.actor, letter.facts))
