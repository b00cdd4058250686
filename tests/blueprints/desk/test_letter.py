"""One letter on the desk: what is shown to whom, and which buttons stand there."""

from __future__ import annotations

import pytest

from rules import offers
from rules.vocabulary import Category, State
from services import handling, replies
from tests import factories
from tests.fixtures.office import CONTACT, TRANSPORT, Office
from tests.fixtures.pages import Page

SECRETS = (CONTACT.name, CONTACT.phone, CONTACT.email)
CONTACT_SEEN = [
    pytest.param("handler", {}, True, "林小舟", id="the handling department sees it"),
    pytest.param("handler", {"name_hidden": True}, False, "应来信人要求不显示", id="not when the writer is hidden"),
    pytest.param("lead", {"category": Category.REPORT}, False, "举报件不显示来信人", id="not in a report"),
    pytest.param("intake", {}, False, "林**", id="masked for the letters office"),
    pytest.param("publisher", {}, False, "只有承办单位可以看", id="not the publisher"),
]
# What the letters office may do to a letter in hand whatever its state; on the clock, and on whom it is about.
MORE_TIME, OFFICE_CLOCK = "ask-extension", ("reclassify", "state-deadline", "bar", "set-subject")
SUBJECT = "set-subject"
BUTTONS = [
    pytest.param("handler", State.ASSIGNED, {"accept", "return", MORE_TIME, SUBJECT}, id="handler, assigned"),
    pytest.param("handler", State.ACCEPTED, {"draft", "save", MORE_TIME, SUBJECT}, id="handler, accepted"),
    pytest.param("handler", State.DRAFTED, {MORE_TIME, SUBJECT}, id="handler, drafted"),
    pytest.param("lead", State.DRAFTED, {"approve", "send-back", MORE_TIME, SUBJECT}, id="lead, drafted"),
    pytest.param("lead", State.REVIEWED, {"issue", "send-back", MORE_TIME, SUBJECT}, id="lead, reviewed"),
    pytest.param("lead", State.ANSWERED, {SUBJECT}, id="lead, answered"),
    pytest.param("intake", State.TRIAGE, {"assign", "decline", "merge", *OFFICE_CLOCK}, id="intake, triage"),
    pytest.param("intake", State.RETURNED, {"assign", "decline", "merge", *OFFICE_CLOCK}, id="intake, returned"),
    pytest.param("intake", State.ACCEPTED, {"transfer", "decline", "merge", *OFFICE_CLOCK}, id="intake, accepted"),
    pytest.param("intake", State.DRAFTED, {"transfer", *OFFICE_CLOCK}, id="intake, drafted"),
    pytest.param("intake", State.ANSWERED, {"rework", SUBJECT}, id="intake, answered"),
    pytest.param("intake", State.REWORK, {"transfer", "state-deadline", "bar", SUBJECT}, id="intake, rework"),
    pytest.param("intake", State.MERGED, {"separate"}, id="intake, merged"),
    pytest.param("intake", State.WITHDRAWN, set(), id="intake, withdrawn"),
    pytest.param("handler", State.REWORK, {"draft", "save", SUBJECT}, id="handler, rework"),
    pytest.param("publisher", State.ACCEPTED, set(), id="publisher, accepted"),
]


def acts_on(page: Page) -> set[str]:
    """The acts whose buttons stand in the main part of a letter's page."""
    main = page.root.find(".//main")
    assert main is not None
    addresses = [form.get("action", "") for form in main.iter("form") if form.get("method") == "post"]
    addresses += [button.get("formaction", "") for button in main.iter("button") if button.get("formaction")]
    return {address.split("?")[0].rsplit("/", 1)[1] for address in addresses}


@pytest.mark.parametrize(("person", "fields", "is_seen", "words"), CONTACT_SEEN)
def test_contact_is_shown_to_those_who_may_see_it(
        office: Office, person: str, fields: dict[str, object], is_seen: bool, words: str) -> None:
    page = office.enter(person).get(f"/desk/letters/{office.letter(**fields)}")
    assert words in page.text
    assert all((secret in page.html) is is_seen for secret in SECRETS)


