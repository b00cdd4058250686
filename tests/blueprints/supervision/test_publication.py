"""Publication: the queues, the redaction desk without script, and what the publisher decides."""

from __future__ import annotations

import re

import pytest

from rules.actors import Role
from rules.vocabulary import Category, State
from tests import factories
from tests.fixtures.office import Office
from tests.fixtures.pages import Page, Visitor

MOBILE, MASKED = "13800001234", "138****1234"
TEXT = f"请打{MOBILE}联系我。\n老人患高血压，小区没有水。"


def letter_to_publish(office: Office, **fields: object) -> str:
    return office.letter(State.ANSWERED, **({"text": TEXT, "consents_to_publication": True} | fields))


def at_the_desk(office: Office, **fields: object) -> tuple[Visitor, str]:
    """A redactor before the begun derivative of an answered letter."""
    number = letter_to_publish(office, **fields)
    visitor = office.enter("redactor")
    visitor.get(f"/office/publication/{number}")
    visitor.submit({}, "/redact")
    return visitor, number


def mark_of(page: Page, words: str) -> str:
    """The key of the mark on these words, by the label of its field."""
    return re.search(rf'name="public-(\d+)"[^>]*aria-label="“{words}”', page.html)[1]  # type: ignore[index]


def judged(page: Page, decision: str) -> dict[str, str]:
    """The fields that judge every mark in the same way."""
    return {f"decision-{key}": decision for key in re.findall(r'name="public-(\d+)"', page.html)}


def propose(redactor: Visitor, **fields: str) -> Page:
    assert redactor.page is not None
    return redactor.submit({**judged(redactor.page, "hide"), "do": "propose", **fields}, "/marks")


def proposed(office: Office, **fields: object) -> tuple[Visitor, str]:
    """A publisher before a derivative that waits for them."""
    redactor, number = at_the_desk(office, **fields)
    propose(redactor)
    publisher = office.enter("publisher")
    publisher.get(f"/office/publication/{number}")
    return publisher, number


def test_queue_of_the_redactor_has_answered_letters_whose_writer_agreed(office: Office) -> None:
    wanted = letter_to_publish(office)
    others = [office.letter(State.ANSWERED), office.letter(State.ACCEPTED, consents_to_publication=True)]
    page = office.enter("redactor").get("/office/publication")
    assert wanted in page.text
    assert not any(other in page.text for other in others)
    assert wanted not in office.enter("publisher").get("/office/publication").text


def test_queues_hand_a_letter_on_and_count_it_in_the_navigation(office: Office) -> None:
    publisher, number = proposed(office)
    assert number in publisher.get("/office/publication").text
    assert "公开件 1" in publisher.page.html  # type: ignore[union-attr]
    redactor = office.enter("redactor")
    assert number not in redactor.get("/office/publication").text
    assert number in redactor.get("/office/publication?tab=pending").text


def test_letter_that_nobody_began_shows_no_public_text(office: Office) -> None:
    number = letter_to_publish(office)
    page = office.enter("redactor").get(f"/office/publication/{number}")
    assert "还没有公开稿" in page.text
    assert MASKED not in page.text


def test_desk_marks_findings_on_both_sides_and_asks_for_the_hints(office: Office) -> None:
    visitor, _ = at_the_desk(office)
    page = visitor.page
    assert page is not None
    assert re.search(rf'<mark data-mark="\d+"><span data-at="2">{MOBILE}</span></mark>', page.html)
    assert re.search(rf'<mark data-mark="\d+" class="off-page">{re.escape(MASKED)}</mark>', page.html)
    assert "处要您判断" in page.text
    assert re.search(r"“[^”]*高血压”（", page.text)


def test_desk_shows_unseen_characters_by_their_code(office: Office) -> None:
    """X3: bidi controls, zero-width characters and tags are made visible in the original and are not published."""
    visitor, _ = at_the_desk(office, text="小区\u202e没有\u200b水\U000e0041。")
    page = visitor.page
    assert page is not None
    for code in ("U+202E", "U+200B", "U+E0041"):
        assert f"［{code}］</span>" in page.html
    assert not re.search("[\u202e\u200b\U000e0041]", page.html)


