"""Confirming a mail address: opening the link changes nothing, its button does."""

from __future__ import annotations

import pytest

from services import confirmations
from services.work import Work
from tests import factories
from tests.fixtures.office import Office
from tests.fixtures.pages import Visitor


@pytest.fixture
def address(office: Office) -> str:
    """The path of the link in the receipt mail of a letter."""
    made: list[str] = []

    def act(work: Work) -> None:
        made.append(confirmations.token(work, factories.letter_with_email(work)))

    office.do(None, act)
    return f"/confirm/{made[0]}"


def test_confirm_link_that_is_only_opened_changes_nothing(visitor: Visitor, address: str) -> None:
    for _ in range(2):
        assert visitor.get(address).heading == "确认电子邮箱"


def test_confirm_with_the_button_says_so_and_stays_said(visitor: Visitor, address: str) -> None:
    visitor.get(address)
    assert visitor.submit({}).heading == "邮箱已经确认"
    assert visitor.get(address).heading == "邮箱已经确认"


def test_confirm_with_a_spoilt_link_says_where_to_find_the_right_one(visitor: Visitor, address: str) -> None:
    assert "从邮件里重新打开" in visitor.get(address[:-1], 404).text


def test_confirm_page_shows_neither_the_address_nor_the_letter(visitor: Visitor, address: str) -> None:
    page = visitor.get(address)
    assert factories.EMAIL not in page.html
    assert "加压泵" not in page.html
