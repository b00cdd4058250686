from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import numbering
from rules.vocabulary import CaseKind

KEY = b"k" * 32
tokens = st.text(min_size=8, max_size=40)


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) for c in text)


@given(kind=st.sampled_from(CaseKind), year=st.integers(2020, 2099), serial=st.integers(1, 999_999_999))
def test_case_number_is_read_back_however_it_is_typed(kind, year, serial):
    number = numbering.case_number(kind, year, serial)
    for typed in (number, number.lower(), full_width(number), f" {number} ", number.replace("-", " - "),
                  number.replace("-", "—"), number.replace("-", "–"), f"　{number}\t"):
        assert numbering.normal_number(typed) == number


NO_NUMBERS = ["", "X", "X2026", "X2026-", "X2026-0", "X2026-01", "W2026-1", "X1999-1", "X2026-1a", "2026-1", "X-2026-1",
              "X2026-1234567890", "X2026-1\nX2026-2", "X20٢٦-1", "X2026-１٢"]


@pytest.mark.parametrize("typed", NO_NUMBERS, ids=ascii)
def test_normal_number_of_something_else_is_none(typed):
    assert numbering.normal_number(typed) is None


@given(text=st.text(max_size=30))
def test_normal_number_takes_any_text_and_gives_the_stored_form_or_none(text):
    found = numbering.normal_number(text)
    assert found is None or (found.isascii() and numbering.normal_number(found) == found)


@given(token=tokens)
def test_query_code_is_the_same_for_the_same_token_only(token):
    code = numbering.query_code(KEY, token)
    assert code == numbering.query_code(KEY, token)
    assert code != numbering.query_code(KEY, token + "x")
    assert code != numbering.query_code(b"another key", token)


def test_query_code_uses_all_of_its_eighty_bits():
    codes = [numbering.query_code(KEY, f"token-{n}") for n in range(2000)]
    assert len(set(codes)) == 2000
    for place in range(numbering.CODE_LENGTH):
        assert {code[place] for code in codes} == set(numbering.ALPHABET)
    assert numbering.CODE_LENGTH * 5 == 80
    assert len(numbering.ALPHABET) == 32


@given(token=tokens)
def test_normal_code_reads_a_code_however_it_is_typed(token):
    code = numbering.query_code(KEY, token)
    alike = code.replace("0", "O").replace("1", "l")
    for typed in (code, numbering.grouped(code), code.lower(), full_width(code), alike, alike.lower(),
                  code.replace("1", "I"), f" {numbering.grouped(code).replace('-', ' ')} ",
                  numbering.grouped(code).replace("-", "—"), numbering.grouped(code).replace("-", "－")):
        assert numbering.normal_code(typed) == code


@pytest.mark.parametrize("typed", ["", "0" * 15, "0" * 17, "U" * 16, "查询码" * 6, "!" * 16, "٠" * 16])
def test_normal_code_of_something_else_is_none(typed):
    assert numbering.normal_code(typed) is None


def test_grouped_prints_four_groups_of_four():
    assert numbering.grouped("0123456789ABCDEF") == "0123-4567-89AB-CDEF"


@given(text=st.text(), other=st.text())
def test_keyed_digest_tells_texts_purposes_and_keys_apart(text, other):
    digest = numbering.keyed_digest(KEY, "body", text)
    assert len(digest) == 64
    assert digest != numbering.keyed_digest(KEY, "code", text)
    assert digest != numbering.keyed_digest(b"another key", "body", text)
    assert (digest == numbering.keyed_digest(KEY, "body", other)) == (text == other)


def test_keyed_digest_takes_what_is_not_even_text():
    assert numbering.keyed_digest(KEY, "submission", "\ud800")


def test_public_id_fits_its_column_and_does_not_tell_the_case():
    ids = {numbering.public_id(KEY, case_id) for case_id in range(1, 2000)}
    assert len(ids) == 1999
    assert {len(one) for one in ids} == {13}
    assert all(one.isalnum() and one == one.lower() for one in ids)