def test_desk_saves_what_was_decided_without_script(office: Office) -> None:
    visitor, _ = at_the_desk(office)
    page = visitor.page
    assert page is not None
    key = mark_of(page, MOBILE)
    page = visitor.submit({**judged(page, "keep"), f"decision-{key}": "hide", f"public-{key}": "（电话略）"}, "/marks")
    assert '<mark data-mark="' + key + '" class="off-page">（电话略）</mark>' in page.html
    assert "已隐去1处" in page.text


def test_desk_hides_further_words_wherever_they_stand(office: Office) -> None:
    visitor, _ = at_the_desk(office)
    page = visitor.submit({"words": "小区"}, "/marks")
    assert page.html.count('class="off-page">（略）</mark>') >= 1
    assert "人工选定" in page.text


def test_desk_refuses_words_that_are_not_there_and_keeps_what_was_typed(office: Office) -> None:
    visitor, _ = at_the_desk(office)
    page = visitor.submit({"words": "没有这些字呢"}, "/marks", status=422)
    assert "标题、来信和答复里没有这几个字" in page.text
    assert 'value="没有这些字呢"' in page.html


def test_desk_says_what_is_missing_before_it_proposes_and_keeps_the_decisions(office: Office) -> None:
    visitor, number = at_the_desk(office)
    page = visitor.page
    assert page is not None
    key = mark_of(page, MOBILE)
    page = visitor.submit({f"public-{key}": "（电话略）", "do": "propose"}, "/marks")
    assert "处要您判断：隐去，还是保留" in page.text
    assert "（电话略）" in page.html
    assert "已经送公开审核" in propose(visitor).text
    assert number not in visitor.get("/office/publication").text


def test_desk_of_a_report_asks_whether_its_writer_can_be_known(office: Office) -> None:
    visitor, _ = at_the_desk(office, category=Category.REPORT)
    assert "确认不会让人认出来信人" in propose(visitor).text
    assert "已经送公开审核" in propose(visitor, cannot_be_known="y").text


def test_desk_changed_by_somebody_else_meanwhile_says_so(office: Office) -> None:
    visitor, number = at_the_desk(office)
    other = office.enter("redactor")
    other.get(f"/office/publication/{number}")
    other.submit({}, "/marks")
    assert "刚刚有人改过" in visitor.submit({}, "/marks", status=409).text


@pytest.mark.parametrize("edits", ["", "x", "-1", "9" * 20, "１"])
def test_desk_sent_with_an_unreadable_count_is_refused(office: Office, edits: str) -> None:
    visitor, _ = at_the_desk(office)
    visitor.submit({"edits": edits}, "/marks", status=422)


@pytest.mark.parametrize("place", ["", "text", "text:1", "text:a:b", "body:0:2", "text:0:99999999", "text:5:2:9"])
def test_desk_takes_an_unreadable_place_for_none(office: Office, place: str) -> None:
    visitor, _ = at_the_desk(office)
    assert "人工选定" in visitor.submit({"words": "小区", "place": place, "only": "y"}, "/marks").text


def test_desk_is_not_for_the_publisher_and_release_is_not_for_the_redactor(office: Office) -> None:
    """L2: each of the two steps is closed to the other role."""
    redactor, number = at_the_desk(office)
    propose(redactor)
    redactor.post(f"/office/publication/{number}/publish", status=403)
    publisher = office.enter("publisher")
    for act in ("redact", "marks"):
        publisher.post(f"/office/publication/{number}/{act}", status=403)


def test_publisher_sees_both_sides_and_every_decision_and_changes_none(office: Office) -> None:
    publisher, _ = proposed(office)
    page = publisher.page
    assert page is not None
    assert "redactor1隐去" in page.text
    assert "已隐去" in page.text
    assert 'class="off-page"' in page.html
    assert "decision-" not in page.html


