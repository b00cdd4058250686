"""Asking for information: what is typed is kept, what is public is shown first, each thing is one request."""

from __future__ import annotations

import io
from typing import Any

from flask import Flask
from sqlalchemy import select

from adapters.cipher import FieldCipher
from adapters.files import files
from extensions import db
from models.disclosure import DisclosureRequest
from models.identity import Identity
from models.identity_document import IdentityDocument
from tests import factories
from tests.fixtures import uploads
from tests.fixtures.office import Office
from tests.fixtures.pages import Page, Visitor, values_of

TEXT = "2025年度县城老旧小区改造资金的安排和使用情况。"
PERSON: dict[str, Any] = {
    "agency": "housing", "text": TEXT, "applicant": "natural_person", "name": "林小舟",
    "id_number": "11010519491231002X", "phone": "13812345678", "email": "lin@example.cn", "agree": "y"}
FIRM = PERSON | {"applicant": "business", "name": "云溪县青禾农资有限公司", "id_number": "",
                 "credit_code": "91350100M000100Y43", "representative": "陈一鸣", "contact_person": "林小舟"}


def stored(app: Flask) -> list[DisclosureRequest]:
    with app.app_context():
        return list(db.session.scalars(select(DisclosureRequest).order_by(DisclosureRequest.case_id)))


def errors_of(page: Page) -> list[str]:
    return ["".join(each.itertext()) for each in page.root.iter("p") if each.get("class") == "error"]


def test_apply_gives_a_receipt_a_page_and_an_encrypted_identity(app: Flask, visitor: Visitor) -> None:
    visitor.get("/disclosure/apply?agency=housing")
    receipt = visitor.submit(PERSON | {"purpose": "了解改造进度", "deliver_by": "collect"})
    assert receipt.heading == "申请已收到"
    assert "G2026-1" in receipt.text
    request = stored(app)[0]
    assert (request.text, request.purpose, request.deliver_by) == (TEXT, "了解改造进度", "collect")
    paper = visitor.get("/disclosure/receipt/G2026-1/paper")
    assert "县住房和城乡建设局" in paper.text
    assert "查询码" not in paper.text.replace("用编号和查询码", "")
    page = visitor.get("/disclosure/status/G2026-1")
    assert "收到申请并登记" in page.text
    assert "期限说明单" in visitor.get("/disclosure/status/G2026-1/deadline").heading
    assert "证件号码" in visitor.get("/status/G2026-1/person").text
    with app.app_context():
        kept = db.session.get_one(Identity, request.id)
        assert PERSON["id_number"].encode() not in (kept.id_number or b"")


def test_apply_as_an_organisation_keeps_its_own_fields_only(app: Flask, visitor: Visitor) -> None:
    visitor.get("/disclosure/apply")
    visitor.submit(FIRM | {"id_number": "11010519491231002X"})
    request = stored(app)[0]
    assert request.applicant == "business"
    with app.app_context():
        kept = db.session.get_one(Identity, request.id)
        assert (kept.id_number, kept.credit_code is None) == (None, False)


def test_apply_without_what_the_law_asks_for_names_each_and_keeps_every_word(app: Flask, visitor: Visitor) -> None:
    visitor.get("/disclosure/apply")
    page = visitor.submit({"text": TEXT, "deliver_by": "post", "purpose": "研究"}, status=422)
    assert len(errors_of(page)) == 5
    assert (values_of(page.form())["text"], values_of(page.form())["purpose"]) == (TEXT, "研究")
    page = visitor.submit(PERSON | {"deliver_by": "post"}, status=422)
    assert errors_of(page) == ["错误：要邮寄的，请写联系地址"]
    assert stored(app) == []


def test_apply_for_what_is_public_shows_it_first_and_takes_it_all_the_same(app: Flask, visitor: Visitor,
                                                                           office: Office) -> None:
    office.do(None, lambda work: factories.published_letter(work, title="老旧小区改造资金安排"))
    visitor.get("/disclosure/apply")
    page = visitor.submit(PERSON)
    assert "这些已经公开" in page.text
    assert "老旧小区改造资金安排" in page.links()
    assert stored(app) == []
    assert visitor.submit({}).heading == "申请已收到"


def test_apply_for_several_things_is_offered_as_one_request_each(app: Flask, visitor: Visitor) -> None:
    visitor.get("/disclosure/apply")
    page = visitor.submit(PERSON | {"text": "县城改造的：\n1. 资金安排\n2. 竣工时间"})
    assert "您写了2件信息" in page.text
    receipt = visitor.submit({"split": "apart"})
    assert "分开的另外1份申请" in receipt.text
    first, second = stored(app)
    assert (first.text, second.text, second.first_id) == (
        "县城改造的：资金安排", "县城改造的：竣工时间", first.id)
    assert second.number in visitor.get(f"/disclosure/status/{first.number}").text


def test_apply_with_a_picture_seals_it_without_what_the_camera_wrote(app: Flask, visitor: Visitor) -> None:
    """I2, L5: a picture of an identity document is made anew and kept under a key of its own."""
    visitor.get("/disclosure/apply")
    visitor.submit(PERSON | {"id_number": "", "identity": [(io.BytesIO(uploads.png()), "林小舟身份证.png")]})
    with app.app_context():
        row = db.session.scalars(select(IdentityDocument)).one()
        sealed = files.path(row.storage_name).read_bytes()
        cipher = FieldCipher(app.extensions["mailbox.secrets"].identity)
        assert len(cipher.decrypt(row.case_id, "identity_document", row.file_key)) == 64
    assert b"PNG" not in sealed


def test_picture_is_opened_by_the_agency_with_a_reason_and_counted_for_the_applicant(
        app: Flask, visitor: Visitor, office: Office) -> None:
    """I2: each look at a picture has a reason and is told to the applicant; other offices have no way to it."""
    visitor.get("/disclosure/apply")
    visitor.submit(PERSON | {"identity": [(io.BytesIO(uploads.png()), "林小舟身份证.png")]})
    path = "/desk/requests/G2026-1/identity"
    handler = office.enter("handler")
    handler.get(path)
    handler.submit({}, status=422)
    opened = handler.client.post(f"{path}/1", data={"csrf_token": handler.token(), "reason": "check_identity"})
    assert (opened.status_code, opened.mimetype, opened.data[:4]) == (200, "image/png", b"\x89PNG")
    assert "身份证明的照片" in handler.get(path).text
    assert "您的身份信息被查看过1次" in visitor.get("/disclosure/status/G2026-1").text
    for person in ("disclosure", "intake"):
        assert office.enter(person).client.get(path).status_code == 403
