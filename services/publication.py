"""Publishing an answered case: the derivative that a redactor made and another person releases, and its index."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import delete, insert, select

from models.assignment import Assignment
from models.case import Letter
from models.department import Department, Mailbox
from models.publication import Publication
from models.redaction import Redaction
from models.search_index import publication_index
from rules import numbering, permissions
from rules.errors import Conflict, InputRefused, TransitionRefused
from rules.localtime import local_date
from rules.redaction_marks import Derivative, Part
from rules.search_text import facets, indexed, indexed_title
from rules.text_checks import storable, within
from rules.transitions import Act
from rules.vocabulary import DISCLOSED_CATEGORY, PublicationDecision, PublicationState
from services import cases, clocks, events, locking, redacting
from services.redacting import AnyCase, Originals
from services.triage import REASON_CHARACTERS
from services.work import Work

PUBLIC_REVISION = "public"
# The only texts of a publication are those of a derivative, part by part.
Texts = Mapping[Part, Derivative]


def release(work: Work, case_id: int) -> Publication:
    """Publish the derivative that a redactor has proposed; the actor is another person (security.md L2).

    Raises TransitionRefused without leave or a proposal, NotPermitted for who had a hand in it, and Conflict when the
    reply has changed since, or the texts are not those that were proposed.
    """
    letter = _publishable(work, case_id)
    originals = redacting.originals_of(work, letter)
    made = redacting.proposed(work, letter, originals)
    redacting.release(work, letter, made)
    texts = redacting.derived(originals.texts, redacting.marks_of(made))
    if redacting.derivative_digest(work, texts) != made.derivative_digest:
        raise Conflict(redacting.EDITED)
    return _publish(work, letter, originals, texts, made)


def publish_imported(work: Work, case_id: int) -> Publication:
    """Publish an imported letter that was public before already, with everything hidden that detectors find.

    Only an importer may (design.md 4): no person has looked at it, and none is named. Raises NotPermitted for staff.
    """
    permissions.require_importer(work.actor)
    letter = _publishable(work, case_id)
    originals = redacting.originals_of(work, letter)
    marks = [mark for mark, _ in redacting.found_in(work, case_id, originals.texts)]
    return _publish(work, letter, originals, redacting.derived(originals.texts, marks), None)


def _publishable(work: Work, case_id: int) -> AnyCase:
    letter = _locked(work, case_id, Act.PUBLISH)
    redacting.require_leave(letter)
    if letter.publication_decision == PublicationDecision.PUBLISHED:
        raise TransitionRefused("这一件已经公开了。")
    return letter


def _publish(work: Work, letter: AnyCase, originals: Originals, texts: Texts, made: Redaction | None) -> Publication:
    publication = _derivative(work, letter, originals, texts)
    publication.redaction_id = made.id if made else None
    publication.derivative_digest = redacting.derivative_digest(work, texts)
    _index(work, publication)
    letter.publication_decision = PublicationDecision.PUBLISHED.value
    events.record(work, letter, Act.PUBLISH, {
        "reply_version": originals.reply.version, "redaction": publication.redaction_id,
        "source": publication.source_digest, "derivative": publication.derivative_digest})
    locking.bump_revision(work.session, PUBLIC_REVISION)
    return publication


def withhold(work: Work, case_id: int, reason: str) -> AnyCase:
    """Decide that an answered case is not published, with the reason."""
    letter = _answered(work, case_id, Act.WITHHOLD)
    if letter.publication_decision is not None:
        raise TransitionRefused("这一件已经决定过是否公开。")
    if _is_public(_of(work, case_id)):
        raise TransitionRefused("以前的答复还公开着。请先撤下公开件，或者公开新的答复。")
    letter.publication_reason = _reason(reason, "不公开的理由")
    letter.publication_decision = PublicationDecision.WITHHELD.value
    redacting.discard(work, letter)
    events.record(work, letter, Act.WITHHOLD)
    return letter


def unpublish(work: Work, case_id: int, reason: str) -> Publication:
    """Take a published letter down; its page becomes a tombstone with the reason, search forgets it at once."""
    letter = _answered(work, case_id, Act.UNPUBLISH)
    publication = _of(work, case_id)
    if publication is None or not _is_public(publication):
        raise TransitionRefused("这一件现在没有公开，不用撤下。")
    publication.withdrawn_reason = _reason(reason, "撤下的理由")
    if redacting.names_somebody(work, case_id, publication.withdrawn_reason):
        raise InputRefused("撤下的理由公众看得到。请不要写姓名、电话、住址，例如：来信人要求撤下。", "reason")
    publication.state, publication.withdrawn_at = PublicationState.WITHDRAWN.value, work.now
    letter.publication_reason = publication.withdrawn_reason
    letter.publication_decision = PublicationDecision.WITHHELD.value
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


def _locked(work: Work, case_id: int, act: Act) -> AnyCase:
    letter = locking.lock_handled(work.session, case_id)
    cases.require(work, letter, act)
    return letter


def _answered(work: Work, case_id: int, act: Act) -> AnyCase:
    letter = _locked(work, case_id, act)
    redacting.originals_of(work, letter)  # refuses what has no issued reply
    return letter


def _reason(reason: str, label: str) -> str:
    words = within(storable(reason, "reason", label), REASON_CHARACTERS, "reason", label).strip()
    if not words:
        raise InputRefused(f"请写{label}。", "reason")
    return words


def _derivative(work: Work, letter: AnyCase, originals: Originals, texts: Texts) -> Publication:
    """Make the publication; one that was withdrawn before is made anew under the same public id."""
    reply = originals.reply
    department = work.session.get_one(Department, reply.department_id)
    assignment = work.session.scalars(
        select(Assignment).where(Assignment.case_id == letter.id).order_by(Assignment.decision.desc())).first()
    accepted_at = assignment.accepted_at if assignment else None
    publication = _of(work, letter.id) or Publication(
        case_id=letter.id, public_id=numbering.public_id(work.secrets.code, letter.id))
    publication.state, publication.withdrawn_at, publication.withdrawn_reason = PublicationState.PUBLISHED, None, ""
    publication.title, publication.text, publication.reply = (texts[part].text for part in Part)
    publication.masks = json.dumps({part.value: texts[part].spans for part in Part if texts[part].spans})
    publication.category = letter.category if isinstance(letter, Letter) else DISCLOSED_CATEGORY
    publication.rating = letter.rating if isinstance(letter, Letter) else None
    publication.department_id, publication.department_name = department.id, department.name
    publication.mailbox_name = work.session.get_one(Mailbox, letter.mailbox_id).name
    publication.received_on = local_date(letter.received_at)
    publication.accepted_on = local_date(accepted_at) if accepted_at else None
    publication.answered_on = local_date(reply.issued_at or work.now)
    publication.due_on = clocks.due_on(work, letter.id)
    publication.source_digest = originals.digest
    publication.published_at, publication.published_by = work.now, work.actor.slug
    work.session.add(publication)
    work.session.flush()  # the index row needs the publication's id
    return publication


def _index(work: Work, publication: Publication) -> None:
    work.session.execute(delete(publication_index).where(publication_index.c.rowid == publication.id))
    work.session.execute(insert(publication_index).values(
        rowid=publication.id, title=indexed_title(publication.title),
        body=indexed(f"{publication.title}\n{publication.text}\n{publication.reply}"),
        facets=" ".join(facets(publication.id, publication.department_id, publication.category,
                               publication.answered_on.year))))
