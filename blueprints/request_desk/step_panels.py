"""The parts of the page of a request that belong to its steps: what stands, what may be done, and the forms for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from blueprints.request_desk import step_forms as forms
from queries import clock_requests, request_steps, same_applicant
from queries.clock_requests import RequestRow
from queries.request_file import RequestFile
from queries.request_steps import CorrectionRow, ExcessRow, FeeRow
from queries.same_applicant import Other
from rules import clock_requests as bounds
from rules import consultations as parties
from rules import corrections as rules
from rules import excess as reasons
from rules import fees, request_next, request_offers
from rules.clock_kinds import PAUSE_LABELS, PauseReason
from rules.clock_requests import RequestState
from rules.errors import Refusal
from rules.outcomes import Regime, regime
from rules.request_words import ReceiptRule
from rules.transitions import Act
from rules.vocabulary import OPEN_STATES
from services import clocks, consultations
from services.consultations import Sent
from services.work import Work
from web.forms import BaseForm
from web.posted import Posted

Forms = dict[str, BaseForm]


@dataclass(frozen=True)
class StepPanel:
    """One step: its row if there is one, the forms of what may be done now, and why something may not."""

    row: CorrectionRow | FeeRow | ExcessRow | None
    forms: Forms
    why_not: str = ""
    by: date | None = None

    @property
    def stands(self) -> bool:
        """Whether something has been done or must be done now, or was refused just now."""
        return self.row is not None or "confirm" in self.forms or _was_refused(self.forms.values())


@dataclass(frozen=True)
class LetterLine:
    """A letter to a third party or a co-maker, with the forms of what may be done about it."""

    sent: Sent
    party: str
    how: str
    position: str
    silence: str
    forms: Forms


@dataclass(frozen=True)
class LettersPanel:
    """The letters of a request, and the form of a new one. `covered`: names are the agency's alone."""

    lines: tuple[LetterLine, ...]
    new: forms.LetterForm | None
    covered: bool

    @property
    def stands(self) -> bool:
        """Whether a letter has been sent, or one was refused just now."""
        return bool(self.lines) or (self.new is not None and _was_refused([self.new]))


@dataclass(frozen=True)
class ClockPanel:
    """More time and pauses: what was asked for, and what may be asked for now."""

    requests: tuple[RequestRow, ...]
    paused: RequestRow | None
    forms: Forms
    most: int

    @property
    def by_notice(self) -> bool:
        """Whether the clock stands still for an answer of the applicant, of which the notice tells."""
        return self.paused is not None and self.paused.what in _BY_NOTICE

    @property
    def stands(self) -> bool:
        """Whether something was asked for, or was refused just now."""
        return bool(self.requests) or _was_refused(self.forms.values())


@dataclass(frozen=True)
class OthersPanel:
    """Other requests from the same address or number, and how many of them came in the same month."""

    rows: tuple[Other, ...]
    in_month: int


def receipt(work: Work, file: RequestFile, posted: Posted) -> StepPanel | None:
    """Return the form to confirm the receipt with, for a request that waits for it."""
    if Act.CONFIRM_RECEIPT not in _may(work, file):
        return None
    form = posted.form("confirm", forms.ConfirmForm)
    form.confirmed_on.data = form.confirmed_on.data or work.today.isoformat()
    plain = file.receipt_rule is ReceiptRule.PLAIN_MAIL
    return StepPanel(None, {"confirm": form}, "平常信函要在收到的当天与申请人确认（条例第三十一条）。" if plain else "")


