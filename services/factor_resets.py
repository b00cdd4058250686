"""Taking a lost second factor off an account: one administrator asks, another decides (security.md N5)."""

from __future__ import annotations

from sqlalchemy import select

from models.staff import FactorReset
from rules import permissions
from rules.actors import Role
from rules.audit import Audited
from rules.errors import Conflict, InputRefused, NotFound, NotPermitted
from services import audit, second_factor, staff_rows
from services.work import Work

CONFIRMED, REFUSED = "confirmed", "refused"
# The system administrator is the second person where there is one security administrator only.
DECIDE = (Role.SECURITY_ADMIN, Role.SYSTEM_ADMIN)


def ask(work: Work, staff_id: int) -> FactorReset:
    """Ask for the factor of an account to be taken off. Raises NotFound, InputRefused, NotPermitted.

    Asked by the security administrator, or by the operator on the command line. The factor stays until another
    person has confirmed.
    """
    permissions.require_administrator(work.actor, Role.SECURITY_ADMIN)
    staff = staff_rows.locked(work, staff_id)
    if work.actor.id == staff.id:
        raise NotPermitted("不能重置自己的验证器，请由另一位安全管理员申请，或者用备用码登录后自己重新绑定。")
    if staff.totp_seed is None:
        raise InputRefused("这个账号还没有绑定验证器，不用重置。")
    if work.session.scalar(select(FactorReset.id).where(
            FactorReset.staff_id == staff.id, FactorReset.decided_at.is_(None))):
        raise InputRefused("这个账号的重置已经申请过，正等另一个人确认。")
    row = FactorReset(staff_id=staff.id, asked_by=work.actor.id, asked_at=work.now)
    work.session.add(row)
    audit.note(work, Audited.FACTOR_RESET_ASKED, staff=staff.id)
    return row


def decide(work: Work, reset_id: int, *, confirm: bool) -> FactorReset:
    """Confirm or refuse what somebody else asked for; confirming ends the account's sessions at once.

    Raises NotFound, Conflict when it was decided already, NotPermitted for the asker and for the person concerned.
    """
    if work.actor.role not in DECIDE:
        raise NotPermitted()
    row = work.session.scalar(select(FactorReset).where(FactorReset.id == reset_id).with_for_update()
                              .execution_options(populate_existing=True))
    if row is None:
        raise NotFound()
    if row.decided_at is not None:
        raise Conflict("这一件别人已经办了，请刷新后再看。")
    permissions.require_four_eyes(
        work.actor, [row.asked_by, row.staff_id], "申请人和本人不能确认，请由另一位管理员核实本人身份后确认。")
    row.decided_by, row.decided_at, row.outcome = work.actor.id, work.now, CONFIRMED if confirm else REFUSED
    if confirm:
        second_factor.take_off(work, staff_rows.locked(work, row.staff_id))
    audit.note(work, Audited.FACTOR_RESET_DECIDED, staff=row.staff_id, outcome=row.outcome)
    return row
