"""Publication: the queue, the masked form beside the original, and the decision."""

from __future__ import annotations

import pytest

from rules.vocabulary import State
from tests.fixtures.office import Office
from tests.fixtures.pages import Page, Visitor

MOBILE, MASKED = "13800001234", "138****1234"
TEXT = f"请打{MOBILE}联系我。\n小区没有水。"


def at_publication(office: Office, **fields: object) -> tuple[Visitor, str]:
    """A publisher before the page of an answered letter."""
    number = office.letter(State.ANSWERED, **({"text": TEXT, "consents_to_publication": True} | fields))
    visitor = office.enter("publisher")
    visitor.get(f"/office/publication/{number}")
    return visitor, number


def listed(page: Page, number: str) -> bool:
    return number in page.text


def test_queue_has_answered_letters_whose_writer_agreed(office: Office) -> None:
    wanted = office.letter(State.ANSWERED, consents_to_publication=True)
    others = [office.letter(State.ANSWERED), office.letter(State.ACCEPTED, consents_to_publication=True)]
    page = office.enter("publisher").get("/office/publication")
    assert listed(page, wanted)
    assert not any(listed(page, other) for other in others)


def test_page_marks_what_is_masked_on_both_sides(office: Office) -> None:
    visitor, _ = at_publication(office)
    assert visitor.page is not None
    assert f"<mark>{MOBILE}</mark>" in visitor.page.html
    assert f'<mark class="off-page">{MASKED}</mark>' in visitor.page.html
    assert "系统隐去了1处号码" in visitor.page.text


def test_publish_shows_the_masked_letter_to_everybody(office: Office, visitor: Visitor) -> None:
    publisher, number = at_publication(office)
    assert "已经公开" in publisher.submit({}, "/publish").text
    page = publisher.get("/office/publication?tab=published")
    public = visitor.get(page.links()["看公开页"])
    assert MASKED in public.text
    assert MOBILE not in public.html
    assert number not in public.html


def test_unpublish_takes_it_down_with_the_reason(office: Office, visitor: Visitor) -> None:
    publisher, number = at_publication(office)
    publisher.submit({}, "/publish")
    address = publisher.get("/office/publication?tab=published").links()["看公开页"]
    publisher.get(f"/office/publication/{number}")
    publisher.submit({"reason": "来信人要求撤下。"}, "/unpublish")
    assert "来信人要求撤下" in publisher.get("/office/publication?tab=withheld").text
    assert "小区没有水" not in visitor.get(address, status=visitor.client.get(address).status_code).text


def test_withhold_takes_it_from_the_queue_and_may_be_reconsidered(office: Office) -> None:
    publisher, number = at_publication(office)
    publisher.submit({"reason": "都是邻里私事。"}, "/withhold")
    assert not listed(publisher.get("/office/publication"), number)
    assert "都是邻里私事" in publisher.get("/office/publication?tab=withheld").text
    publisher.get(f"/office/publication/{number}")
    assert "已经公开" in publisher.submit({}, "/publish").text


@pytest.mark.parametrize(("reason", "words"), [
    pytest.param(" ", "请写不公开的理由", id="no reason"), pytest.param("长" * 501, "多了1个字", id="an overlong one")])
def test_withhold_without_a_usable_reason_says_so_and_keeps_it(office: Office, reason: str, words: str) -> None:
    publisher, _ = at_publication(office)
    page = publisher.submit({"reason": reason}, "/withhold", status=422)
    assert words in page.text
    assert reason.strip() in page.html


def test_letter_without_consent_is_not_offered_and_not_published(office: Office) -> None:
    publisher, number = at_publication(office, consents_to_publication=False)
    assert publisher.page is not None
    assert "来信人没有同意公开" in publisher.page.text
    assert "/publish" not in publisher.page.html
    publisher.post(f"/office/publication/{number}/publish", status=409)


@pytest.mark.parametrize("state", [State.TRIAGE, State.ACCEPTED, State.REVIEWED])
def test_letter_that_is_not_answered_has_no_publication_page(office: Office, state: State) -> None:
    number = office.letter(state, consents_to_publication=True)
    office.enter("publisher").get(f"/office/publication/{number}", status=404)
