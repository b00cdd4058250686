"""The redaction desk in a real browser: keys, selecting, and that axe finds nothing at either width."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from rules.vocabulary import State
from tests.fixtures.office import Office
from tests.journeys.axe import complaints

MOBILE = "13800001234"
TEXT = f"请打{MOBILE}联系我。\r\n老人患高血压，\u202e小区没有水，小区物业不管。"
WIDTHS = (375, 1280)


@pytest.fixture
def desk(office: Office, site: str, page: Page) -> Iterator[Page]:
    """The desk of a redactor who has just begun; nothing may be complained of by the browser."""
    number = office.letter(State.ANSWERED, text=TEXT, consents_to_publication=True)
    visitor = office.enter("redactor")
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}
                              for cookie in visitor.client._cookies.values()])  # type: ignore[attr-defined]
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{site}/office/publication/{number}")
    page.get_by_role("button", name="开始隐去个人信息").click()
    expect(page.locator("#marks")).to_be_visible()
    page.wait_for_load_state("load")  # only then does the desk hear keys and see what is selected
    yield page
    assert said == []


def original(page: Page) -> str:
    return page.locator("[data-part=text]").inner_text()


def public(page: Page) -> str:
    return page.locator(".letter.reply p").nth(1).inner_text()


def select(page: Page, words: str) -> None:
    """Select words in the original as a mouse does."""
    page.evaluate(
        """words => {
            const piece = [...document.querySelectorAll('[data-part=text] [data-at]')]
                .find(one => one.textContent.includes(words)).firstChild;
            const range = document.createRange();
            range.setStart(piece, piece.data.indexOf(words));
            range.setEnd(piece, piece.data.indexOf(words) + words.length);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            document.dispatchEvent(new MouseEvent('mouseup', {bubbles: true}));
        }""", words)
    expect(page.get_by_label("再遮住这些字")).to_have_value(words)


def look(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert complaints(page) == [], f"{page.url} at {width}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} is too wide at {width}"


def test_keys_go_from_mark_to_mark_and_accept_or_reject_it(desk: Page) -> None:
    desk.keyboard.press("j")
    expect(desk.locator("tr.current")).to_contain_text(MOBILE)
    desk.keyboard.press("r")
    expect(desk.locator(".letter.reply p").nth(1)).to_contain_text(MOBILE)
    desk.keyboard.press("k")
    desk.keyboard.press("a")
    expect(desk.locator(".letter.reply p").nth(1)).not_to_contain_text(MOBILE)
    assert MOBILE in original(desk)


def test_keys_pressed_in_a_row_are_all_kept_by_the_server(desk: Page) -> None:
    rows = desk.locator("#marks tr[data-mark]").count()
    desk.keyboard.press("j")
    for _mark in range(rows):
        desk.keyboard.press("a")
    expect(desk.locator("#count")).to_contain_text(f"已隐去{rows}处")
    desk.wait_for_load_state("networkidle")
    desk.reload()
    expect(desk.locator("#count")).to_contain_text(f"已隐去{rows}处")
    assert desk.locator("tr.unjudged").count() == 0


def test_edit_key_changes_the_public_form(desk: Page) -> None:
    desk.keyboard.press("j")
    desk.keyboard.press("e")
    desk.keyboard.type("（电话略）")
    desk.keyboard.press("Enter")
    expect(desk.locator("mark.off-page").first).to_have_text("（电话略）")


def test_select_in_the_original_and_hide_everywhere_by_one_key(desk: Page) -> None:
    select(desk, "小区")
    desk.keyboard.press("h")
    expect(desk.locator(".letter.reply p").nth(1)).not_to_contain_text("小区")
    assert public(desk).count("（略）") >= 2


def test_select_beyond_an_unseen_character_and_a_break_hides_that_place_alone(desk: Page) -> None:
    """X3: the character shows as its code, and what is selected after it is found at the right place."""
    expect(desk.locator(".unseen")).to_have_text("［U+202E］")
    select(desk, "物业")
    desk.get_by_label("只遮选中的这一处").check()
    desk.locator("#marks button[value=save]").click()
    expect(desk.locator(".letter.reply p").nth(1)).to_contain_text("小区（略）不管")


def test_letters_typed_into_a_field_are_no_keys_and_keys_can_be_switched_off(desk: Page) -> None:
    desk.get_by_label("再遮住这些字").type("jara")
    assert desk.locator("tr.current").count() == 0
    desk.get_by_role("heading", level=1).click()
    desk.keyboard.press("?")
    desk.get_by_label("使用这些按键").uncheck()
    desk.get_by_role("heading", level=1).click()
    desk.keyboard.press("j")
    assert desk.locator("tr.current").count() == 0


def test_desk_gives_axe_nothing_to_find_with_a_mark_chosen_and_the_help_open(desk: Page) -> None:
    desk.keyboard.press("?")
    desk.keyboard.press("j")
    look(desk)


def test_on_a_phone_one_side_is_shown_at_a_time_when_asked_for(desk: Page) -> None:
    desk.set_viewport_size({"width": 375, "height": 900})
    desk.get_by_role("button", name="看公开稿").click()
    expect(desk.get_by_role("heading", name="来信原文（内部）")).to_be_hidden()
    desk.get_by_role("button", name="看原文").click()
    expect(desk.get_by_role("heading", name="公开稿", exact=True)).to_be_hidden()
