"""The list of a period's comments, and showing those together in which nothing has to be hidden."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from blueprints.period_desk import comment_list, pages
from blueprints.period_desk.area import READERS, WORKERS, Answer, blueprint
from queries.comment_desk import Tab
from services import comment_export, comment_moderation
from web import searches
from web.access import staff
from web.acts import attempt
from web.office import render_office
from web.time_limits import exporting
from web.unit_of_work import apart, current_work

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILTERS = ("q", "anchor", "stance", "channel")
NONE_CHOSEN = "请先勾选要公开的意见。"
NONE_LATE = "请先勾选到期没有修改的意见。"


@blueprint.get("/desk/periods/<number>/comments")
@staff(*READERS)
def comments(number: str) -> Answer:
    searches.note()
    return render_office("period_desk/comments.html",
                         page=comment_list.list_page(current_work(), number, request.args))


@blueprint.post("/desk/periods/<number>/comments/show")
@staff(*WORKERS)
def show_comments(number: str) -> Answer:
    """Show what was ticked, and say what has to be looked at one by one."""
    work, chosen = current_work(), list(dict.fromkeys(request.form.getlist("number")))
    file = pages.open_period(work, number)
    here = redirect(url_for("period_desk.comments", number=number, **_kept()), 303)
    if not chosen:
        flash(NONE_CHOSEN, "warn")
        return here
    shown: list[str] = []
    refusal = attempt(lambda: shown.extend(comment_moderation.show_clean(work, file.id, chosen)))
    if refusal is not None:
        flash(refusal.message, "warn")
        return here
    flash(f"已公开{len(shown)}条意见。")
    if len(shown) < len(chosen):
        flash(f"{len(chosen) - len(shown)}条没有公开：里面有个人信息，或者别人刚刚办过，请逐条打开看。", "warn")
    return here


@blueprint.post("/desk/periods/<number>/comments/late")
@staff(*WORKERS)
def set_aside_late(number: str) -> Answer:
    """Set those aside that were ticked and not mended in time; each stands on record with the name of who decides."""
    work, chosen = current_work(), list(dict.fromkeys(request.form.getlist("number")))
    file = pages.open_period(work, number)
    done: list[str] = []
    refusal = attempt(lambda: done.extend(
        comment_moderation.set_aside_late(work, file.id, chosen, request.form.get("words", ""))))
    flash(refusal.message if refusal else f"{len(done)}条意见不列入统计，评论人会收到告知。" if done else NONE_LATE,
          "calm" if done else "warn")
    return redirect(url_for("period_desk.comments", number=number, tab=Tab.LATE.value, **_kept()), 303)


@blueprint.get("/desk/periods/<number>/comments.xlsx")
@staff(*READERS)
def comments_file(number: str) -> Answer:
    """Every comment as a table, without anybody's identity; noted before it leaves the house."""
    file = pages.open_period(current_work(), number)
    with exporting():
        with apart() as noted:
            comment_export.note(noted, file)
        content = comment_export.xlsx_file(current_work(), file)
    response = Response(content, mimetype=XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename=comments-{file.number}.xlsx"
    response.headers["Cache-Control"] = "no-store"
    return response


def _kept() -> dict[str, str]:
    """Return the filters under which the list was looked at."""
    return {name: value for name in FILTERS if (value := request.args.get(name, ""))}
