"""Messages that have not arrived: why, how the way out stands, and sending one again."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from queries import outbox, paging
from queries.outbox import TAB_LABELS, NoticeTab
from rules.actors import Role
from services import outbox as services
from services.notices import NOTICE_LABELS
from web import lists
from web.access import staff
from web.acts import attempt
from web.addresses import local_path
from web.office import render_office
from web.unit_of_work import current_work

Answer = str | Response | tuple[str, int]
OFFICE = (Role.INTAKE, Role.SUPERVISOR)


def register(blueprint: Blueprint) -> None:
    """Bind the pages of the outbox to their addresses."""
    blueprint.get("/office/notices")(notices)
    blueprint.post("/office/notices/<int:notice_id>/resend")(resend)


@staff(*OFFICE)
def notices() -> Answer:
    work = current_work()
    chosen = lists.choice(NoticeTab, request.args.get("tab"), NoticeTab.FAILED)
    page = outbox.notices(work.session, chosen, paging.read_cursor(request.args, datetime))
    counts = outbox.counts(work.session)
    tabs = [(label, counts[tab], url_for("supervision.notices", tab=tab.value), tab is chosen)
            for tab, label in TAB_LABELS.items()]
    return render_office("supervision/notices.html", rows=page.rows, tabs=tabs, chosen=chosen.value,
                         kinds=NOTICE_LABELS, channels=outbox.channels(work.session), now=work.now,
                         neighbours=lists.neighbours(page), here=lists.here())


@staff(*OFFICE)
def resend(notice_id: int) -> Answer:
    work = current_work()
    refusal = attempt(lambda: services.resend(work, notice_id))
    flash(refusal.message if refusal else "已经排进队里，马上再发一次。", "warn" if refusal else "calm")
    return redirect(local_path(request.form.get("next")) or url_for("supervision.notices"), 303)
