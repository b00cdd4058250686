"""Digests on the desk: daily lists, monthly summaries, figures of the quarter, the archive, each number's cases."""

from __future__ import annotations

from io import BytesIO

from flask import flash, redirect, request, send_file, url_for

from blueprints.desk import digest_asides, digest_cases, digest_day, digest_period
from blueprints.desk.digest_archive import archive_page
from blueprints.desk.digest_frame import frame
from blueprints.desk.digest_reading import Reading, newest_issue, read
from blueprints.desk.routes import Answer, blueprint
from rules.actors import Role
from rules.digest_body import DIGEST_LABELS, LIST_LABELS, DigestKind, ListName
from services import digest_downloads
from web.access import staff
from web.handed_files import SANDBOX
from web.office import render_office
from web.unit_of_work import current_work

READERS = (Role.HANDLER, Role.LEAD, Role.INTAKE, Role.SUPERVISOR, Role.LEADER)
KIND = f"<any({','.join(DigestKind)}):kind>"
LIST = f"<any({','.join(ListName)}):name>"
MEDIA_TYPES = {"pdf": "application/pdf",
               "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
NONE_YET: dict[DigestKind, str] = {
    DigestKind.DAILY: "还没有清单。第一份在服务开始的第二天生成，每个工作日早上印发。",
    DigestKind.MONTHLY: "还没有汇总。第一份在这个月结束以后生成。",
    DigestKind.QUARTERLY: "还没有印发的通报。一个季度结束以后由县信访局起草、审核、印发。"}


@blueprint.get("/desk/digests/daily")
@staff(*READERS)
def daily() -> Answer:
    return _newest(DigestKind.DAILY)


@blueprint.get("/desk/digests/monthly")
@staff(*READERS)
def monthly() -> Answer:
    return _newest(DigestKind.MONTHLY)


@blueprint.get("/desk/digests/quarterly")
@staff(*READERS)
def quarterly() -> Answer:
    return _newest(DigestKind.QUARTERLY)


@blueprint.get(f"/desk/digests/{KIND}/archive")
@staff(*READERS)
def digest_archive(kind: str) -> Answer:
    return render_office("desk/digest_archive.html",
                         page=archive_page(current_work(), DigestKind(kind), request.args.get("within", "")))


@blueprint.get(f"/desk/digests/{KIND}/<period>")
@staff(*READERS)
def digest(kind: str, period: str) -> Answer:
    return _page(_reading(kind, period))


@blueprint.get(f"/desk/digests/{KIND}/<period>/cases/<figure>")
@staff(*READERS)
def digest_cases_page(kind: str, period: str, figure: str) -> Answer:
    reading = _reading(kind, period)
    page = digest_cases.cases_page(current_work(), reading, figure, request.args)
    return render_office("desk/digest_cases.html", reading=reading, frame=frame(current_work(), reading), page=page,
                         pages=_neighbours(page.page, page.pages))


@blueprint.get(f"/desk/digests/daily/<period>/lists/{LIST}")
@staff(*READERS)
def digest_list(period: str, name: str) -> Answer:
    reading = _reading(DigestKind.DAILY, period)
    page = digest_day.list_page(current_work(), reading, ListName(name), request.args)
    return render_office("desk/digest_list.html", reading=reading, body=reading.body, page=page,
                         frame=frame(current_work(), reading), label=LIST_LABELS[ListName(name)],
                         pages=_neighbours(page.page, page.pages))


@blueprint.get(f"/desk/digests/{KIND}/<period>/files/<any(pdf,xlsx):format>")
@staff(*READERS)
def digest_file(kind: str, period: str, format: str) -> Answer:
    work, reading = current_work(), _reading(kind, period)
    content = digest_downloads.content(work, reading.head.id, format, reading.part(format))
    part = f"（{reading.body.departments[0].label}）" if reading.part(format) else ""
    response = send_file(BytesIO(content), mimetype=MEDIA_TYPES[format], as_attachment=True, max_age=None, etag=False,
                         conditional=False, download_name=f"{frame(work, reading).title}{part}.{format}")
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post(f"/desk/digests/{KIND}/<period>/files/pdf")
@staff(*READERS)
def make_digest_pdf(kind: str, period: str) -> Answer:
    reading = _reading(kind, period)
    digest_downloads.ask_for_pdf(current_work(), reading.head.id, reading.part("pdf"))
    flash("PDF正在制作，一般一分钟以内做好。过一会儿刷新这一页再下载。")
    return redirect(url_for("desk.digest", **reading.place), 303)


def _newest(kind: DigestKind) -> Answer:
    found = newest_issue(current_work(), kind)
    if found is None:
        return render_office("desk/digest_none.html", title=DIGEST_LABELS[kind], column=f"desk.{kind.value}",
                             words=NONE_YET[kind])
    return _page(read(current_work(), kind, *found))


def _reading(kind: str, period: str) -> Reading:
    return read(current_work(), DigestKind(kind), period, request.args)


def _page(reading: Reading) -> Answer:
    work = current_work()
    shown = {"reading": reading, "frame": frame(work, reading), "body": reading.body}
    if reading.kind is DigestKind.DAILY:
        return render_office("desk/digest_day.html", page=digest_day.day_page(work, reading),
                             asides=digest_asides.parts(work, reading), **shown)
    return render_office("desk/digest_period.html", page=digest_period.period_page(work, reading),
                         asides=digest_asides.parts(work, reading), **shown)


def _neighbours(page: int, pages: int) -> tuple[str, str]:
    """Return the addresses of the page before and the page after, "" where there is none."""
    kept = {name: value for name, value in request.args.items() if value and name != "page"}
    places = dict(request.view_args or {})

    def at(number: int) -> str:
        return url_for(request.endpoint or "", **places, **kept, page=number)

    return at(page - 1) if page > 1 else "", at(page + 1) if page < pages else ""
