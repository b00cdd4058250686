"""Putting the materials of a period there, and opening them at the desk."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from blueprints.period_desk import pages
from blueprints.period_desk.area import READERS, Answer, blueprint
from blueprints.period_desk.file_panel import ADD, FilesForm
from queries.period_file import PeriodFile
from rules.actors import Role
from rules.errors import NotFound, Refusal
from rules.letter_draft import StoredFile
from services import attachments, file_access, period_files, standing
from services.file_access import NONE
from services.work import Work
from web.access import staff
from web.acts import attempt, status_of
from web.handed_files import sent
from web.office import render_office
from web.posted import Posted, prefix_of
from web.unit_of_work import apart, current_work


@blueprint.post("/desk/periods/<number>/add-files")
@staff(Role.HANDLER, Role.LEAD)
def add_files(number: str) -> Answer:
    work, form = current_work(), FilesForm(prefix=prefix_of(ADD))
    file = pages.open_period(work, number)
    refusal = _add(work, file, form)
    if refusal is not None:
        form.refuse(refusal)
        page = pages.period_page(work, pages.open_period(work, number), Posted(ADD, form, refusal))
        return render_office("period_desk/period.html", page=page, rung=""), status_of(refusal)
    flash("附件已经收下，查毒、去除隐藏信息以后可以公布。")
    return redirect(url_for("period_desk.open_one", number=number), 303)


@blueprint.get("/desk/periods/<number>/files/<int:place>")
@staff(*READERS)
def material(number: str, place: int) -> Answer:
    """Hand out the copy at once when the scanner found it clean, else show what has to be known first."""
    work = current_work()
    file = pages.open_period(work, number)
    warnings = file_access.warnings(work, file.id, place)
    if warnings:
        return render_office(
            "period_desk/file_warning.html", number=number, name=_name(file, place), original=False, warnings=warnings,
            action=url_for("period_desk.confirmed_material", number=number, place=place),
            back=url_for("period_desk.open_one", number=number))
    with apart() as noted:
        return _download(noted, file, place)


@blueprint.post("/desk/periods/<number>/files/<int:place>")
@staff(*READERS)
def confirmed_material(number: str, place: int) -> Answer:
    work = current_work()
    return _download(work, pages.open_period(work, number), place, confirmed=True)


def _add(work: Work, file: PeriodFile, form: FilesForm) -> Refusal | None:
    """Store the files, which takes no lock, then put them with the period; after a refusal they are thrown away."""
    try:
        stored = attachments.store(work, form.chosen_files())
    except Refusal as refusal:
        return refusal
    refusal = attempt(lambda: _run(work, file.id, stored))
    if refusal is not None:
        attachments.discard(stored)
    return refusal


def _run(work: Work, case_id: int, stored: list[StoredFile]) -> None:
    standing.require_period(work, case_id, request.args.get("seen", ""))
    period_files.add(work, case_id, stored)


def _download(work: Work, file: PeriodFile, place: int, *, confirmed: bool = False) -> Response:
    handed = file_access.hand_out(work, file.number, file.id, place, confirmed=confirmed)
    return sent(handed, _name(file, place))


def _name(file: PeriodFile, place: int) -> str:
    if not 1 <= place <= len(file.files):
        raise NotFound(NONE)
    return file.files[place - 1].display_name
