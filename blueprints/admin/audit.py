"""The auditor's page: what happened, by whom and how it ended; verifying the record; taking it along."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from blueprints.admin.area import blueprint
from queries import audit_trail, sealed_days
from queries.audit_trail import AuditFilters, Outcome
from rules import numbering
from rules.actors import Role
from services import audit_exports, ledger_checks
from services.audit_exports import Format
from web import lists
from web.access import staff
from web.office import render_office
from web.time_limits import exporting
from web.unit_of_work import current_work

LONGEST_SEQ = 18
MIMETYPES = {Format.CSV: "text/csv",
             Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
ASKED = "已经开始核对。记录多的要几分钟，做完了结果在这一页上。"


@blueprint.get("/admin/audit")
@staff(Role.AUDITOR)
def audit() -> str:
    work = current_work()
    chosen = _filters(request.args)
    page = audit_trail.page(work.session, chosen, _seq(request.args.get("after")), _seq(request.args.get("before")))
    return render_office(
        "admin/audit.html", page=page, filters=chosen, neighbours=lists.neighbours(page),  # type: ignore[arg-type]
        acts=[("", "全部"), *audit_trail.known_acts()], outcomes=audit_trail.OUTCOME_LABELS,
        checked=audit_trail.last_check(work.session), sealed=sealed_days.latest(work.session, 1),
        most=audit_trail.MOST_EXPORTED)


@blueprint.post("/admin/audit/verify")
@staff(Role.AUDITOR)
def verify_record() -> Answer:
    ledger_checks.ask(current_work())
    flash(ASKED)
    return redirect(url_for("admin.audit"), 303)


@blueprint.post("/admin/audit/export")
@staff(Role.AUDITOR, fresh=True)
def export_audit() -> Response:
    kind = lists.choice(Format, request.form.get("format"), Format.XLSX)
    work = current_work()
    with exporting():
        content = audit_exports.export(work, _filters(request.form), kind)
    answer = Response(content, mimetype=MIMETYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="audit-{work.today}.{kind.value}"'
    return answer


def _filters(said: Mapping[str, str]) -> AuditFilters:
    """Return what is looked for; what cannot be read counts as not said."""
    number = numbering.normal_number(said.get("number", ""))
    known = {slug for slug, _ in audit_trail.known_acts()}
    return AuditFilters(
        since=_day(said.get("since")), until=_day(said.get("until")),
        who=said.get("who", "").strip()[:lists.LONGEST_QUERY],
        act=said.get("act", "") if said.get("act") in known else "", number=number or "",
        outcome=next((one for one in Outcome if one.value == said.get("outcome")), None))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError:
        return None


def _seq(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= LONGEST_SEQ else None
