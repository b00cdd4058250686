"""What few letters need on the form: anonymity, whom the letter is about, and sensitive data by separate consent."""

from __future__ import annotations

from hashlib import sha256

import pytest
from sqlalchemy import select

from models.case import Letter
from models.consent import Consent
from models.event import CaseEvent
from models.identity import Identity
from rules import consents as rules
from rules.actors import CITIZEN
from rules.consents import ConsentKind
from rules.errors import NotFound
from rules.transitions import Act
from services import consents, letter_text
from services.work import Work
from tests import factories
from tests.fixtures.pages import Page, Visitor

ID_NUMBER = "513425198001011237"
FIELDS = {ConsentKind.ID_NUMBER: "consent_id_number", ConsentKind.HEALTH: "consent_health",
          ConsentKind.UNDER_14: "consent_under_14"}
LETTER = {"title": "加压泵坏了没人修", "text": factories.TEXT, "agree": "y"}
# The digest of every text that somebody may have agreed to: a new wording is a new version, never a change.
PINNED = {("id_number", 1): "01c1d5af", ("health", 1): "e3015389", ("under_14", 1): "c6b76aa0"}


def send(visitor: Visitor, status: int = 200, **values: str) -> Page:
    visitor.get("/write")
    return visitor.submit({**LETTER, **values}, status=status)


def sent(work: Work) -> Letter:
    return work.session.scalars(select(Letter).order_by(Letter.id.desc())).first()


def test_letter_of_a_body_only_is_taken_and_gets_a_receipt(visitor: Visitor, work: Work) -> None:
    """I6: an anonymous letter is accepted; no contact field is asked for."""
    page = send(visitor, title="一件事")
    assert "信已收到" in page.text
    assert work.session.scalars(select(Identity)).all() == []


def test_letter_of_text_only_by_program_gets_number_and_code(visitor: Visitor) -> None:
    """I6: the same for other systems."""
    answer = visitor.client.post("/api/v1/letters", json={"text": factories.TEXT})
    assert (answer.status_code, set(answer.get_json())) == (201, {"number", "query_code", "due_on", "status_url"})


def test_no_consent_is_ticked_beforehand(visitor: Visitor) -> None:
    """I7: separate consent, unticked, beside each other and apart from the notice that everybody reads."""
    boxes = {box.get("name"): box for box in visitor.get("/write").all("input") if box.get("type") == "checkbox"}
    for kind, name in FIELDS.items():
        assert boxes[name].get("checked") is None
        assert rules.current(kind).words in visitor.page.html


@pytest.mark.parametrize("kind", ConsentKind)
def test_consent_that_is_given_is_kept_with_the_version_of_its_words(
        visitor: Visitor, work: Work, kind: ConsentKind) -> None:
    """I7: field by field; the version stands in the table and in the first event of the record."""
    send(visitor, **{FIELDS[kind]: "y"})
    row = work.session.scalars(select(Consent)).one()
    assert (row.kind, row.text_version, row.withdrawn_at) == (kind.value, rules.current(kind).version, None)
    event = work.session.scalars(select(CaseEvent).where(CaseEvent.act == Act.SUBMIT.value)).one()
    assert f'"consents":{{"{kind.value}":{row.text_version}}}' in event.payload


def test_id_number_without_consent_is_not_stored_and_the_writer_is_told(visitor: Visitor, work: Work) -> None:
    """I7: refusing does not block the letter, even when what was typed is no number at all."""
    for typed in (ID_NUMBER, "12345"):
        page = send(visitor, id_number=typed, name="林小禾")
        assert "您没有勾选同意保存身份证号，所以没有保存它" in page.text
        assert letter_text.own_words(work, sent(work).id) == {"name": "林小禾"}
    assert work.session.scalars(select(Consent)).all() == []


def test_id_number_with_consent_is_stored_encrypted(visitor: Visitor, work: Work) -> None:
    """I2, I7: with the consent it goes into the vault."""
    page = send(visitor, id_number=" 51342519800101 1237", consent_id_number="y")
    assert "没有保存" not in page.text
    assert letter_text.own_words(work, sent(work).id) == {"id_number": ID_NUMBER}


def test_wrong_id_number_with_consent_is_asked_about_and_nothing_typed_is_lost(visitor: Visitor) -> None:
    """I7: what is to be stored has to be one."""
    page = send(visitor, status=422, id_number="513425198001011238", consent_id_number="y")
    assert rules.ID_UNREADABLE in page.text
    assert "513425198001011238" in page.html


def test_api_tells_what_was_not_stored_for_want_of_consent(visitor: Visitor, work: Work) -> None:
    """I7: the same rule for other systems."""
    body = {"text": factories.TEXT, "contact": {"id_number": ID_NUMBER}}
    answer = visitor.client.post("/api/v1/letters", json=body).get_json()
    assert answer["not_stored"] == ["id_number"]
    answer = visitor.client.post("/api/v1/letters", json={**body, "consents": ["id_number"]}).get_json()
    assert "not_stored" not in answer
    assert letter_text.own_words(work, sent(work).id) == {"id_number": ID_NUMBER}
    assert visitor.client.post("/api/v1/letters", json={**body, "consents": ["fame"]}).status_code == 422


@pytest.mark.parametrize("kind", ConsentKind)
def test_withdrawal_ends_the_consent_and_what_it_alone_allowed(work: Work, kind: ConsentKind) -> None:
    """I7: withdrawal works, once, and stands in the record; the other fields stay."""
    made = factories.letter(work, consents=frozenset(ConsentKind),
                            contact=factories.Contact(name="林小禾", id_number=ID_NUMBER))
    writer = factories.acting(work, CITIZEN)
    consents.withdraw(writer, made.id, kind)
    own = letter_text.own_words(work, made.id)
    assert own == ({"name": "林小禾"} if kind is ConsentKind.ID_NUMBER else {"name": "林小禾", "id_number": ID_NUMBER})
    assert [row.kind for row in consents.given(work, made.id) if row.withdrawn_at] == [kind.value]
    with pytest.raises(NotFound):
        consents.withdraw(writer, made.id, kind)


def test_words_that_were_agreed_to_never_change() -> None:
    """I7: the consent text version in the record names these words for ever."""
    found = {(one.kind.value, one.version): sha256(one.words.encode()).hexdigest()[:8] for one in rules.TEXTS}
    assert found == PINNED
    assert all(rules.text_of(one.kind, one.version) is one for one in rules.TEXTS)


def test_whom_a_letter_is_about_is_asked_and_kept(visitor: Visitor, work: Work) -> None:
    """I1: the subject field of the form, resolved to a unit."""
    send(visitor, complained_about="县住房和城乡建设局 李科长")
    assert sent(work).complained_about == "县住房和城乡建设局 李科长"
    payload = work.session.scalars(select(CaseEvent.payload).where(CaseEvent.act == Act.SUBMIT.value)).one()
    assert f'"barred":[{factories.department_id(work)}]' in payload
