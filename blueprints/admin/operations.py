"""The page for those who run the service: queues, jobs that were given up, periodic jobs, mail, space, backups."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from blueprints.admin.area import blueprint
from queries import operations as reading
from rules.actors import Role
from rules.operations import BACKUP_OLD_S, JOB_LABELS
from services import mail_hold, operations, storage
from services.work import Work
from web import health
from web.access import staff as for_staff
from web.acts import attempt
from web.office import render_office
from web.unit_of_work import current_work

DROP = "drop"


@blueprint.get("/admin/operations")
@for_staff(Role.SYSTEM_ADMIN)
def overview() -> str:
    work = current_work()
    view = reading.overview(work.session, work.now)
    return render_office(
        "admin/operations.html", view=view, stored=reading.read(work.session, work.today), now=work.now,
        queues=operations.queue_figures(), failed=operations.failed_jobs(), labels=JOB_LABELS, facts=health.read(),
        faults=storage.faults(), scanner_is_on=storage.has_scanner(),
        backup_is_old=_age_s(work.now, view.backed_up_at) > BACKUP_OLD_S)


@blueprint.post("/admin/operations/again")
@for_staff(Role.SYSTEM_ADMIN)
def again() -> Response:
    return _done(operations.try_again, "这个任务已经重新排队。")


@blueprint.post("/admin/operations/remove")
@for_staff(Role.SYSTEM_ADMIN)
def remove() -> Response:
    return _done(operations.remove, "这个任务已经移除。")


@blueprint.post("/admin/operations/mail")
@for_staff(Role.SYSTEM_ADMIN)
def release_mail() -> Response:
    work = current_work()
    held = mail_hold.standing(work)
    drop_before = held.backup_of if held and request.form.get("older", DROP) == DROP else None
    done = mail_hold.release(work, drop_before)
    flash(f"邮件恢复发送：{done.owed}封等着发出，{done.dropped}封不再发。")
    return redirect(url_for("admin.overview"), 303)


def _done(act: Callable[[Work, str], None], said: str) -> Response:
    """Do something about the job that the form names, and tell it on the page."""
    refusal = attempt(lambda: act(current_work(), request.form.get("job", "")))
    flash(refusal.message if refusal else said, "warn" if refusal else "calm")
    return redirect(url_for("admin.overview"), 303)


def _age_s(now: datetime, at: datetime | None) -> float:
    return float("inf") if at is None else (now - at).total_seconds()
