"""The reply on the page of a request: written, reviewed, signed; then how it goes out, and the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from blueprints.request_desk.forms import PlainForm
from blueprints.request_desk.reply_forms import ApproveForm, DeliverForm, DocumentForm, ReplyForm, SendBackForm
from queries import earlier_replies, request_replies
from queries.request_file import RequestFile
from queries.request_replies import RequestReplyRow
from rules import reply_checks, reply_delivery, request_offers
from rules import request_replies as rules
from rules.errors import Conflict
from rules.outcomes import BY_OUTCOME, Outcome, Regime, regime
from rules.redaction_marks import Part
from rules.reply_checks import Suspicion
from rules.request_words import DELIVER_LABELS, DeliverBy
from rules.transitions import Act
from rules.vocabulary import State
from services import request_documents
from services.request_documents import Document
from services.work import Work
from web.posted import Posted

WRITING = frozenset({State.ACCEPTED, State.REWORK})
AFTER = frozenset({State.ISSUED, State.ANSWERED, State.CLOSED})
_WRITTEN = ("save", "draft")


@dataclass(frozen=True)
class DocumentLine:
    """A document in the list: its public title, and how far it is."""

    id: int
    title: str
    hidden: int
    is_done: bool


@dataclass(frozen=True)
class ReplyPanel:
    """The reply and what may be done with it. `newer_text` is what somebody else saved while this one was written."""

    reply: RequestReplyRow | None
    earlier: Sequence[RequestReplyRow]
    regime: Regime
    may: frozenset[Act]
    is_writing: bool
    documents: tuple[DocumentLine, ...]
    write: ReplyForm
    approve: ApproveForm
    send_back: SendBackForm
    issue: PlainForm
    document: DocumentForm
    suspicions: tuple[Suspicion, ...]
    newer_text: str
    grounds: tuple[Outcome, ...]

    @property
    def outcome_label(self) -> str:
        """How the reply ends, in the words of the form."""
        return BY_OUTCOME[self.reply.outcome].label if self.reply and self.reply.outcome else ""

    @property
    def law(self) -> str:
        """The law behind it: as printed once it is signed, else as it will be."""
        if self.reply is None or self.reply.outcome is None:
            return ""
        return self.reply.basis or rules.basis(self.reply.outcome, self.regime, self.reply.further_law,
                                               self.grounds)

    @property
    def secrecy(self) -> str:
        """What the secrecy review found."""
        if self.reply is None or self.reply.secrecy is None:
            return ""
        words = f"（{self.reply.secrecy_words}）" if self.reply.secrecy_words else ""
        return rules.SECRECY_LABELS[self.reply.secrecy] + words


@dataclass(frozen=True)
class DeliveryPanel:
    """How the signed reply goes out, and the file of what has been answered."""

    may: frozenset[Act]
    deliver: DeliverForm
    archive: PlainForm
    wanted: str
    accepts_other: bool
    way: str
    proof: str


def build(work: Work, file: RequestFile, posted: Posted) -> ReplyPanel | None:
    """Put the reply together; None while nobody has signed for the request."""
    found = list(request_replies.versions(work.session, file.id))
    may = request_offers.offered(work.actor, file.facts, file.state, file.drafted_by)
    if not found and Act.DRAFT not in may:
        return None
    reply, which = found[0] if found else None, regime(file.received_on)
    write, newer = _writing(file, posted, reply)
    write.offer(rules.answers(which))
    forms = (posted.form("approve", ApproveForm), posted.form("send-back", SendBackForm),
             posted.form("issue", PlainForm))
    for form in forms:
        form.version.data = str(reply.version) if reply else ""
    documents = request_documents.of_case(work, file.id)
    grounds = tuple(dict.fromkeys(ground for one in documents for ground in one.grounds))
    return ReplyPanel(
        reply, found[1:], which, may, file.state in WRITING, tuple(map(_line, documents)), write, *forms,
        posted.form("add-document", DocumentForm), _suspicions(work, file, reply) if Act.APPROVE in may else (),
        newer, grounds)


def delivery(work: Work, file: RequestFile, posted: Posted) -> DeliveryPanel | None:
    """Put the delivery together; None before the reply is signed."""
    if file.state not in AFTER:
        return None
    form = posted.form("deliver", DeliverForm)
    if form is not posted.submitted:
        form.by.data, form.on.data = file.deliver_by.value, work.today.isoformat()
    by = DeliverBy(file.delivered_by) if file.delivered_by else None
    return DeliveryPanel(
        request_offers.offered(work.actor, file.facts, file.state), form, posted.form("archive", PlainForm),
        DELIVER_LABELS[file.deliver_by], file.accepts_other, DELIVER_LABELS[by] if by else "",
        reply_delivery.proof_words(by, file.delivery_proof) if by and file.delivery_proof else "")


def _writing(file: RequestFile, posted: Posted, reply: RequestReplyRow | None) -> tuple[ReplyForm, str]:
    """Return the form with the words that were refused, else with the draft; and what was saved meanwhile."""
    if posted.act in _WRITTEN and isinstance(posted.submitted, ReplyForm):
        return posted.submitted, reply.text if reply and isinstance(posted.refusal, Conflict) else ""
    form = ReplyForm(formdata=None)
    if reply and file.state in WRITING:
        form.outcome.data = reply.outcome.value if reply.outcome else ""
        form.text.data, form.reasons.data = reply.text, reply.reasons
        form.further_law.data, form.way.data = reply.further_law, reply.way
    return form, ""


def _line(one: Document) -> DocumentLine:
    return DocumentLine(one.id, one.public[Part.TITLE].text, one.hidden, one.is_done)


def _suspicions(work: Work, file: RequestFile, reply: RequestReplyRow | None) -> tuple[Suspicion, ...]:
    if reply is None:
        return ()
    return reply_checks.suspicions(reply.text, earlier_replies.issued_by(work.session, file.department_id, file.id))
