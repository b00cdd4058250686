from __future__ import annotations

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from blueprints.mailbox.area import blueprint
from blueprints.mailbox.forms import FindForm, RatingForm
from queries import issued_replies, reveals
from queries import status as statuses
from queries.deadline_receipts import receipts_of
from queries.status import StatusView
from rules import clocks, numbering
from rules.errors import InputRefused, TooMany, TransitionRefused
from rules.vocabulary import DECLINE_ADVICE, CaseKind, DeclineGround, Rating
from services import confirmations, lookup, ratings
from web import limits
from web.access import public
from web.case_keys import grant, has_keys
from web.filters import own_page
from web.opening import may_see, to_find
from web.origin import same_origin
from web.sign_in import source
from web.unit_of_work import current_work

Answer = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]
LONGEST_NUMBER = 40


@blueprint.get("/status")
@public
def find() -> str:
    form = FindForm(formdata=None)
    form.number.data = request.args.get("number", "")[:LONGEST_NUMBER]
    return render_template("mailbox/find.html", form=form)


@blueprint.post("/status")
@public
@same_origin
def look_up() -> Answer:
    form = FindForm()
    try:
        limits.count_lookup()
        case_id = lookup.find(current_work(), form.number.data or "", form.code.data or "", source())
    except TooMany as refusal:
        form.form_errors.append(refusal.message)
        return render_template("mailbox/find.html", form=form), 429, limits.retry_after(refusal)
    if case_id is None:
        form.form_errors.append(lookup.WRONG)
        # 200, not an error status: the failure must be counted, and an error answer would undo it.
        return render_template("mailbox/find.html", form=form)
    grant(session, case_id)
    return redirect(own_page(numbering.normal_number(form.number.data or "") or ""), 303)


@blueprint.get("/status/<number>")
@public
def status(number: str) -> Answer:
    letter = opened(number)
    if letter is None:
        return to_find(number)
    return page(letter, RatingForm(formdata=None) if letter.may_rate else None)


@blueprint.post("/status/<number>/rating")
@public
def rate(number: str) -> Answer:
    letter = opened(number)
    if letter is None:
        return to_find(number)
    form = RatingForm()
    if not form.validate():
        return page(letter, form), 422
    try:
        ratings.rate(current_work(), letter.case_id, Rating(form.rating.data), form.words.data or "")
    except (InputRefused, TransitionRefused) as refusal:
        form.form_errors.append(refusal.message)
        return page(letter, form), 409
    return redirect(url_for("mailbox.status", number=number, _anchor="rating"), 303)


@blueprint.get("/confirm/<token>")
@public
def confirm(token: str) -> Answer:
    address = confirmations.read(current_work(), token)
    if address.kind is CaseKind.COMMENT:
        return redirect(url_for("comment_periods.confirm", token=token), 303)
    return render_template("mailbox/confirm.html", address=address, token=token)


@blueprint.post("/confirm/<token>")
@public
def confirm_address(token: str) -> Response:
    confirmations.confirm_email(current_work(), token)
    return redirect(url_for("mailbox.confirm", token=token), 303)


def opened(number: str) -> StatusView | None:
    """Return the letter when this browser may open it: an unknown number and a foreign one are the same."""
    if not has_keys(session):
        return None  # before anything is read: whether there is such a letter must not be told by the time it takes
    letter = statuses.read(current_work().session, number)
    return letter if letter is not None and may_see(letter.case_id, number) else None


def page(letter: StatusView, form: RatingForm | None) -> str:
    """Render the page of a letter with its due day worked out day by day."""
    work = current_work()
    standing = None
    if letter.due is not None:
        standing = clocks.standing(letter.due.due_on, work.today, letter.answered_on, work.calendar)
    advice = DECLINE_ADVICE[DeclineGround(letter.declined_ground)] if letter.declined_ground else ""
    return render_template("mailbox/status.html", letter=letter, form=form, standing=standing,
                           receipts=receipts_of(work.session, work.settings, letter), today=work.today, advice=advice,
                           replies=issued_replies.of_case(work.session, letter.case_id),
                           looks=reveals.told_to_writer(work.session, letter.case_id))
