from __future__ import annotations

from flask import Response, render_template, request

from blueprints.disclosure.area import blueprint
from queries import annual_report as reading
from queries.annual_report import ReportRow
from rules import annual_body, annual_grid, annual_paper
from rules.annual_body import ReportBody, Section
from rules.annual_forms import FormName
from rules.annual_grid import Grid
from rules.errors import NotFound
from services import annual_files
from web import county
from web.access import public
from web.page_cache import shared
from web.unit_of_work import current_work

NONE = "没有这一年的年度报告。年度报告在第二年3月31日前公布，没有签发的还不能看。"
NOT_YET = "这份文件正在生成，请过几分钟再下载。网页上的内容和它相同。"


@blueprint.get("/disclosure/annual")
@public
@shared
def annual_reports() -> str:
    """Every published report, the newest year first."""
    rows = [(row, annual_paper.report_title(county.name(), row.year))
            for row in reading.published(current_work().session)]
    return render_template("disclosure/annual_reports.html", rows=rows)


@blueprint.get("/disclosure/annual/<int:year>", defaults={"version": None})
@blueprint.get("/disclosure/annual/<int:year>/<int:version>")
@public
@shared
def annual_report(year: int, version: int | None) -> str:
    """One report in its newest published version, or in an earlier one that was corrected."""
    row, body = _published(year, version)
    newest = reading.published_one(current_work().session, year)
    older = annual_body.printed_form(year) is FormName.OF_2018
    grids = annual_grid.grids(body.tables[annual_body.printed_form(year)])
    return render_template(
        "disclosure/annual_report.html", row=row, title=annual_paper.report_title(county.name(), year), body=body,
        headed=[_headed(name, body, () if older else grids) for name in Section],
        attachment=grids[0] if older else None,
        newer=newest if newest and newest.version != row.version else None, issuer=f"{county.name()}人民政府")


@blueprint.get("/disclosure/annual/<int:year>/<int:version>.<any(pdf, docx, xlsx, json):kind>")
@public
@shared
def annual_file(year: int, version: int, kind: str) -> Response:
    """A report as it was signed, in a file."""
    row, _ = _published(year, version)
    kept = reading.kept_file(current_work().session, row.id, kind)
    if kept is None:
        raise NotFound(NOT_YET)
    answer = Response(annual_files.kept_content(kept), mimetype=annual_files.MEDIA[kind])
    place = "inline" if kind in ("json", "pdf") else "attachment"
    answer.headers["Content-Disposition"] = f'{place}; filename="annual-{year}-{version}.{kind}"'
    answer.headers["Cache-Control"] = "no-cache"
    answer.set_etag(kept.digest)
    answer.make_conditional(request)
    return answer


def _published(year: int, version: int | None) -> tuple[ReportRow, ReportBody]:
    """Return a signed report with what is frozen of it. Raises NotFound, also for drafts."""
    row = reading.published_one(current_work().session, year, version)
    body = reading.body(current_work().session, row.id) if row else None
    if row is None or body is None:
        raise NotFound(NONE)
    return row, body


def _headed(name: Section, body: ReportBody, grids: tuple[Grid, ...]) -> tuple[str, tuple[str, ...], list[Grid]]:
    heading = annual_body.heading(name)
    return heading, body.words.get(name, ()), [grid for grid in grids if grid.section == heading]
