"""Publishing an answered letter: the de-identified derivative, made on the office's decision and the writer's leave."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from models.assignment import Assignment
from models.case import Letter
from models.department import Department, Mailbox
from models.publication import Publication
from models.reply import Reply
from models.search_index import publication_index
from rules import numbering, permissions, redaction, transitions
from rules.errors import InputRefused, TransitionRefused
from rules.localtime import local_date
from rules.permissions import CaseFacts
from rules.search_text import facets, indexed, indexed_title
from rules.text_checks import storable, within
from rules.transitions import Act
from rules.vocabulary import Category, PublicationState, State
from services import clocks, events, locking
from services.triage import REASON_CHARACTERS
from services.work import Work

PUBLIC_REVISION = "public"


@dataclass(frozen=True)
class Preview:
    """What would be published, and how many findings were masked in title, letter and reply."""

    title: str
    text: str
    reply: str
    masked: int


def preview(letter: Letter, reply: Reply) -> Preview:
    """Return the masked texts of a letter and its reply; both, since the reply may quote the letter (domain.md 4)."""
    title, text, answer = (redaction.mask(part) for part in (letter.title, letter.text, reply.text))
    masked = len(title.findings) + len(text.findings) + len(answer.findings)
    return Preview(title.text, text.text, answer.text, masked)


def publish(work: Work, case_id: int) -> Publication:
    """Publish an answered letter whose writer agreed (security.md L2).

    Raises TransitionRefused without the writer's leave, or when it has been published already.
    """
    letter, reply = _answered(work, case_id, Act.PUBLISH)
    if not letter.consents_to_publication:
        raise TransitionRefused("来信人没有同意公开，这一件不能公开。")
    if letter.publication_decision == "published":
        raise TransitionRefused("这一件已经公开了。")
    publication = _derivative(work, letter, reply)
    _index(work, publication)
    letter.publication_decision = "published"
    events.record(work, letter, Act.PUBLISH, {"reply_version": reply.version, "source": publication.source_digest})
    locking.bump_revision(work.session, PUBLIC_REVISION)
    return publication


def withhold(work: Work, case_id: int, reason: str) -> Letter:
    """Decide that an answered letter is not published, with the reason."""
    letter, _ = _answered(work, case_id, Act.WITHHOLD)
    if letter.publication_decision is not None:
        raise TransitionRefused("这一件已经决定过是否公开。")
    if _is_public(_of(work, case_id)):
        raise TransitionRefused("以前的答复还公开着。请先撤下公开件，或者公开新的答复。")
    letter.publication_decision, letter.publication_reason = "withheld", _reason(reason, "不公开的理由")
    events.record(work, letter, Act.WITHHOLD)
    return letter


def unpublish(work: Work, case_id: int, reason: str) -> Publication:
    """Take a published letter down; its page becomes a tombstone with the reason, search forgets it at once."""
    letter, _ = _answered(work, case_id, Act.UNPUBLISH)
    publication = _of(work, case_id)
    if publication is None or not _is_public(publication):
        raise TransitionRefused("这一件现在没有公开，不用撤下。")
    publication.withdrawn_reason = _reason(reason, "撤下的理由")
    publication.state, publication.withdrawn_at = PublicationState.WITHDRAWN.value, work.now
    letter.publication_decision, letter.publication_reason = "withheld", publication.withdrawn_reason
    work.session.execute(delete(publication_index).where(publication_index.c.rowid == publication.id))
    events.record(work, letter, Act.UNPUBLISH)
    locking.bump_revision(work.session, PUBLIC_REVISION)
    return publication


def note_rating(work: Work, letter: Letter) -> None:
    """Show a new rating on the published letter, unless what is public is an earlier answer than the rated one."""
    publication = _of(work, letter.id)
    if publication is not None and letter.publication_decision is not None:
        publication.rating = letter.rating
        locking.bump_revision(work.session, PUBLIC_REVISION)


def _of(work: Work, case_id: int) -> Publication | None:
    return work.session.scalar(select(Publication).where(Publication.case_id == case_id))


def _is_public(publication: Publication | None) -> bool:
    return publication is not None and publication.state == PublicationState.PUBLISHED


def _answered(work: Work, case_id: int, act: Act) -> tuple[Letter, Reply]:
    letter = locking.lock_letter(work.session, case_id)
    permissions.require(work.actor, act, CaseFacts(letter.department_id))
    transitions.next_state(State(letter.state), act)
    reply = work.session.scalars(
        select(Reply).where(Reply.case_id == case_id, Reply.issued_at.is_not(None))
        .order_by(Reply.version.desc())).first()
    if reply is None:
        raise TransitionRefused("这一件还没有签发的答复，不能公开。")
    return letter, reply


def _reason(reason: str, label: str) -> str:
    words = within(storable(reason, "reason", label), REASON_CHARACTERS, "reason", label).strip()
    if not words:
        raise InputRefused(f"请写{label}。", "reason")
    return words


def _derivative(work: Work, letter: Letter, reply: Reply) -> Publication:
    """Make the publication; one that was withdrawn before is made anew under the same public id."""
    texts = preview(letter, reply)
    department = work.session.get_one(Department, reply.department_id)
    assignment = work.session.scalars(
        select(Assignment).where(Assignment.case_id == letter.id).order_by(Assignment.decision.desc())).first()
    accepted_at = assignment.accepted_at if assignment else None
    publication = _of(work, letter.id) or Publication(
        case_id=letter.id, public_id=numbering.public_id(work.secrets.code, letter.id))
    publication.state, publication.withdrawn_at, publication.withdrawn_reason = PublicationState.PUBLISHED, None, ""
    publication.title, publication.text, publication.reply = texts.title, texts.text, texts.reply
    publication.category, publication.rating = letter.category, letter.rating
    publication.department_id, publication.department_name = department.id, department.name
    publication.mailbox_name = work.session.get_one(Mailbox, letter.mailbox_id).name
    publication.received_on = local_date(letter.received_at)
    publication.accepted_on = local_date(accepted_at) if accepted_at else None
    publication.answered_on = local_date(reply.issued_at or work.now)
    publication.due_on = clocks.due_on(work, letter.id)
    publication.source_digest = numbering.keyed_digest(
        work.secrets.code, "source", "\0".join((letter.title, letter.text, reply.text)))
    publication.published_at, publication.published_by = work.now, work.actor.slug
    work.session.add(publication)
    work.session.flush()  # the index row needs the publication's id
    return publication


def _index(work: Work, publication: Publication) -> None:
    work.session.execute(delete(publication_index).where(publication_index.c.rowid == publication.id))
    work.session.execute(insert(publication_index).values(
        rowid=publication.id, title=indexed_title(publication.title),
        body=indexed(f"{publication.title}\n{publication.text}\n{publication.reply}"),
        facets=" ".join(facets(publication.id, publication.department_id, Category(publication.category),
                               publication.answered_on.year))))
