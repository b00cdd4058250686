"""Papers of requests for staff: their files, and the register of an agency's numbers with every gap explained."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from wtforms import StringField

from blueprints.request_desk import pages
from blueprints.request_desk.area import WORKERS, Answer, blueprint
from queries import departments
from queries import papers as reading
from queries.papers import Register
from rules.actors import DEPARTMENT_ROLES, Role
from services import paper_files, papers
from services.work import Work
from web.access import staff
from web.acts import attempt, status_of
from web.forms import BaseForm, typed_number
from web.office import render_office
from web.unit_of_work import apart, current_work


class ElsewhereForm(BaseForm):
    """Numbers of this year that were given out on paper before."""

    last = StringField("已经用到第几号", description="本年度在本系统以外用过的最后一个顺序号，例如36。")
    reason = StringField("原因", description="例如：启用本系统以前用纸质登记簿编的号。")


@dataclass(frozen=True)
class RegisterPage:
    """The register of one agency and year. `units` are the agencies to choose among, none for the people of one."""

    unit: str
    department_id: int
    register: Register
    years: list[tuple[str, None, str, bool]]
    units: list[tuple[str, str]]
    elsewhere: ElsewhereForm | None


@blueprint.get("/desk/requests/<number>/papers/<int:paper_id>")
@staff(*DEPARTMENT_ROLES)
def paper(number: str, paper_id: int) -> Answer:
    """A paper as a page. It names the applicant: only the agency that was asked reads it."""
    with apart() as noted:
        letter = paper_files.read(noted, papers.by_id(noted, paper_id, pages.open_request(noted, number).id))
    back = url_for("request_desk.open_one", number=number)
    return render_template("documents/official_page.html", paper=letter, back=back)


@blueprint.get("/desk/requests/<number>/papers/<int:paper_id>/<any(pdf, docx):file_format>")
@staff(*DEPARTMENT_ROLES)
def paper_file(number: str, paper_id: int, file_format: str) -> Answer:
    with apart() as noted:
        paper = papers.by_id(noted, paper_id, pages.open_request(noted, number).id)
        content = paper_files.hand_out(noted, paper, file_format)
    return sent(content, f"{number}-{paper_id}.{file_format}")


@blueprint.get("/desk/papers")
@staff(*WORKERS)
def register() -> Answer:
    page = _register(current_work(), ElsewhereForm(formdata=None))
    return render_office("request_desk/register.html", page=page)


@blueprint.post("/desk/papers/elsewhere")
@staff(Role.LEAD)
def elsewhere() -> Answer:
    work, form = current_work(), ElsewhereForm()
    unit = work.actor.department_id or 0
    refusal = attempt(lambda: papers.note_elsewhere(work, unit, work.today.year, typed_number(form.last.data, "last"),
                                                    form.reason.data or ""))
    if refusal is not None:
        form.refuse(refusal)
        return render_office("request_desk/register.html", page=_register(work, form)), status_of(refusal)
    flash("已经登记，新的公文接着往后编号。")
    return redirect(url_for("request_desk.register"), 303)


def sent(content: bytes, name: str) -> Answer:
    """Return a file of a paper as a download that nothing keeps."""
    media_type = paper_files.MEDIA_TYPES[name.rpartition(".")[2]]
    response = send_file(BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name,
                         max_age=None, etag=False, conditional=False)
    response.headers["Cache-Control"] = "no-store"
    return response


def _register(work: Work, form: ElsewhereForm) -> RegisterPage:
    """Return the register that the address asks for: people of an agency see their own."""
    names = departments.names(work.session, work.today)
    own = work.actor.role in DEPARTMENT_ROLES
    typed = request.args.get("department", "")
    chosen = work.actor.department_id if own else next((one for one in names if str(one) == typed), None)
    chosen = chosen if chosen is not None else next(iter(names), 0)
    known = sorted({*reading.years(work.session, chosen), work.today.year}, reverse=True)
    asked = request.args.get("year", "")
    year = next((one for one in known if str(one) == asked), known[0])
    years = [(f"{one}年", None, url_for("request_desk.register", department=None if own else chosen, year=one),
              one == year) for one in known]
    units = [] if own else [(str(one), name) for one, name in names.items()]
    may_enter = work.actor.role is Role.LEAD and year == work.today.year
    return RegisterPage(names.get(chosen, ""), chosen, reading.register(work.session, chosen, year), years, units,
                        form if may_enter else None)
