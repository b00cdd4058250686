"""PostgreSQL's roles (security.md U1, S5): one owns the tables and migrates, the service's owns nothing.

What is append-only is read from the triggers that the migrations make, so that the two never disagree.
"""

from __future__ import annotations

import logging
import re

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from config import Config, ConfigError, Mode

log = logging.getLogger(__name__)
NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
REMEDY = "Let another role own the tables and run: flask database grant ROLE (docs/runbook.md, Roles)."
_TABLES = text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
# Rows that may never change have a trigger without a condition, those that are fixed later one with it.
_GUARDED = text("SELECT c.relname, t.tgqual IS NULL AS always FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() "
                "AND t.tgname = c.relname || '_append_only'")
_ROLE = text("SELECT rolsuper, rolcreaterole, pg_has_role(rolname, current_user, 'MEMBER') AS is_owner "
             "FROM pg_roles WHERE rolname = :role")
_POWERS = text("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
_OWNED = text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() "
              "AND pg_has_role(tableowner, 'MEMBER') ORDER BY tablename LIMIT 1")
_CHANGEABLE = text("SELECT has_table_privilege(:table, 'UPDATE') OR has_table_privilege(:table, 'DELETE') "
                   "OR has_table_privilege(:table, 'TRUNCATE')")


class RoleRefused(ValueError):
    """A role that cannot be the service's; the text is one line for the operator."""


def grant(connection: Connection, role: str) -> list[str]:
    """Let a role use the tables without owning them; return the tables that it may only read and add to.

    Run it as the owner of the tables, and again after each migration. Raises RoleRefused.
    """
    _require_usable(connection, role)
    guarded = {row.relname: row.always for row in connection.execute(_GUARDED)}
    name = _quoted(connection, role)
    for statement in (
            "REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC", "REVOKE CREATE ON SCHEMA {schema} FROM {role}",
            "GRANT USAGE ON SCHEMA {schema} TO {role}",
            "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}"):
        connection.execute(text(statement.format(schema=_schema(connection), role=name)))
    for table in connection.execute(_TABLES).scalars().all():
        connection.execute(text(f"GRANT {_rights(table, guarded)} ON {_quoted(connection, table)} TO {name}"))
    return sorted(table for table, always in guarded.items() if always)


def require_bounded(config: Config, engine: Engine) -> None:
    """Raise ConfigError when the service in production runs as a role that could change the record.

    A database that does not answer now is no reason to stay away: the service waits for it.
    """
    if config.mode is not Mode.PRODUCTION or engine.dialect.name != "postgresql":
        return
    try:
        with engine.connect() as connection:
            fault = too_strong(connection)
    except SQLAlchemyError:
        log.warning("The database does not answer; the rights of its role are not known")
        return
    finally:
        engine.dispose()
    if fault:
        raise ConfigError(fault)


def too_strong(connection: Connection) -> str:
    """Return in one line what the present role may do that the service's must not, "" when nothing."""
    if connection.execute(_POWERS).scalar():
        return f"The role in DATABASE_URL is a superuser or makes roles. {REMEDY}"
    owned = connection.execute(_OWNED).scalar()
    if owned:
        return f"The role in DATABASE_URL owns the table {owned}. {REMEDY}"
    for row in connection.execute(_GUARDED).all():
        if row.always and connection.execute(_CHANGEABLE, {"table": row.relname}).scalar():
            return f"The role in DATABASE_URL may change the table {row.relname}. {REMEDY}"
    return ""


def _require_usable(connection: Connection, role: str) -> None:
    if not NAME.fullmatch(role):
        raise RoleRefused(f"{role!r} is no name for a role: use small letters, digits and underscores.")
    row = connection.execute(_ROLE, {"role": role}).one_or_none()
    if row is None:
        raise RoleRefused(f"There is no role {role}. Make it first: createuser --pwprompt {role}")
    if row.rolsuper or row.rolcreaterole:
        raise RoleRefused(f"The role {role} is a superuser or makes roles; the service's must be neither.")
    if row.is_owner:
        raise RoleRefused(f"The role {role} owns the tables, or is a member of the role that does. Use another one.")


def _rights(table: str, guarded: dict[str, bool]) -> str:
    if table == "alembic_version":
        return "SELECT"
    if table not in guarded:
        return "SELECT, INSERT, UPDATE, DELETE"
    return "SELECT, INSERT" if guarded[table] else "SELECT, INSERT, UPDATE"


def _schema(connection: Connection) -> str:
    return _quoted(connection, str(connection.execute(text("SELECT current_schema()")).scalar()))


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)
