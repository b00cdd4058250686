from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import contact_masks
from rules.contacts import mail_refusal, normal_phone, phone_refusal

DIALLED = ["13800001234", "138 0000 1234", "138-0000-1234", "+8613800001234", "0086 13800001234", "0816-6221110",
           "(028)86221110", "6221110", "86221110", "4008001234", "12345"]
REFUSED = [
    pytest.param("1380000123", "手机号码少了1位，应为11位数字", id="a digit short"),
    pytest.param("138000012", "手机号码少了2位，应为11位数字", id="two digits short"),
    pytest.param("138000012345", "手机号码多了1位，应为11位数字", id="a digit too many"),
    pytest.param("问物业", "看不懂", id="words"), pytest.param("1380000123x", "看不懂", id="a letter in it"),
    pytest.param("１３８００００１２３４", "看不懂", id="full-width digits, which the form makes plain first"),
    pytest.param("99", "看不懂", id="far too short"),
]
ADDRESSES = ["lin@example.cn", "lin.xiao-zhou+a@mail.example.com.cn", "123456@qq.com", "林小舟@example.cn"]
NO_ADDRESSES = ["lin", "lin@", "@example.cn", "lin@example", "lin@@example.cn", "a b@example.cn", "a,b@example.cn",
                "lin@example.cn\nBcc: all@example.cn", "lin@example.cn\r", "lin@-.c", "a" * 90 + "@example.example.cn"]


@pytest.mark.parametrize("text", DIALLED)
def test_phone_that_can_be_dialled_is_taken(text: str) -> None:
    assert phone_refusal(text) == ""


@pytest.mark.parametrize(("text", "words"), REFUSED)
def test_phone_that_cannot_be_dialled_is_refused_with_how_to_mend_it(text: str, words: str) -> None:
    assert words in phone_refusal(text)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_phone_of_any_mobile_is_taken_with_blanks_and_prefix(number: str) -> None:
    written = f"+86 {number[:3]} {number[3:7]}-{number[7:]}"
    assert phone_refusal(written) == ""
    assert normal_phone(written) == number


@given(st.text(max_size=40))
def test_phone_of_any_text_is_judged_without_a_fault(text: str) -> None:
    assert isinstance(phone_refusal(text), str)


@pytest.mark.parametrize("text", ADDRESSES)
def test_mail_address_that_is_whole_is_taken(text: str) -> None:
    assert mail_refusal(text) == ""


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_mail_address_that_is_not_whole_is_refused(text: str) -> None:
    assert "name@example.cn" in mail_refusal(text)


@given(st.text(max_size=60))
def test_mail_address_of_any_text_never_carries_a_line_break(text: str) -> None:
    if not mail_refusal(text):
        assert text.splitlines() == [text]


def test_papers_keep_the_ends_of_an_identity_number_only() -> None:
    assert contact_masks.papers({"name": "林小舟", "id_number": "11010519491231002X"}) == {
        "id_number": "110105********002X"}
    assert contact_masks.papers({"id_number": "E1234567"}) == {"id_number": "********"}
