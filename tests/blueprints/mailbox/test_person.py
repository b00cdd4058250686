"""我的个人信息: everything that is kept, copied, corrected, erased and taken back from the status page, end to end."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from extensions import db
from models.identity import Identity
from models.rights import RightsRequest
from rules import numbering
from rules.consents import ConsentKind
from rules.vocabulary import State
from tests import factories
from tests.fixtures.office import Office
from tests.fixtures.pages import Page, Visitor

TOKEN = "a-form-token-of-this-test"
SECRETS = ("林小舟", "13812345678", "lin@example.cn", "翠竹苑5栋")


def open_letter(office: Office, visitor: Visitor, state: State = State.ACCEPTED, **fields: object) -> str:
    number = office.letter(state, token=TOKEN, **fields)
    visitor.get("/status")
    code = numbering.query_code(office.app.extensions["mailbox.secrets"].code, TOKEN)
    visitor.submit({"number": number, "code": code})
    return number


def mine(visitor: Visitor) -> Page:
    assert visitor.page is not None
    return visitor.get(visitor.page.links()["我的个人信息"])


def identities(app: Flask) -> int:
    with app.app_context():
        return db.session.query(Identity).count()


def test_person_sees_everything_that_is_kept(office: Office, visitor: Visitor) -> None:
    """G3: view: the page shows each field that is kept, the letter, who looked, what was sent and what was done."""
    open_letter(office, visitor, text="翠竹苑外墙掉砖，请修。")
    page = mine(visitor)
    assert all(secret in page.text for secret in SECRETS)
    assert "翠竹苑外墙掉砖，请修。" in page.text
    assert "没有人看过" in page.text
    assert "收信回执" in page.text
    assert "收到来信并登记" in page.text
    assert page.response.headers["Cache-Control"] == "no-store"


def test_person_takes_a_copy_away(office: Office, visitor: Visitor) -> None:
    """G3: copy: one JSON file with the same things, noted in the record."""
    number = open_letter(office, visitor)
    mine(visitor)
    answer = visitor.client.post(f"/status/{number}/person/copy", data={"csrf_token": visitor.token()})
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{number}.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    copy = json.loads(answer.get_data())
    assert set(copy["姓名和联系方式"].values()) == set(SECRETS)
    assert "来信人复制个人信息" in mine_again(visitor, number).text


def test_person_corrects_the_contact(office: Office, visitor: Visitor) -> None:
    """G3: correct: done at once; what is wrong is told at its field with the typed words kept."""
    number = open_letter(office, visitor)
    mine(visitor)
    page = visitor.submit({"phone": "1381234567"}, "correction", status=422)
    assert "手机号码少了1位" in page.text
    page = visitor.submit({"phone": "13987654321", "name": "林晓舟"}, "correction")
    assert "已经更正" in page.text
    assert "13987654321" in page.text
    assert "13812345678" not in page.text
    page = visitor.submit({}, "correction", status=422)
    assert "没有要更正的" in page.text
    assert "您更正了姓名或者联系方式" in visitor.get(f"/status/{number}").text


def test_person_erases_the_identity(office: Office, visitor: Visitor, app: Flask) -> None:
    """G3, U6: delete: told what it means, then nothing of the identity is left; the letter goes on."""
    number = open_letter(office, visitor)
    page = mine(visitor)
    page = visitor.get(page.links()["删除姓名和联系方式"])
    assert "再也发不出邮件和短信" in page.text
    assert "备份轮换" in page.text
    page = visitor.submit({}, "deletion")
    assert "已经删去" in page.text
    assert not any(secret in page.html for secret in SECRETS[:3])
    assert identities(app) == 0
    assert "姓名和联系方式已经删去" in visitor.get(f"/status/{number}").text
    for person in ("intake", "handler", "supervisor"):
        letter = office.enter(person).get(f"/desk/letters/{number}")
        assert not any(secret in letter.html for secret in SECRETS[:3])


def test_person_takes_the_leave_to_publish_back(office: Office, visitor: Visitor, app: Flask) -> None:
    """G3: withdraw consent: the public page is a tombstone with the reason at once."""
    number = open_letter(office, visitor, State.ANSWERED, consents_to_publication=True)
    public: list[str] = []
    office.do(None, lambda work: public.append(factories.publish(work, _id(number)).public_id))
    assert Visitor(app.test_client()).get(f"/letters/{public[0]}").status == 200
    visitor.get(f"/status/{number}")
    mine(visitor)
    page = visitor.submit({}, "publication")
    assert "已经撤下" in page.text
    gone = app.test_client().get(f"/letters/{public[0]}")
    assert "来信人撤回同意" in gone.get_data(as_text=True)
    assert "没有同意公开" in page.text


def test_person_asks_the_office_and_reads_why_not(office: Office, visitor: Visitor) -> None:
    """G3: what needs a person goes to the letters office with a last day; the refusal's reason is read here."""
    number = open_letter(office, visitor)
    mine(visitor)
    page = visitor.submit({"kind": "stop_use", "words": ""}, "requests", status=422)
    assert "请写清楚" in page.text
    page = visitor.submit({"kind": "stop_use", "words": "事情已经解决了，不想留着。"}, "requests")
    assert "等县信访局答复，最晚2026年12月15日" in page.text
    officer = office.enter("intake")
    assert "事情已经解决了，不想留着。" in officer.get("/office/rights").text
    officer.submit({}, "grant", status=409)
    request_id = _first_request(office)
    answered = officer.post(f"/office/rights/{request_id}/refuse", {f"r{request_id}-reason": "这封信还在办理。"})
    assert "没有同意，申请人会看到理由" in answered.text
    page = mine_again(visitor, number)
    assert "理由：这封信还在办理。" in page.text