def correction(work: Work, file: RequestFile, posted: Posted) -> StepPanel | None:
    """Return the 补正 of a request, and what may be done about it."""
    may, row = _may(work, file), request_steps.correction(work.session, file.id)
    found: Forms = {}
    by = request_next.correction_notice_by(file.received_on, work.calendar)
    why = ""
    standing = row is not None and not row.step.was_refused
    if row is not None and row.step.waits_for_lead and Act.DEMAND_CORRECTION in may:
        if row.step.proposed_by != work.actor.id:
            found |= {"issue": BaseForm(formdata=None), "refuse": posted.form("refuse-correction", forms.WordsForm)}
    elif Act.TAKE_CORRECTION in may and row is not None:
        form = posted.form("take-correction", forms.TakeCorrectionForm)
        form.taken_on.data = form.taken_on.data or work.today.isoformat()
        found["take"] = form
    elif Act.PROPOSE_STEP in may and not standing:
        why = _refused(lambda: rules.require_in_time(file.received_on, work.today, work.calendar))
        if not why:
            propose = posted.form("propose-correction", forms.CorrectionForm)
            propose.days.data = propose.days.data or str(rules.USUAL_DAYS)
            found["propose"] = propose
    if _may_lapse(work, may, row.step.due_on if row else None):
        found["lapse"] = BaseForm(formdata=None)
    return StepPanel(row, found, why, by) if row is not None or found or why else None


def fee(work: Work, file: RequestFile, posted: Posted) -> StepPanel | None:
    """Return the fee of a request, and what may be done about it."""
    may, row = _may(work, file), request_steps.fee(work.session, file.id)
    found: Forms = {}
    if row is not None and row.step.waits_for_lead and Act.CHARGE in may:
        if row.step.proposed_by != work.actor.id:
            found |= {"issue": BaseForm(formdata=None), "refuse": posted.form("refuse-fee", forms.WordsForm)}
    elif Act.TAKE_PAYMENT in may and row is not None:
        form = posted.form("take-payment", forms.PaymentForm)
        form.paid_on.data = form.paid_on.data or work.today.isoformat()
        found["take"] = form
    elif Act.PROPOSE_STEP in may and (row is None or row.step.was_refused) and not _refused(
            lambda: fees.require_rule(file.received_on)):
        found["propose"] = posted.form("propose-fee", forms.FeeForm)
    if _may_lapse(work, may, row.step.due_on if row else None):
        found["lapse"] = BaseForm(formdata=None)
    return StepPanel(row, found) if row is not None or found else None


def excess(work: Work, file: RequestFile, posted: Posted) -> StepPanel | None:
    """Return what was asked about too many requests, and what may be done about it."""
    may, row = _may(work, file), request_steps.excess(work.session, file.id)
    found: Forms = {}
    if row is None and Act.ASK_REASONS in may and regime(file.received_on) is Regime.NEW:
        ask = posted.form("ask-reasons", forms.AskReasonsForm)
        ask.days.data = ask.days.data or str(reasons.USUAL_DAYS)
        found["ask"] = ask
    elif row is not None and row.is_reasonable is None:
        if Act.ASK_REASONS in may and not row.reasons:
            given = posted.form("take-reasons", forms.ReasonsForm)
            given.given_on.data = given.given_on.data or work.today.isoformat()
            found["take"] = given
        if Act.JUDGE_REASONS in may and row.asked_by != work.actor.id and (
                row.reasons or row.answer_by < work.today):
            found["judge"] = posted.form("judge-reasons", forms.JudgeReasonsForm)
    return StepPanel(row, found) if row is not None or found else None


def letters(work: Work, file: RequestFile, posted: Posted) -> LettersPanel | None:
    """Return the letters to third parties and co-makers, each with its answer or the form for it."""
    may = _may(work, file)
    own = work.actor.department_id == file.department_id
    sent = consultations.letters(work, file.id, whole=own)
    new = posted.form("consult", forms.LetterForm) if Act.CONSULT in may else None
    if new is not None:
        new.sent_on.data = new.sent_on.data or work.today.isoformat()
    lines = tuple(_letter_line(work, one, may, posted) for one in sent)
    return LettersPanel(lines, new, not own) if lines or new else None


