"""A table of comments from paper and from the counter: the form to fill in, the upload, and a report row by row."""

from __future__ import annotations

from flask import redirect, session, url_for
from werkzeug.wrappers import Response
from wtforms import FileField, HiddenField

from blueprints.period_desk import pages
from blueprints.period_desk.area import WORKERS, Answer, blueprint
from blueprints.period_desk.entering import open_for_entry
from queries.period_file import PeriodFile
from rules.comment_rows import COLUMNS, MOST_ROWS
from rules.errors import NotFound
from services import comment_entry
from services.comment_entry import Checked
from services.work import Work
from web import sending
from web.access import staff
from web.acts import attempt, status_of
from web.forms import BaseForm
from web.office import render_office
from web.unit_of_work import current_work

KEPT = "entered_table"
NO_REPORT = "登记结果只在上传的那台电脑上、上传以后能打开。意见都在列表里。"


class TableForm(BaseForm):
    form_token = HiddenField()
    table = FileField("填好的表格", description=f"XLSX或者CSV，不超过2 MB，一次最多{MOST_ROWS}条")


@blueprint.get("/desk/periods/<number>/comments/table")
@staff(*WORKERS)
def comment_table(number: str) -> Answer:
    form = TableForm(formdata=None)
    form.form_token.data = sending.new_token()
    return _page(open_for_entry(current_work(), number), form)


@blueprint.post("/desk/periods/<number>/comments/table")
@staff(*WORKERS)
def take_table(number: str) -> Answer:
    """Take in all of a table, or nothing of it and say of every row what is wrong."""
    work, form = current_work(), TableForm()
    file, found = open_for_entry(work, number), [Checked(0, (), ())]
    refusal = attempt(lambda: _take(work, file, form, found))
    if refusal is not None:
        form.refuse(refusal)
        return _page(file, form, found[-1]), status_of(refusal)
    session[KEPT] = [number, form.form_token.data, found[-1].read]
    return redirect(url_for("period_desk.table_report", number=number), 303)


@blueprint.get("/desk/periods/<number>/comments/table/report")
@staff(*WORKERS)
def table_report(number: str) -> Answer:
    """Each row with its number and query code, to be handed or sent to those who wrote."""
    work, (period, token, count) = current_work(), session.get(KEPT, ["", "", 0])
    file = pages.open_period(work, number)
    if period != number:
        raise NotFound(NO_REPORT)
    return render_office("period_desk/table_report.html", file=file, rows=comment_entry.entered(work, token, count))


@blueprint.get("/desk/comments/table.<any(xlsx, csv):file_format>")
@staff(*WORKERS)
def empty_table(file_format: str) -> Response:
    """The table to fill in: its columns, and nothing else."""
    content, media_type = comment_entry.empty_table(file_format)
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = f"attachment; filename=comments.{file_format}"
    return response


def _take(work: Work, file: PeriodFile, form: TableForm, found: list[Checked]) -> None:
    rows = comment_entry.rows_of(form.table.data)
    found.append(comment_entry.check(work, file.id, rows, form.form_token.data or ""))
    comment_entry.store(work, found[-1])


def _page(file: PeriodFile, form: TableForm, checked: Checked | None = None) -> str:
    return render_office("period_desk/table.html", file=file, form=form, columns=COLUMNS, checked=checked)
