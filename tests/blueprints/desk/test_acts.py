"""The acts on a letter's page: the whole way through the forms, stale forms, and input that cannot be taken."""

from __future__ import annotations

import pytest

from queries import letter_file
from rules.vocabulary import State
from services import replies, triage, urging
from tests.factories import REPLY
from tests.fixtures.office import Office
from tests.fixtures.pages import Visitor

LONG = "长" * 20_001
REFUSED = [
    pytest.param("handler", State.ACCEPTED, "draft", {"draft-text": "  "}, "请写答复正文", id="an empty reply"),
    pytest.param("handler", State.ACCEPTED, "draft", {"draft-text": LONG}, "多了1个字", id="an overlong reply"),
    pytest.param("handler", State.ACCEPTED, "draft", {"draft-text": "有\0问题"}, "电脑认不出", id="a reply with NUL"),
    pytest.param("handler", State.ASSIGNED, "return", {"return-reason": ""}, "请写退回理由", id="no reason to return"),
    pytest.param("handler", State.ASSIGNED, "return",
                 {"return-reason": "不归我们", "return-proposed_department": "天上"},
                 "没有找到“天上”", id="an unknown unit to return to"),
    pytest.param("lead", State.DRAFTED, "send-back", {"send-back-reason": " "}, "请写修改意见", id="nothing to mend"),
    pytest.param("intake", State.TRIAGE, "assign", {"assign-department": ""}, "请写承办单位", id="no unit to assign"),
    pytest.param("intake", State.TRIAGE, "assign", {"assign-department": "局"}, "有3个单位", id="many units to assign"),
    pytest.param("intake", State.ACCEPTED, "transfer", {"transfer-department": "县住房和城乡建设局"},
                 "本来就在这个单位", id="a transfer to where it is"),
    pytest.param("intake", State.TRIAGE, "decline", {"decline-words": "说明"}, "请选不予受理的理由", id="no ground"),
]
REPLY_FORM = "/draft"


def open_letter(office: Office, person: str, number: str) -> Visitor:
    visitor = office.enter(person)
    visitor.get(f"/desk/letters/{number}")
    return visitor


def test_letter_goes_its_whole_way_through_the_pages(office: Office) -> None:
    number = office.letter(State.TRIAGE, consents_to_publication=True)
    open_letter(office, "intake", number).submit({"assign-department": "住房和城乡"}, "assign")
    handler = open_letter(office, "handler", number)
    handler.submit({}, "accept")
    handler.post(f"/desk/letters/{number}/save", {"draft-text": "先写一半", "draft-seen": ""})
    assert "先写一半" in handler.submit({"draft-text": "先写一半"}, REPLY_FORM).text
    lead = open_letter(office, "lead", number)
    lead.submit({"send-back-reason": "写完整。"}, "send-back")
    handler.get(f"/desk/letters/{number}")
    handler.submit({"draft-text": REPLY}, REPLY_FORM)
    lead.get(f"/desk/letters/{number}")
    lead.submit({}, "approve")
    page = lead.submit({}, "issue")
    assert "来信人现在就能看到" in page.text
    assert "已答复" in page.text
    office.redact(number)
    publisher = open_letter(office, "publisher", number)
    publisher.get(f"/office/publication/{number}")
    assert "已经公开" in publisher.submit({}, "/publish").text


@pytest.mark.parametrize(("person", "state", "act", "values", "words"), REFUSED)
def test_act_that_cannot_be_done_says_why_and_keeps_the_words(
        office: Office, person: str, state: State, act: str, values: dict[str, str], words: str) -> None:
    number = office.letter(state)
    visitor = open_letter(office, person, number)
    page = visitor.submit(values, f"/{act}", status=422)
    assert words in page.text
    assert 'id="errors"' in page.html
    for value in values.values():
        assert value.strip().replace("\0", "") in page.html.replace("\0", "").replace("\ufffd", "")
    assert page.form(f"/{act}") is not None


def test_draft_saved_by_another_meanwhile_is_shown_and_nothing_is_lost(office: Office) -> None:
    number = office.letter(State.ACCEPTED)
    visitor = open_letter(office, "handler", number)
    office.do("second_handler", lambda work: replies.save(work, 1, "同事先存的一稿"))
    page = visitor.submit({"draft-text": "我写的一稿"}, REPLY_FORM, status=409)
    assert "我写的一稿" in page.text
    assert "同事先存的一稿" in page.text
    assert "已经送审" in visitor.submit({}, REPLY_FORM).text
    assert "我写的一稿" in open_letter(office, "lead", number).page.text  # type: ignore[union-attr]


