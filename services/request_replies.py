"""What only the reply to a disclosure request has: outcome, reasons, law, secrecy review, remedies, paper.

The steps themselves, and who may take them, are those of every reply (services/replies); it goes out in
services/request_delivery.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from sqlalchemy import select

from models.department import Department
from models.disclosure import DisclosureRequest
from models.event import CaseEvent
from models.paper import Paper
from models.reply import Reply
from models.request_reply import RequestReply
from models.request_steps import Consultation
from rules import numbering, paper_forms, remedies, request_replies
from rules.actors import SYSTEM
from rules.consultations import Party, Position
from rules.localtime import local_date
from rules.outcomes import Outcome, Regime, regime
from rules.redaction_marks import Part
from rules.remedies import RemedyBodies
from rules.reply_delivery import Delivery
from rules.request_replies import Opinion, ReplyWords, Secrecy
from rules.request_words import REQUEST_CHANNEL_LABELS, DeliverBy
from rules.text_checks import storable, within
from rules.transitions import Act
from rules.vocabulary import Channel
from services import cases, locking, papers, replies, request_delivery, request_documents
from services.triage import REASON_CHARACTERS
from services.work import Work


@dataclass(frozen=True)
class SecrecyReview:
    """The record of the review before disclosure (保密审查): what it found, and what the reviewer adds."""

    found: Secrecy | None
    words: str = ""


@dataclass(frozen=True)
class Issued:
    """A reply that has been signed, and its paper."""

    reply: Reply
    paper: Paper


def save(work: Work, case_id: int, words: ReplyWords, seen: str | None = None) -> Reply:
    """Keep an unfinished draft with all its parts; `seen` and what is raised as for `replies.save`."""
    words = request_replies.kept(words)
    reply = replies.save(work, case_id, words.text, seen)
    _keep(work, reply, words)
    return reply


def draft(work: Work, case_id: int, words: ReplyWords, seen: str | None = None) -> Reply:
    """Finish a draft and hand it to the lead with its documents (初审).

    Raises InputRefused that names the article for an outcome that the text of the 条例 does not know, and for what a
    reply with it must have, TransitionRefused where a step of the law comes before it; else as `replies.draft`.
    """
    case = locking.lock_request(work.session, case_id)
    cases.require(work, case, Act.DRAFT)
    words = request_replies.checked(words, regime_of(case), _acts(work, case_id))
    assert words.outcome is not None, "checked"
    request_replies.require_opinions(words.outcome, _opinions(work, case_id))
    documents = [one.derivative.id for one in request_documents.hand_in(work, case, words.outcome)]
    reply = replies.draft(work, case_id, words.text, seen, {
        "outcome": words.outcome.value, "parts": _digest(work, words), "documents": documents})
    _keep(work, reply, words)
    return reply


def approve(work: Work, case_id: int, version: int, review: SecrecyReview, *, knowingly: bool = False) -> Reply:
    """Approve a draft and release its documents (审核), with the record of the secrecy review (条例 17).

    Raises InputRefused when the review does not fit the outcome, NotPermitted for whoever wrote the reply or redacted
    a document; else as `replies.approve`.
    """
    case, reply = replies.under_review(work, case_id, Act.APPROVE, version)
    assert isinstance(case, DisclosureRequest), "locked as one"
    parts = parts_of(work, reply)
    found = request_replies.require_secrecy(_outcome(parts), review.found)
    words = within(storable(review.words, "secrecy_words", "审查意见"), REASON_CHARACTERS, "secrecy_words", "审查意见")
    request_documents.release_all(work, case, version)
    parts.secrecy, parts.secrecy_words = found.value, words.strip()
    parts.secrecy_by, parts.secrecy_at = work.actor.id, work.now
    return replies.approve(work, case_id, version, knowingly=knowingly,
                           facts={"outcome": parts.outcome, "secrecy": found.value})


def send_back(work: Work, case_id: int, version: int, reason: str) -> Reply:
    """Send a draft back to be mended, its documents with it."""
    reply = replies.send_back(work, case_id, version, reason)
    request_documents.reopen_all(work, locking.lock_request(work.session, case_id))
    return reply


def issue(work: Work, case_id: int, version: int) -> Issued:
    """Sign the reviewed reply (审发): its paper goes out under the next number, with the remedies of the agency.

    Where the applicant reads it on the net it is delivered at once; else somebody enters the delivery. Raises
    InputRefused when nobody has set the agency's reconsideration body and court; else as `replies.issue`.
    """
    case, reply = replies.under_review(work, case_id, Act.ISSUE, version)
    assert isinstance(case, DisclosureRequest), "locked as one"
    parts = parts_of(work, reply)
    outcome, which = _outcome(parts), regime_of(case)
    remedy = remedies.remedy_text(outcome, _bodies(work, case), work.today)
    documents = request_documents.given_with(work, case_id, version)
    grounds = tuple(dict.fromkeys(ground for one in documents for ground in one.grounds))
    law = request_replies.articles(outcome, which, parts.further_law, grounds)
    parts.remedy, parts.withheld = remedy, request_documents.withheld(documents, which)
    parts.basis = request_replies.basis(outcome, which, parts.further_law, grounds)
    case.outcome, case.outcome_words = outcome.value, parts.reasons
    replies.issue(work, case_id, version, {"outcome": outcome.value})
    paper = papers.issue(work, case_id, paper_forms.reply_kind(outcome), papers.base_facts(
        work, case, channel=REQUEST_CHANNEL_LABELS.get(Channel(case.channel), ""), content=reply.text,
        reasons=parts.reasons, outcome=outcome, article=law, withheld=parts.withheld, source=parts.way, remedy=remedy,
        attachments=tuple(one.public[Part.TITLE].text for one in documents)))
    if case.deliver_by == DeliverBy.ONLINE:
        request_delivery.deliver(replace(work, actor=SYSTEM), case_id, Delivery(DeliverBy.ONLINE, work.today))
    return Issued(reply, paper)


def regime_of(case: DisclosureRequest) -> Regime:
    """Return the text of the 条例 that a request is under, by the day of receipt."""
    return regime(local_date(case.received_at))


def parts_of(work: Work, reply: Reply) -> RequestReply:
    """Return what a version of a reply has beside its text; an empty one for a version from before there was any."""
    found = work.session.get(RequestReply, reply.id)
    if found is None:
        found = RequestReply(reply_id=reply.id, reasons="", further_law="", way="", remedy="")
        work.session.add(found)
    return found


def _keep(work: Work, reply: Reply, words: ReplyWords) -> None:
    work.session.flush()  # a new version has no id before
    parts = parts_of(work, reply)
    parts.outcome = words.outcome.value if words.outcome else None
    parts.reasons, parts.further_law, parts.way = words.reasons, words.further_law, words.way


def _outcome(parts: RequestReply) -> Outcome:
    assert parts.outcome is not None, "a reply is handed in with its outcome"
    return Outcome(parts.outcome)


def _acts(work: Work, case_id: int) -> set[Act]:
    """Return what the request has gone through; reasons that were found good are no step to a refusal."""
    rows = work.session.execute(select(CaseEvent.act, CaseEvent.payload).where(CaseEvent.case_id == case_id))
    return {Act(act) for act, payload in rows
            if act != Act.JUDGE_REASONS or not json.loads(payload).get("reasonable")}


def _opinions(work: Work, case_id: int) -> list[Opinion]:
    rows = work.session.scalars(select(Consultation).where(Consultation.case_id == case_id))
    return [Opinion(Party(row.party), Position(row.position) if row.position else None,
                    row.decision == "disclose" if row.decision else None) for row in rows]


def _bodies(work: Work, case: DisclosureRequest) -> RemedyBodies:
    unit = work.session.get_one(Department, case.department_id)
    return RemedyBodies(unit.review_body, unit.court)


def _digest(work: Work, words: ReplyWords) -> str:
    return numbering.keyed_digest(work.secrets.code, "reply", "\0".join((words.reasons, words.further_law, words.way)))