def test_correction_of_the_text_stands_beside_the_letter(office: Office, visitor: Visitor) -> None:
    number = open_letter(office, visitor)
    mine(visitor)
    visitor.submit({"kind": "correct_text", "words": "是6栋，不是5栋。"}, "requests")
    officer = office.enter("supervisor")
    officer.get("/office/rights")
    assert "已经办理，申请人会收到告知" in officer.submit({}, "grant").text
    assert "是6栋，不是5栋。" in office.enter("handler").get(f"/desk/letters/{number}").text


def test_correction_of_a_confidential_letter_is_read_by_the_letters_office_only(
        office: Office, visitor: Visitor) -> None:
    number = open_letter(office, visitor, name_hidden=True)
    mine(visitor)
    visitor.submit({"kind": "correct_text", "words": "我叫林小舟，不是林小洲。"}, "requests")
    officer = office.enter("intake")
    officer.get("/office/rights")
    officer.submit({}, "grant")
    assert "不是林小洲" in officer.get(f"/desk/letters/{number}").text
    assert "不是林小洲" not in office.enter("handler").get(f"/desk/letters/{number}").text


def test_person_takes_a_sensitive_consent_back(office: Office, visitor: Visitor) -> None:
    """G3, I7: a separate consent is taken back from the same page."""
    number = open_letter(office, visitor, consents=(ConsentKind.HEALTH,))
    mine(visitor)
    assert "撤回。" in visitor.submit({}, "consents/health").text
    visitor.post(f"/status/{number}/person/consents/none", status=404)


@pytest.mark.parametrize("path", ["", "/copy", "/correction", "/deletion", "/publication", "/requests",
                                  "/consents/health"])
def test_stranger_reaches_nothing_of_it(office: Office, app: Flask, visitor: Visitor, path: str) -> None:
    """G3: without number and query code neither page nor act opens; an unknown number answers the same."""
    number = open_letter(office, visitor)
    stranger = Visitor(app.test_client())
    for asked in (number, "X2026-4711"):
        if path in ("", "/deletion"):
            assert stranger.get(f"/status/{asked}/person{path}").heading == "查进度"
        if path:
            assert stranger.post(f"/status/{asked}/person{path}").heading == "查进度"
    assert identities(app) == 1
    with app.app_context():
        assert db.session.query(RightsRequest).count() == 0


def mine_again(visitor: Visitor, number: str) -> Page:
    return visitor.get(f"/status/{number}/person")


def _id(number: str) -> int:
    from_number = db.session.execute(db.text('SELECT id FROM "case" WHERE number = :n'), {"n": number})
    return int(from_number.scalar_one())


def _first_request(office: Office) -> int:
    with office.app.app_context():
        return int(db.session.execute(db.text("SELECT min(id) FROM rights_request")).scalar_one())
