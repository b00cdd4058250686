"""Second factors that wait to be taken off: the word of another administrator than the one who asked."""

from __future__ import annotations

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from blueprints.admin.area import blueprint
from queries import staff as staff_list
from rules.actors import ROLE_LABELS, Role
from services import factor_resets
from web.access import staff as for_staff
from web.acts import attempt
from web.office import render_office
from web.unit_of_work import current_work


@blueprint.get("/admin/factors")
@for_staff(Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN)
def factors() -> str:
    work = current_work()
    return render_office("admin/factors.html", rows=staff_list.waiting_resets(work.session), me=work.actor.id,
                         roles=ROLE_LABELS)


@blueprint.post("/admin/factors/<int(max=2147483647):reset_id>/<any(confirm, refuse):act>")
@for_staff(Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN, fresh=True)
def decide_factor(reset_id: int, act: str) -> Response:
    refusal = attempt(lambda: factor_resets.decide(current_work(), reset_id, confirm=act == "confirm"))
    done = "已经确认，本人下次登录时重新绑定。" if act == "confirm" else "已经回绝，原来的验证器继续有用。"
    flash(refusal.message if refusal else done, "warn" if refusal else "calm")
    return redirect(url_for("admin.factors"), 303)