def test_publish_shows_the_masked_letter_to_everybody(office: Office, visitor: Visitor) -> None:
    publisher, number = proposed(office)
    assert "已经公开" in publisher.submit({}, "/publish").text
    page = publisher.get("/office/publication?tab=published")
    public = visitor.get(page.links()["看公开页"])
    assert MASKED in public.text
    assert MOBILE not in public.html
    assert number not in public.html


def test_who_redacted_it_is_told_why_the_button_is_missing_after_a_change_of_role(office: Office) -> None:
    """L2: the page says that another person must release it, and the act is refused."""
    redactor, number = at_the_desk(office)
    propose(redactor)

    def become_publisher(work: factories.Work) -> None:
        person = work.session.get_one(factories.Staff, office.people["redactor"].id)
        person.role = Role.PUBLISHER.value

    office.do(None, become_publisher)
    page = redactor.get(f"/office/publication/{number}")
    assert "要由另一个人审核公开" in page.text
    assert f"{number}/publish" not in page.html
    redactor.post(f"/office/publication/{number}/publish", status=403)


def test_send_back_gives_it_to_the_redactor_with_the_reason(office: Office) -> None:
    publisher, number = proposed(office)
    publisher.submit({"send_back-reason": "楼号也要隐去。"}, "/send_back")
    redactor = office.enter("redactor")
    assert "退回修改" in redactor.get("/office/publication").text
    assert "楼号也要隐去" in redactor.get(f"/office/publication/{number}").text


def test_unpublish_takes_it_down_with_the_reason(office: Office, visitor: Visitor) -> None:
    publisher, number = proposed(office)
    publisher.submit({}, "/publish")
    address = publisher.get("/office/publication?tab=published").links()["看公开页"]
    publisher.get(f"/office/publication/{number}")
    publisher.submit({"unpublish-reason": "来信人要求撤下。"}, "/unpublish")
    assert "来信人要求撤下" in publisher.get("/office/publication?tab=withheld").text
    gone = visitor.get(address, status=410)
    assert "小区没有水" not in gone.html
    assert "来信人要求撤下" in gone.text


def test_withhold_takes_it_from_the_queue_and_may_be_reconsidered(office: Office) -> None:
    publisher, number = proposed(office)
    publisher.submit({"withhold-reason": "都是邻里私事。"}, "/withhold")
    assert number not in publisher.get("/office/publication").text
    assert "都是邻里私事" in publisher.get("/office/publication?tab=withheld").text
    redactor = office.enter("redactor")
    redactor.get(f"/office/publication/{number}")
    redactor.submit({}, "/redact")
    propose(redactor)
    publisher.get(f"/office/publication/{number}")
    assert "已经公开" in publisher.submit({}, "/publish").text


@pytest.mark.parametrize("act", ["withhold", "send_back"])
@pytest.mark.parametrize(("reason", "words"), [
    pytest.param(" ", "请写", id="no reason"), pytest.param("长" * 501, "多了1个字", id="an overlong one")])
def test_decision_without_a_usable_reason_says_so_and_keeps_it(
        office: Office, act: str, reason: str, words: str) -> None:
    publisher, _ = proposed(office)
    page = publisher.submit({f"{act}-reason": reason}, f"/{act}", status=422)
    assert words in page.text
    assert reason.strip() in page.html


def test_letter_without_consent_is_neither_shown_nor_published(office: Office) -> None:
    """L2: without the writer's opt-in its text is for others, and neither step can be taken."""
    number = letter_to_publish(office, consents_to_publication=False)
    for person, act in (("redactor", "redact"), ("publisher", "publish")):
        visitor = office.enter(person)
        visitor.get(f"/office/publication/{number}", status=404)
        visitor.get("/office/publication")
        visitor.post(f"/office/publication/{number}/{act}", status=404)


@pytest.mark.parametrize("state", [State.TRIAGE, State.ACCEPTED, State.REVIEWED])
def test_letter_that_is_not_answered_has_no_publication_page(office: Office, state: State) -> None:
    number = office.letter(state, consents_to_publication=True)
    office.enter("publisher").get(f"/office/publication/{number}", status=404)
