"""Who acts: a citizen, a member of staff, the system or an importer. Every service takes one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    CITIZEN = "citizen"
    STAFF = "staff"
    SYSTEM = "system"
    IMPORTER = "importer"


class Role(StrEnum):
    """What a member of staff may be. `LABELS` has the words for pages."""

    HANDLER = "handler"
    LEAD = "lead"
    INTAKE = "intake"
    SUPERVISOR = "supervisor"
    REDACTOR = "redactor"
    PUBLISHER = "publisher"
    LEADER = "leader"
    DISCLOSURE = "disclosure"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDITOR = "auditor"


ROLE_LABELS: dict[Role, str] = {
    Role.HANDLER: "承办人",
    Role.LEAD: "单位负责人",
    Role.INTAKE: "信访局登记转办",
    Role.SUPERVISOR: "信访局督查",
    Role.REDACTOR: "信访局隐私处理",
    Role.PUBLISHER: "信访局公开审核",
    Role.LEADER: "县领导",
    Role.DISCLOSURE: "政务公开办公室",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.AUDITOR: "审计管理员",
}
# Where those sit who belong to no department, besides the letters office.
OUTSIDE: dict[Role, str] = {Role.LEADER: "县政府", Role.DISCLOSURE: "县政务公开办公室"}
DEPARTMENT_ROLES = frozenset({Role.HANDLER, Role.LEAD})
# The three administrators (三员): different people, and none of them has to do with cases (security.md 1.2).
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})


@dataclass(frozen=True)
class Actor:
    """One actor. `id` and `department_id` are set for staff only."""

    kind: ActorKind
    id: int | None = None
    role: Role | None = None
    department_id: int | None = None
    name: str = ""

    @property
    def slug(self) -> str:
        """How the record names the actor: `citizen`, `system`, `importer` or `staff:17`; never a person's name."""
        return self.kind.value if self.id is None else f"{self.kind.value}:{self.id}"


CITIZEN = Actor(ActorKind.CITIZEN)
SYSTEM = Actor(ActorKind.SYSTEM)
IMPORTER = Actor(ActorKind.IMPORTER)
