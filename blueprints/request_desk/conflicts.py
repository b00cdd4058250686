"""Where agencies do not say the same (口径不一致): unlike answers, disputed questions; the office settles them."""

from __future__ import annotations

from flask import flash, redirect, request, url_for

from blueprints.request_desk.area import Answer, blueprint
from blueprints.request_desk.conferring_forms import CommonTextForm, SettleConflictForm
from queries import answer_conflicts, conferrings
from rules.actors import Role
from services import answer_comparison, conferring
from services.work import Work
from web.access import staff
from web.acts import attempt, status_of
from web.forms import BaseForm
from web.office import render_office
from web.unit_of_work import current_work


@blueprint.get("/desk/requests/conflicts")
@staff(Role.DISCLOSURE, Role.LEADER)
def conflicts() -> Answer:
    return _page(current_work())


@blueprint.post("/desk/requests/conflicts/<int:conflict>")
@staff(Role.DISCLOSURE)
def settle_conflict(conflict: int) -> Answer:
    work, form = current_work(), SettleConflictForm(prefix="settle-")
    refusal = attempt(lambda: answer_comparison.settle(work, conflict, form.words.data or ""))
    if refusal is not None:
        form.refuse(refusal)
        return _page(work, conflict=(conflict, form)), status_of(refusal)
    flash("已经记下处理意见。")
    return redirect(url_for("request_desk.conflicts"), 303)


@blueprint.post("/desk/requests/conferring/<int:conferred>/settle")
@staff(Role.DISCLOSURE)
def settle_conferring(conferred: int) -> Answer:
    work, form = current_work(), CommonTextForm(prefix="text-")
    refusal = attempt(lambda: conferring.settle(work, conferred, form.target()[1], form.common()))
    if refusal is not None:
        form.refuse(refusal)
        return _page(work, disputed=(conferred, form)), status_of(refusal)
    flash("已经裁定，提请和会商的单位都会收到告知。")
    return redirect(url_for("request_desk.conflicts"), 303)


def _page(work: Work, conflict: tuple[int, SettleConflictForm] | None = None,
          disputed: tuple[int, CommonTextForm] | None = None) -> str:
    settled = request.args.get("tab") == "settled"
    rows = answer_conflicts.listed(work.session, settled=settled)
    asked = [] if settled else conferrings.to_settle(work.session, work.today)
    tabs = [("待处理", len(rows) + len(asked) if not settled else None, url_for("request_desk.conflicts"), not settled),
            ("已经处理", None, url_for("request_desk.conflicts", tab="settled"), settled)]
    refused: list[BaseForm] = [pair[1] for pair in (conflict, disputed) if pair]
    return render_office(
        "request_desk/conflicts.html", rows=rows, asked=asked, tabs=tabs, settled=settled, refused=refused,
        forms={row.id: conflict[1] if conflict and conflict[0] == row.id else _empty() for row in rows},
        texts={row.id: disputed[1] if disputed and disputed[0] == row.id else _text(row) for row in asked},
        may=work.actor.role is Role.DISCLOSURE)


def _empty() -> SettleConflictForm:
    return SettleConflictForm(formdata=None, prefix="settle-")


def _text(row: conferrings.ConferringRow) -> CommonTextForm:
    form = CommonTextForm(formdata=None, prefix="text-")
    form.agreed_text.data, form.agreed_position.data = row.agreed_text, row.agreed_position or ""
    return form
