"""Writing a letter: every typed word is kept, the same form gives one letter, danger is named once."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from adapters.files import files
from extensions import db
from models.attachment import Attachment
from models.case import Case, Letter
from models.department import Mailbox
from models.identity import Identity
from tests.fixtures import uploads
from tests.fixtures.pages import Page, Visitor, values_of

LETTER = {"title": "小区加压泵夜里太响", "text": "楼下的加压泵房每天夜里响。\r\n老人和孩子睡不好。", "agree": "y"}
DANGER = LETTER | {"text": "电梯坏了，有人被困在里面。"}


def stored(app: Flask) -> list[Letter]:
    with app.app_context():
        return list(db.session.scalars(select(Letter).order_by(Case.id)))


def file_of(name: str, content: bytes) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def errors_of(page: Page) -> list[str]:
    return [re.sub(r"\s+", "", "".join(each.itertext())) for each in page.root.iter("p")
            if each.get("class") == "error"]


def test_write_a_letter_stores_every_word_as_it_was_typed(app: Flask, visitor: Visitor) -> None:
    visitor.get("/write")
    visitor.submit(LETTER | {"category": "complaint", "place": "锦绣花园3栋", "name_hidden": "y"})
    letter = stored(app)[0]
    assert (letter.title, letter.text, letter.place) == (LETTER["title"], LETTER["text"], "锦绣花园3栋")
    assert (letter.category, letter.name_hidden, letter.consents_to_publication) == ("complaint", True, False)


def test_write_to_a_department_reaches_its_mailbox(app: Flask, visitor: Visitor) -> None:
    page = visitor.get("/write?mailbox=taoyuan-town")
    assert values_of(page.form())["addressee"] == "department"
    visitor.submit(LETTER)
    with app.app_context():
        slug = db.session.scalar(select(Mailbox.slug).join(Case, Case.mailbox_id == Mailbox.id))
    assert slug == "taoyuan-town"


def test_write_keeps_contact_fields_encrypted(app: Flask, visitor: Visitor) -> None:
    visitor.get("/write")
    visitor.submit(LETTER | {"name": " 林小舟 ", "phone": "１３８ ００００ １２３４", "email": "lin@example.cn"})
    with app.app_context():
        identity = db.session.scalars(select(Identity)).one()
    assert "林小舟".encode() not in (identity.name or b"")
    assert identity.email_digest


REFUSED = [
    pytest.param({"title": " "}, ["请写标题"], id="no title"),
    pytest.param({"text": ""}, ["请写来信内容"], id="no text"),
    pytest.param({"text": "长" * 2003}, ["多了3个字"], id="a text that is too long"),
    pytest.param({"title": "长" * 61}, ["多了1个字"], id="a title that is too long"),
    pytest.param({"text": "有\0空字符"}, ["认不出的字符"], id="a character that cannot be stored"),
    pytest.param({"phone": "1380000123"}, ["少了1位"], id="a digit short"),
    pytest.param({"email": "lin.example.cn"}, ["少了@"], id="a mail address without its sign"),
    pytest.param({"agree": None}, ["请勾选"], id="not agreed"),
    pytest.param({"addressee": "department"}, ["请选一个部门或乡镇"], id="no department chosen"),
    pytest.param({"category": "nonsense"}, ["请选一类"], id="a category that is none"),
    pytest.param({"addressee": "department", "mailbox": "nobody"}, ["没有这个信箱"], id="a mailbox that is none"),
    pytest.param({"title": "", "text": "", "agree": None}, ["请写标题", "请写来信内容", "请勾选"], id="three at once"),
]


@pytest.mark.parametrize(("changes", "messages"), REFUSED)
def test_write_with_something_wrong_says_all_of_it_and_keeps_every_word(
        app: Flask, visitor: Visitor, changes: dict[str, Any], messages: list[str]) -> None:
    typed = LETTER | {"place": "老地方", "name": "林小舟"} | changes
    visitor.get("/write")
    page = visitor.submit(typed, status=422)
    assert f"还有{len(messages)}处需要改一改" in page.text
    assert all(message in error for message, error in zip(messages, errors_of(page), strict=True))
    kept = values_of(page.form())
    shown = {name: (value or "").replace("\r\n", "\n").replace("\0", "\ufffd") for name, value in typed.items()}
    assert all(kept.get(name, "") == shown[name] for name in ("title", "text", "place", "name"))
    assert stored(app) == []


def test_write_with_something_wrong_links_every_error_to_its_field(visitor: Visitor) -> None:
    visitor.get("/write")
    page = visitor.submit({"addressee": "department"}, status=422)
    targets = {link.get("href", "")[1:] for link in page.root.iter("a") if link.get("href", "").startswith("#")}
    assert {"mailbox", "title", "text", "agree"} <= targets
    assert targets - {"main"} <= {each.get("id") for each in page.root.iter()}


def test_send_the_same_form_twice_gives_the_same_receipt(app: Flask, visitor: Visitor) -> None:
    form = visitor.get("/write")
    first = visitor.submit(LETTER)
    visitor.page = form
    again = visitor.submit(LETTER)
    assert (first.path, first.text) == (again.path, again.text)
    assert len(stored(app)) == 1


def test_send_the_same_form_with_other_words_asks_and_then_sends_another_letter(app: Flask, visitor: Visitor) -> None:
    form = visitor.get("/write")
    visitor.submit(LETTER)
    visitor.page = form
    page = visitor.submit(LETTER | {"text": "另外一件事。"}, status=409)
    assert "这封信已经寄出" in page.text
    visitor.submit({})
    assert [letter.text for letter in stored(app)] == [LETTER["text"], "另外一件事。"]


def test_send_words_of_danger_shows_the_number_once_and_loses_nothing(app: Flask, visitor: Visitor) -> None:
    visitor.get("/write")
    page = visitor.submit(DANGER)
    assert "tel:119" in page.html
    assert "我已知道，继续寄出" in page.text
    assert stored(app) == []
    visitor.submit({})
    assert [letter.text for letter in stored(app)] == [DANGER["text"]]


def test_send_files_stores_them_with_the_letter(app: Flask, visitor: Visitor) -> None:
    visitor.get("/write")
    sent = [file_of("现场照片.png", uploads.png()), file_of("合同.docx", uploads.docx())]
    page = visitor.submit(LETTER | {"files": sent})
    assert "2个，已检查" in page.text
    with app.app_context():
        rows = list(db.session.scalars(select(Attachment).order_by(Attachment.id)))
        assert [row.display_name for row in rows] == ["现场照片.png", "合同.docx"]
        assert files.read(rows[0].storage_name, rows[0].digest) == uploads.png()


def test_send_a_bad_file_keeps_the_words_and_says_that_files_are_to_be_chosen_again(
        app: Flask, visitor: Visitor) -> None:
    visitor.get("/write")
    page = visitor.submit(LETTER | {"files": [file_of("锁.pdf", uploads.pdf(b"/Encrypt 9 0 R"))]}, status=422)
    assert "“锁.pdf”：这个文件加了密码" in page.text
    assert "附件要重新选一次" in page.text
    assert values_of(page.form())["title"] == LETTER["title"]
    assert stored(app) == []


def test_send_the_same_files_twice_keeps_them_once(app: Flask, visitor: Visitor) -> None:
    form = visitor.get("/write")
    for _ in range(2):
        visitor.page = form
        visitor.submit(LETTER | {"files": [file_of("a.png", uploads.png())]})
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Attachment)) == 1
    assert sum(path.is_file() for path in files.root.rglob("*")) == 1


def test_send_without_a_form_token_is_given_back_with_every_word(app: Flask, visitor: Visitor) -> None:
    visitor.get("/write")
    page = visitor.submit(LETTER | {"csrf_token": "stale"}, status=400)
    kept = values_of(page.form())
    assert (kept["title"], kept["text"]) == (LETTER["title"], LETTER["text"].replace("\r\n", "\n"))
    visitor.submit({})
    assert len(stored(app)) == 1


@pytest.mark.parametrize("query", [
    pytest.param("?category=site_error", id="a category"), pytest.param("?category=x&mailbox=y", id="what is none"),
    pytest.param("?to=department", id="a department to be chosen")])
def test_open_the_form_with_wishes_in_the_address_shows_it(visitor: Visitor, query: str) -> None:
    assert visitor.get(f"/write{query}").heading == "写信"


def test_open_the_form_twice_gives_two_tokens(visitor: Visitor) -> None:
    tokens = {values_of(visitor.get("/write").form())["form_token"] for _ in range(2)}
    assert len(tokens) == 2