def test_approval_of_a_version_that_has_changed_is_refused(office: Office) -> None:
    number = office.letter(State.DRAFTED)
    lead = open_letter(office, "lead", number)
    office.do("second_lead", lambda work: replies.send_back(work, 1, 1, "改一改。"))
    office.do("handler", lambda work: replies.draft(work, 1, "改过的一稿"))
    page = lead.submit({}, "approve", status=409)
    assert "改过的一稿" in page.text
    assert "已经看过" in lead.submit({}, "approve", status=422).text
    assert "审核通过" in lead.submit({"approve-knowingly": "y"}, "approve").text


def test_act_on_a_letter_that_has_left_is_told(office: Office) -> None:
    number = office.letter()
    handler = open_letter(office, "handler", number)
    transport = office.people["outsider"].department_id or 0
    office.do("intake", lambda work: triage.transfer(work, 1, transport))
    handler.submit({}, "accept", status=404)


def test_accept_twice_is_refused_with_the_present_state(office: Office) -> None:
    number = office.letter()
    first, second = open_letter(office, "handler", number), open_letter(office, "second_handler", number)
    first.submit({}, "accept")
    assert "现在是“办理中”" in second.submit({}, "accept", status=409).text


def test_decline_shows_what_the_writer_will_read_before_it_is_final(office: Office) -> None:
    number = office.letter(State.TRIAGE)
    visitor = open_letter(office, "intake", number)
    page = visitor.submit({"decline-ground": "legal_remedy", "decline-words": "法院已经立案。"}, "decline")
    for words in ("应当通过诉讼", "法院已经立案。", "请向有管辖权的人民法院"):
        assert words in page.text
    assert "待转办" in open_letter(office, "intake", number).page.text  # type: ignore[union-attr]
    page = visitor.submit({}, "decline")
    assert "已经不予受理" in page.text
    assert "法院已经立案。" in page.text


def test_unknown_act_is_not_found(office: Office) -> None:
    number = office.letter()
    open_letter(office, "handler", number).post(f"/desk/letters/{number}/destroy", status=404)


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "/\\evil"])
def test_act_with_a_way_back_elsewhere_stays_here(office: Office, address: str) -> None:
    """X9: the way back is a path of this site."""
    number = office.letter()
    page = open_letter(office, "handler", number).post(f"/desk/letters/{number}/accept", {"next": address})
    assert page.path == f"/desk/letters/{number}"


@pytest.mark.parametrize(("act", "values"), [
    pytest.param("transfer", {"transfer-department": "桃源镇人民政府"}, id="given to another unit"),
    pytest.param("reclassify", {"reclassify-category": "suggestion"}, id="put into another category"),
    pytest.param("decline", {"decline-ground": "legal_remedy", "decline-words": "请向法院起诉。"}, id="declined"),
])
def test_act_on_a_page_that_has_grown_stale_changes_nothing_and_keeps_the_words(
        office: Office, act: str, values: dict[str, str]) -> None:
    """Z4: two officers have the same page; after the first one's act the second one's is refused with 409."""
    number = office.letter(State.ASSIGNED)
    first, second = open_letter(office, "intake", number), open_letter(office, "supervisor", number)
    if act == "decline":
        second = open_letter(office, "intake", number)
    first.submit({"transfer-department": "县交通运输局"}, "transfer")
    if act == "decline":
        # What the writer will read is shown first; nothing has been done yet.
        second.submit(values, "/decline?")
        page = second.submit({}, "/decline", status=409)
    else:
        page = second.submit(values, f"/{act}?", status=409)
    assert "别人刚刚办理了这一件" in page.text
    assert all(typed in page.html for typed in values.values())
    assert "县交通运输局" in office.enter("intake").get(f"/desk/letters/{number}").text


def test_reminder_does_not_make_a_page_stale(office: Office) -> None:
    """Z4: what the system does by itself is no reason to refuse what an officer has typed."""
    number = office.letter(State.ACCEPTED)
    handler = open_letter(office, "handler", number)
    office.do("supervisor", lambda work: urging.urge(work, letter_file.case_id(work.session, number) or 0, "请抓紧。"))
    assert "已经送审" in handler.submit({"draft-text": REPLY}, REPLY_FORM).text