@pytest.mark.parametrize(("person", "state", "acts"), BUTTONS)
def test_buttons_stand_only_where_the_act_is_possible(
        office: Office, person: str, state: State, acts: set[str]) -> None:
    page = office.enter(person).get(f"/desk/letters/{office.letter(state)}")
    assert acts_on(page) == acts


def test_own_draft_is_not_offered_for_review_and_says_why(office: Office) -> None:
    number = office.letter(State.ACCEPTED)
    office.do("lead", lambda work: replies.draft(work, 1, factories.REPLY))
    own, other = office.enter("lead"), office.enter("second_lead")
    page = own.get(f"/desk/letters/{number}")
    assert offers.OWN_DRAFT in page.text
    assert acts_on(page) == {MORE_TIME, SUBJECT}
    page = own.post(f"/desk/letters/{number}/approve", {"approve-version": "1"}, status=403)
    assert "拟稿人不能审核" in page.text
    assert acts_on(other.get(f"/desk/letters/{number}")) == {"approve", "send-back", MORE_TIME, SUBJECT}


def test_second_return_is_not_offered_and_says_why(office: Office) -> None:
    number = office.letter()
    office.do("handler", lambda work: handling.return_to_office(work, 1, "不归本单位管。", None))
    office.enter("intake").post(f"/desk/letters/{number}/assign", {"assign-department": "县住房和城乡建设局"})
    page = office.enter("handler").get(f"/desk/letters/{number}")
    assert offers.RETURNED_BEFORE in page.text
    assert acts_on(page) == {"accept", MORE_TIME, SUBJECT}


def test_letter_returned_from_a_department_is_out_of_its_sight(office: Office) -> None:
    number = office.letter()
    visitor = office.enter("handler")
    visitor.get(f"/desk/letters/{number}")
    page = visitor.submit({"return-reason": "这段路归交通局管。", "return-proposed_department": "交通"}, "return")
    assert page.path == "/desk"
    assert "已经退回县信访局" in page.text
    visitor.get(f"/desk/letters/{number}", status=404)


def test_letter_text_is_shown_as_text_with_hidden_characters_visible(office: Office) -> None:
    number = office.letter(text="<script>alert(1)</script> {{7*7}} 路\u200b灯")
    page = office.enter("handler").get(f"/desk/letters/{number}")
    assert "<script>alert(1)" not in page.html
    assert "{{7*7}}路［U+200B］灯" in page.text


def test_page_says_why_the_letter_came_here(office: Office) -> None:
    by_words = office.letter(State.TRIAGE, title="小区物业加压泵", text="小区物业的加压泵坏了。")
    assert "系统按来信的用词转来" in (page := office.enter("handler").get(f"/desk/letters/{by_words}")).text
    assert "标题里的“加压泵”" in page.text
    direct = office.letter(code=TRANSPORT)
    assert "直接转到本单位" in office.enter("outsider").get(f"/desk/letters/{direct}").text


def test_timeline_names_staff_and_the_reasons(office: Office) -> None:
    number = office.letter(State.DRAFTED)
    office.do("lead", lambda work: replies.send_back(work, 1, 1, "第二问补上保险责任。"))
    text = office.enter("handler").get(f"/desk/letters/{number}").text
    for words in ("退回修改", "县住房和城乡建设局lead1", "第二问补上保险责任。", "签收", "收到来信并登记", "来信人"):
        assert words in text


def test_next_letter_of_the_list_is_one_press_away(office: Office) -> None:
    first, second = office.letter(), office.letter()
    visitor = office.enter("handler")
    page = visitor.get(f"/desk/letters/{first}?tab=new")
    assert page.links()[f"下一件：{second}"] == f"/desk/letters/{second}?tab=new"
    assert "下一件" not in visitor.get(f"/desk/letters/{second}?tab=new").text