def clock(work: Work, file: RequestFile, posted: Posted) -> ClockPanel | None:
    """Return what was asked for about the time limit, and what may be asked for now."""
    may, asked = _may(work, file), clock_requests.of_case(work.session, file.id, work.today, work.calendar)
    if file.state not in OPEN_STATES:
        return ClockPanel(asked, None, {}, 0) if asked else None
    running = [one for one in clocks.running(work, file.id) if one.is_answer]
    paused = next((one for one in asked if one.is_running), None)
    found: Forms = {}
    most = 0
    if running and not bounds.is_over(clocks.stored_due(running[-1]), work.now):
        facts = clocks.facts_of(work, running[-1])
        states = [one.state for one in asked if not one.is_pause]
        if Act.ASK_EXTENSION in may and all(one is RequestState.REFUSED for one in states) \
                and len(states) < bounds.MOST_REFUSALS:
            most = bounds.most_extension(facts.terms, facts.start_on)
            found["extend"] = posted.form("ask-extension", forms.ExtensionForm)
        if Act.ASK_PAUSE in may and any(one.is_pause and one.is_refused for one in asked) and paused is None:
            found["pause"] = posted.form("ask-pause", forms.PauseForm)
    if paused is not None and Act.RESUME in may and paused.what not in _BY_NOTICE:
        resume = posted.form("resume", forms.ResumeForm)
        resume.to_on.data = resume.to_on.data or work.today.isoformat()
        found["resume"] = resume
    return ClockPanel(asked, paused, found, most) if asked or found else None


def ending(work: Work, file: RequestFile, posted: Posted) -> StepPanel | None:
    """Return the forms to take a request back on the applicant's written word, and to have a reply given anew."""
    may, found = _may(work, file), dict[str, BaseForm]()
    if Act.WITHDRAW in may:
        found["withdraw"] = BaseForm(formdata=None)
    if Act.REWORK in may:
        found["rework"] = posted.form("rework", forms.ReworkForm)
    return StepPanel(None, found) if found else None


def others(work: Work, file: RequestFile, _posted: Posted) -> OthersPanel | None:
    """Return the other requests of the same applicant, as far as the reader may know of them."""
    rows = same_applicant.of_case(work.session, work.actor, file.id)
    return OthersPanel(rows, same_applicant.in_month(rows, file.received_on)) if rows else None


# These end with the applicant's answer, not by hand.
_BY_NOTICE = (PAUSE_LABELS[PauseReason.APPLICANT_CORRECTION], PAUSE_LABELS[PauseReason.FEE])


def _letter_line(work: Work, sent: Sent, may: frozenset[Act], posted: Posted) -> LetterLine:
    found: Forms = {}
    if Act.TAKE_OPINION in may and (sent.position in (None, parties.Position.SILENT)) and sent.decision is None:
        form = posted.form("opinion", forms.OpinionForm, sent.id)
        form.answered_on.data = form.answered_on.data or work.today.isoformat()
        found["opinion"] = form
    if Act.CONSULT in may and sent.served_on is None and sent.position is None:
        found["served"] = posted.form("served", forms.ServedForm, sent.id)
    if Act.DECIDE_OPINION in may and sent.is_decidable and sent.asked_by != work.actor.id:
        found["decide"] = posted.form("decide-opinion", forms.DecideOpinionForm, sent.id)
    silence = parties.SILENCE[sent.party] if sent.position is parties.Position.SILENT else ""
    return LetterLine(sent, parties.PARTY_LABELS[sent.party], parties.SENT_LABELS[sent.sent_by],
                      parties.POSITION_LABELS[sent.position] if sent.position else "", silence, found)


def _was_refused(some: Iterable[BaseForm]) -> bool:
    return any(form.errors or form.form_errors for form in some)


def _may(work: Work, file: RequestFile) -> frozenset[Act]:
    return request_offers.offered(work.actor, file.facts, file.state, file.drafted_by)


def _may_lapse(work: Work, may: frozenset[Act], due_on: date | None) -> bool:
    return Act.LAPSE in may and due_on is not None and due_on < work.today


def _refused(check: Callable[[], None]) -> str:
    """Return why a rule refuses, "" when it does not."""
    try:
        check()
    except Refusal as refusal:
        return refusal.message
    return ""
