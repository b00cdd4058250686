"""What stands for a writer who must not be known, and what covers their own words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import contact_masks, pseudonym
from rules.vocabulary import Category

OWN = {"name": "林小舟", "phone": "13812345678", "email": "lin@example.cn", "address": "翠竹苑5栋2单元",
       "id_number": "513425198001011237"}
WIDE = {ord(plain): chr(ord(plain) + 0xFEE0) for plain in "0123456789abcdefghijklmnopqrstuvwxyz@."}
HAN = {ord(plain): han for plain, han in zip("0123456789", "〇一二三四五六七八九", strict=True)}
BETWEEN = st.sampled_from(["", " ", "　", "-", "\u200b", "\n", " - "])


@given(st.text(max_size=20), st.text(max_size=20), st.sampled_from(sorted(OWN)), BETWEEN,
       st.sampled_from([{}, WIDE, HAN]))
def test_covered_text_holds_nothing_of_the_writer_however_it_is_written(
        before: str, after: str, field: str, between: str, forms: dict[int, str]) -> None:
    """I3: blanks, dashes, full-width and Chinese digits between and for the characters are no way around."""
    written = between.join(OWN[field]).translate(forms)
    text = pseudonym.covered(f"{before}，{written}，{after}", OWN)
    assert written not in text
    assert pseudonym.COVERS[field] in text


@given(st.text(alphabet="电梯坏了请修理小区供水站年月日0123", max_size=60))
def test_covered_text_without_the_writers_words_stays_as_it_is(text: str) -> None:
    assert pseudonym.covered(text, OWN) == text


def test_covered_text_of_a_writer_who_told_nothing_stays_as_it_is() -> None:
    assert pseudonym.covered("我叫林小舟。", {"name": ""}) == "我叫林小舟。"
    assert pseudonym.covered("王某的事", {"name": "王"}) == "王某的事"


@pytest.mark.parametrize(("category", "hidden", "confidential"), [
    (Category.REPORT, False, True), (Category.COMPLAINT, True, True), (Category.COMPLAINT, False, False)])
def test_reports_and_hidden_names_are_confidential(category: Category, hidden: bool, confidential: bool) -> None:
    """I3: both, and nothing else."""
    assert pseudonym.is_confidential(category, hidden) is confidential


@given(st.binary(min_size=32, max_size=32), st.integers(1, 10**6))
def test_label_is_the_same_for_a_case_and_says_nothing_without_the_key(key: bytes, case_id: int) -> None:
    """I3: stable per case, four signs, other under another key."""
    label = pseudonym.label(key, case_id)
    assert re.fullmatch(r"来信人（保密）[0-9A-HJKMNP-TV-Z]{4}", label)
    assert label == pseudonym.label(key, case_id)


@pytest.mark.parametrize(("name", "shown"), [
    ("林小舟的照片.JPG", "附件1.jpg"), ("林小舟", "附件1"), ("a.林小舟", "附件1"), ("x.tar.gz", "附件1.gz")])
def test_file_name_keeps_the_kind_only(name: str, shown: str) -> None:
    """I3: attachment names."""
    assert pseudonym.file_name(1, name) == shown


@pytest.mark.parametrize(("field", "value", "shown"), [
    ("name", "林小舟", "林**"), ("phone", "13812345678", "138****5678"), ("phone", "62281234", "****34"),
    ("phone", "110", "****"), ("email", "lin@example.cn", "l****@example.cn"),
    ("address", "翠竹苑5栋2单元", "翠竹苑****"),
    ("address", "东街", "东****"), ("id_number", "513425198001011237", "已提供，未显示")])
def test_mask_shows_enough_to_tell_two_writers_apart(field: str, value: str, shown: str) -> None:
    """I2: what the letters office sees before it gives a reason."""
    assert contact_masks.masked({field: value, "name" if field != "name" else "phone": ""}) == {field: shown}


@given(st.sampled_from(sorted(OWN)), st.text(alphabet="0123456789abc林小舟@.", min_size=2, max_size=30))
def test_mask_never_shows_the_whole_field(field: str, value: str) -> None:
    """I2: whatever was typed."""
    assert value not in contact_masks.masked({field: value})[field]
