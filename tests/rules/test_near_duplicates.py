"""When two comments are nearly the same text, whatever signs, quotations and stories stand around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters import minhash
from rules import near_duplicates
from rules.near_duplicates import bands, compared, is_alike, own_parts, words_of

PASSAGE = "道路停车泊位首三十分钟免费，之后每小时三元，当日最高十五元；夜间免费。"
DRAFT = words_of([PASSAGE, "本办法适用于城区道路停车泊位和政府投资建设的公共停车场。"])
SAID = "首三十分钟太短，去医院挂号都不够，建议医院和学校周边改为首一小时不收钱。"
OTHER = "夜里十点以后路边没有车，值班的人也下班了，这时候收钱没有道理。"
STORY = ("我们村里三百多户人家，每个月都要到县里来办事，停一次车就要好几块，老人舍不得花这个钱，"
         "只好走路去，来回两个钟头。去年冬天下雪，路上还摔过一跤，请替我们想一想。")
SIGNED, BANDED = [3452148185, 3237375480, 3785238681, 3232640628], 1608752213311723883
texts = st.text(alphabet="收费停车免小时元路边太短长的了，。 \u200bＡａ1１", max_size=60)


def _alike(one: str, other: str) -> bool:
    return is_alike(compared(one, DRAFT), compared(other, DRAFT))


@pytest.mark.parametrize(("one", "other", "expected"), [
    pytest.param(SAID, OTHER, False, id="two people about one passage"),
    pytest.param(SAID, SAID.translate(str.maketrans("，。", "　！")) + "\u200b", True, id="other signs"),
    pytest.param(SAID, SAID.replace("去医院", "上医院").replace("建议", "希望"), True, id="a few other words"),
    pytest.param(SAID, "我住在人民路。" + SAID + "谢谢领导。", True, id="with a beginning and an end"),
    pytest.param(SAID, SAID + STORY, True, id="inside a story of one's own"),
    pytest.param(f"“{PASSAGE}”我赞成，就这样定。", f"“{PASSAGE}”我反对，不要定。", False, id="the same quotation"),
    pytest.param(PASSAGE.replace("三十", "六十"), PASSAGE.replace("三元", "一元"), False, id="other figures in it"),
    pytest.param("支持", "支持！", True, id="short and the same"),
    pytest.param("支持收费", "反对收费", False, id="short and another"),
    pytest.param("", "。", True, id="nothing but signs"),
])
def test_two_comments_are_alike_or_not(one: str, other: str, expected: bool) -> None:
    assert (_alike(one, other), _alike(other, one)) == (expected, expected)


@given(texts, texts)
def test_every_text_is_alike_to_itself_and_likeness_has_no_direction(one: str, other: str) -> None:
    assert _alike(one, one)
    assert _alike(one, other) == _alike(other, one)


@given(texts)
def test_bands_of_one_text_are_the_same_whatever_its_signs(text: str) -> None:
    """What is stored today is found tomorrow: a signature follows from the words alone."""
    first, second = minhash.signatures([compared(text, DRAFT), compared(f" {text}。", DRAFT)])
    assert bands(first) == bands(second)
    assert len(bands(first)) == near_duplicates.BANDS
    assert all(0 <= value < 2**61 for value in bands(first))


def test_stored_signatures_are_those_of_this_version() -> None:
    """A new version of the library that gives others would not find what is stored; it is to be noticed."""
    [signature] = minhash.signatures([{"首三十", "三十分", "十分钟"}])
    assert signature[:4] == SIGNED
    assert bands(signature)[0] == BANDED


@given(texts, texts)
def test_parts_of_a_text_are_the_whole_text(text: str, first: str) -> None:
    assert "".join(words for words, _ in own_parts(text, first)) == text
    assert not any(is_own for _, is_own in own_parts(text, text)) or len(text) < near_duplicates.RUN


def test_own_words_are_told_from_the_common_text() -> None:
    assert own_parts("我同意：首三十分钟太短，谢谢", "首三十分钟太短。") == (
        ("我同意", True), ("：首三十分钟太短，", False), ("谢谢", True))
