"""Sorting the comments of a period into opinions: one passage at a time, and one opinion with all that can be done."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, request, url_for

from blueprints.period_desk import pages, sorting_page
from blueprints.period_desk.area import READERS, Answer, blueprint
from blueprints.period_desk.sorting_forms import (
    NEW,
    DecideForm,
    MergeForm,
    MoveForm,
    RewordForm,
    SortForm,
    SplitForm,
    chosen,
    id_of,
)
from queries.period_file import PeriodFile
from rules.actors import Role
from rules.errors import InputRefused
from services import opinions as services
from services.work import Work
from web.access import staff
from web.acts import attempt, status_of
from web.forms import BaseForm
from web.office import render_office
from web.unit_of_work import current_work

SORTERS = (Role.HANDLER, Role.LEAD)


@blueprint.get("/desk/periods/<number>/opinions")
@staff(*READERS)
def opinions(number: str) -> Answer:
    return render_office("period_desk/opinions.html", page=sorting_page.sorting_page(
        current_work(), number, request.args.get("passage"), request.args.get("page", 1, type=int) % 10**6))


@blueprint.post("/desk/periods/<number>/opinions/sort")
@staff(*SORTERS)
def sort_comments(number: str) -> Answer:
    """Put what was ticked into an opinion, single comments and whole groups; what is refused keeps the ticks."""
    work, form, passage = current_work(), SortForm(), request.form.get("passage", "")
    file = pages.open_period(work, number)
    ticked = chosen(request.form, "comment"), chosen(request.form, "group")
    refusal = attempt(lambda: _sort(work, file.id, sorting_page.anchor_of(passage), form, *ticked))
    if refusal is None:
        flash("已经归并。")
        return redirect(sorting_page.address(file, sorting_page.anchor_of(passage)), 303)
    form.refuse(refusal)
    return render_office("period_desk/opinions.html", page=sorting_page.sorting_page(
        work, number, passage, 1, form, ticked)), status_of(refusal)


@blueprint.get("/desk/periods/<number>/opinions/<int:opinion>")
@staff(*READERS)
def opinion(number: str, opinion: int) -> Answer:
    return render_office("period_desk/opinion.html", page=sorting_page.opinion_page(
        current_work(), number, opinion, request.args.get("page", 1, type=int) % 10**6))


@blueprint.post("/desk/periods/<number>/opinions/<int:opinion>/<step>")
@staff(*SORTERS)
def change_opinion(number: str, opinion: int, step: str) -> Answer:
    """Do one thing with an opinion; what is refused stands in its form on the opinion's page."""
    work = current_work()
    file = pages.open_period(work, number)
    kind, run, done = STEPS.get(step) or abort(404)
    form, where = kind(prefix=f"decide-{opinion}-" if step == "decide" else f"{step}-"), [""]
    refusal = attempt(lambda: where.append(run(work, file, opinion, form)))
    if refusal is not None:
        form.refuse(refusal)
        return render_office("period_desk/opinion.html", page=sorting_page.opinion_page(
            work, number, opinion, 1, step, form, chosen(request.form, "comment"))), status_of(refusal)
    flash(done)
    return redirect(where[-1], 303)


def _sort(work: Work, period_id: int, anchor: str, form: SortForm, comments: list[int], groups: list[int]) -> None:
    if not comments and not groups:
        raise InputRefused(services.NO_COMMENTS)
    if form.into.data == NEW:
        into = services.make(work, period_id, anchor, form.summary.data or "", comments).id
    else:
        into = id_of(form.into.data)
        if comments:
            services.put_in(work, period_id, into, comments)
    for first_id in groups:
        services.put_alike(work, period_id, into, anchor, first_id)


def _decide(work: Work, file: PeriodFile, opinion_id: int, form: DecideForm) -> str:
    services.decide(work, file.id, opinion_id, form.decision.data or "", form.reason.data or "")
    passage = request.args.get("passage")
    if passage is None:
        return _here(file, opinion_id)
    return f"{sorting_page.address(file, sorting_page.anchor_of(passage))}#opinion-{opinion_id}"


def _reword(work: Work, file: PeriodFile, opinion_id: int, form: RewordForm) -> str:
    services.reword(work, file.id, opinion_id, form.summary.data or "")
    return _here(file, opinion_id)


def _move(work: Work, file: PeriodFile, opinion_id: int, form: MoveForm) -> str:
    anchor = sorting_page.anchor_of(form.anchor.data or "")
    services.move(work, file.id, opinion_id, anchor, id_of(form.after.data))
    return sorting_page.address(file, anchor)


def _merge(work: Work, file: PeriodFile, opinion_id: int, form: MergeForm) -> str:
    into = id_of(form.into.data)
    services.merge(work, file.id, into, [opinion_id])
    return _here(file, into)


def _members(work: Work, file: PeriodFile, opinion_id: int, form: SplitForm) -> str:
    """Take the ticked comments out, or make an opinion of their own of them."""
    ticked = chosen(request.form, "comment")
    if request.form.get("do") == "take-out":
        services.take_out(work, file.id, opinion_id, ticked)
        return _here(file, opinion_id)
    return _here(file, services.split(work, file.id, opinion_id, ticked, form.summary.data or "").id)


def _remove(work: Work, file: PeriodFile, opinion_id: int, _form: BaseForm) -> str:
    anchor = services.remove(work, file.id, opinion_id)
    return sorting_page.address(file, anchor)


def _here(file: PeriodFile, opinion_id: int) -> str:
    return url_for("period_desk.opinion", number=file.number, opinion=opinion_id)


STEPS: dict[str, tuple[type[BaseForm], Callable[..., str], str]] = {
    "decide": (DecideForm, _decide, "已经决定。"), "reword": (RewordForm, _reword, "已经改好。"),
    "move": (MoveForm, _move, "已经移好。"), "merge": (MergeForm, _merge, "已经合并。"),
    "members": (SplitForm, _members, "已经办好。"), "remove": (BaseForm, _remove, "已经删去。"),
}
