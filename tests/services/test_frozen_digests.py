"""Digests, what went out, and signed bulletins never change, whoever writes the SQL."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models.digest import DigestIssue
from rules.actors import Role
from rules.digest_body import DigestKind
from services.work import Work
from tests import factories, factories_digests
from tests.factories_digests import Draft
from tests.fixtures.engines import Edge

CHANGES = {
    "digest": ("UPDATE digest SET correction = 'x'", "DELETE FROM digest"),
    "digest_issue": ("UPDATE digest_issue SET issued_at = '2026-01-01'", "DELETE FROM digest_issue"),
    "bulletin": ("UPDATE bulletin SET text = 'other words'", "DELETE FROM bulletin"),
}


def freeze(work: Work) -> None:
    """Store a digest that went out, and its bulletin with three signatures."""
    made = factories_digests.digest(work, DigestKind.QUARTERLY, Draft("2026-Q3"))
    work.session.add(DigestIssue(digest_id=made.id, mailed_with_id=made.id, issued_at=work.now))
    people = [factories.staff(work, role) for role in (Role.INTAKE, Role.SUPERVISOR, Role.LEADER)]
    factories_digests.issued_bulletin(work, made, [person.id or 0 for person in people])


def test_raw_change_of_a_frozen_digest_is_refused(edge: Edge) -> None:
    """U5: triggers refuse UPDATE, DELETE and TRUNCATE of digests, issues and signed bulletins on both engines."""
    edge.run(freeze)

    def attack(work: Work) -> None:
        connection = work.session.connection()
        for table, changes in CHANGES.items():
            truncate = (f"TRUNCATE {table} CASCADE",) if connection.dialect.name == "postgresql" else ()
            for change in (*changes, *truncate):
                with pytest.raises(DBAPIError, match="append-only"), connection.begin_nested():
                    connection.execute(text(change))

    edge.run(attack)


def test_bulletin_that_is_not_signed_may_be_edited(edge: Edge) -> None:
    def edit(work: Work) -> None:
        made = factories_digests.digest(work, DigestKind.QUARTERLY, Draft("2026-Q3"))
        work.session.execute(text("INSERT INTO bulletin (digest_id, state, text, edited_at, send_back_reason) "
                                  "VALUES (:id, 'draft', '{}', '2026-10-08', '')"), {"id": made.id})
        work.session.execute(text("UPDATE bulletin SET text = 'better words'"))

    edge.run(edit)
