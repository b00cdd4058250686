"""The vault of who wrote: nothing readable in the database, and no look without a reason that is kept."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from extensions import db
from models.event import CaseEvent
from models.reveal import IdentityReveal
from queries import reveals as reading
from rules.actors import CITIZEN, SYSTEM, Role
from rules.audit import Audited
from rules.consents import ConsentKind
from rules.errors import InputRefused, NotPermitted, TransitionRefused
from rules.letter_draft import Contact
from services import letter_index, reveals, routing
from services.work import Work
from tests import factories
from tests.fixtures.engines import Edge

CANARY = Contact("金丝雀甲", "13900004321", "canary@example.cn", "金丝雀巷7号", "513425198001011237")
CONTACT = "contact"


def send(work: Work) -> int:
    """Send a letter with every contact field, have it routed and indexed."""
    made = factories.letter(work, contact=CANARY, consents=frozenset({ConsentKind.ID_NUMBER}), mailbox="housing")
    routing.route(factories.acting(work, SYSTEM), made.id)
    letter_index.add(work, made)
    return made.id


def office(work: Work, role: Role = Role.INTAKE) -> Work:
    return factories.acting(work, factories.staff(work, role))


def dump(work: Work) -> str:
    """Return everything that stands in the database, bytes as far as they are text."""
    parts = []
    for table in db.metadata.tables.values():
        for row in work.session.execute(select(table)):
            parts += [value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) for value in row]
    parts += [str(row) for row in work.session.execute(text("SELECT * FROM letter_index"))]
    return "\n".join(parts)


def test_dump_of_the_database_holds_nothing_of_who_wrote(edge: Edge) -> None:
    """I2: every contact field is ciphertext, in every table and index, on both engines."""
    edge.run(send)
    edge.run(lambda work: reveals.reveal(office(work), 1, CONTACT, ""))
    found = edge.run(dump)
    assert factories.TEXT in found  # the dump does read what is there
    for secret in (*CANARY.__dict__.values(), "3900004321", "canary"):
        assert secret not in found


@pytest.mark.parametrize("role", [Role.INTAKE, Role.SUPERVISOR])
def test_reveal_gives_the_fields_and_leaves_a_row_and_an_audit_entry(edge: Edge, role: Role) -> None:
    """I2, U3: who, when, which case, which fields and why, and no word of the identity."""
    case_id = edge.run(send)
    shown = edge.run(lambda work: reveals.reveal(office(work, role), case_id, CONTACT, "要核实地址。"))
    assert shown == CANARY.__dict__

    def check(work: Work) -> None:
        row = work.session.scalars(select(IdentityReveal)).one()
        assert (row.case_id, row.staff_id, row.role) == (case_id, office(work, role).actor.id, role.value)
        assert (row.reason, row.words, set(row.fields.split(","))) == (CONTACT, "要核实地址。", set(CANARY.__dict__))
        entry = work.session.scalars(select(CaseEvent).where(CaseEvent.act == Audited.REVEALED.value)).one()
        assert entry.actor == f"staff:{row.staff_id}"
        assert all(secret not in entry.payload for secret in (*CANARY.__dict__.values(), "核实"))

    edge.run(check)


@pytest.mark.parametrize(("reason", "words"), [("", ""), ("", "要核实地址。"), ("other", ""), ("other", "看看"),
                                               ("x", "")],
                         ids=["none", "words only", "other without words", "other too short", "no such reason"])
def test_reveal_without_a_reason_is_refused_and_shows_nothing(work: Work, reason: str, words: str) -> None:
    """I2: a reveal without a reason is refused."""
    case_id = send(work)
    with pytest.raises(InputRefused):
        reveals.reveal(office(work), case_id, reason, words)
    assert work.session.scalars(select(IdentityReveal)).all() == []


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.INTAKE, Role.SUPERVISOR)])
def test_reveal_by_anybody_else_is_not_permitted(work: Work, role: Role) -> None:
    """I2: the letters office alone, whatever the reason; the handling department sees what the writer allowed."""
    case_id = send(work)
    with pytest.raises(NotPermitted):
        reveals.reveal(office(work, role), case_id, CONTACT, "")


def test_reveal_by_the_writer_or_the_service_is_not_permitted(work: Work) -> None:
    case_id = send(work)
    for actor in (CITIZEN, SYSTEM):
        with pytest.raises(NotPermitted):
            reveals.reveal(factories.acting(work, actor), case_id, CONTACT, "")


def test_reveal_of_an_anonymous_letter_says_that_there_is_nothing(work: Work) -> None:
    made = factories.letter(work)
    with pytest.raises(TransitionRefused, match="没有留姓名"):
        reveals.reveal(office(work), made.id, CONTACT, "")


def test_writer_is_told_how_often_and_by_whom(work: Work) -> None:
    """I2: visible to the writer as a count, with the day and the kind of officer, never a person's name."""
    case_id = send(work)
    assert reading.told_to_writer(work.session, case_id) is None
    reveals.reveal(office(work), case_id, CONTACT, "")
    reveals.reveal(office(work, Role.SUPERVISOR), case_id, "same_writer", "")
    looks = reading.told_to_writer(work.session, case_id)
    assert looks is not None
    assert (looks.count, looks.last_on, looks.last_by) == (2, work.today, "信访局督查")


@pytest.mark.parametrize("change", ["UPDATE identity_reveal SET words = ''", "DELETE FROM identity_reveal"])
def test_reveals_cannot_be_changed_or_deleted(edge: Edge, change: str) -> None:
    """I2, U1: nobody takes back that they looked, on both engines."""
    case_id = edge.run(send)
    edge.run(lambda work: reveals.reveal(office(work), case_id, CONTACT, ""))
    with pytest.raises(DBAPIError, match="append-only"):
        edge.run(lambda work: work.session.execute(text(change)))
