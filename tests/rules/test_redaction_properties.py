"""What holds for every identifier in every disguise inside any Chinese text."""

import random
import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from rules.redaction import find, mask
from tests.fixtures.identifiers import DISGUISES, MAKERS, letter, random_breaks

# Numerals in characters may lengthen a number, so prose around an identifier has none.
NUMERALS = "一二三四五六七八九壹贰叁肆伍陆柒捌玖幺零点"
IDEOGRAPHS = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5, exclude_characters=NUMERALS)
PROSE = st.text(IDEOGRAPHS | st.sampled_from("，。；：、！？“”（）《》"), max_size=30)
RANDOM = st.randoms(use_true_random=False)
# Digits cut at random can read as a list of figures or hold another number; the corpus measures how often.
STEADY_DISGUISE = st.sampled_from([disguise for disguise in DISGUISES if disguise is not random_breaks])
KIND = st.sampled_from(sorted(MAKERS))
LONG_RUN = st.text("0123456789", min_size=22, max_size=60)
TELLING = "0123456789138一二三八〇幺+-. \n()*@xX转电话号元aQ.com\u200b０８３４　①"
ANY_TEXT = st.text(st.sampled_from(TELLING) | st.characters(), max_size=80)


def skeleton(text: str) -> str:
    return "".join(str(unicodedata.digit(char)) for char in text if unicodedata.category(char) == "Nd")


@given(PROSE, KIND, RANDOM, STEADY_DISGUISE, PROSE)
def test_find_disguised_identifier_in_prose_reports_its_span(before, kind, rng, disguise, after) -> None:
    written = disguise(rng, kind, rng.choice(MAKERS[kind])(rng))
    text = f"{before}，{written}，{after}"
    start = len(before) + 1
    # Two characters of prose before a telephone can be a name.
    found = [(finding.kind, finding.start, finding.end) for finding in find(text) if finding.kind in MAKERS]
    assert found == [(kind, start, start + len(written))]


@given(PROSE, st.sampled_from(["id_number", "mobile", "bank_card", "landline"]), RANDOM)
def test_mask_text_with_a_number_leaves_no_long_run_of_its_digits(before, kind, rng) -> None:
    number = rng.choice(MAKERS[kind])(rng)
    masked = mask(f"{before}，{number}。").text
    assert max((len(run) for run in re.findall(r"\d+", masked)), default=0) <= 4
    assert skeleton(number) not in skeleton(masked)


@given(RANDOM)
def test_mask_letter_twice_changes_nothing_more(rng) -> None:
    once = mask(letter(rng).text)
    assert mask(once.text).text == once.text


@given(ANY_TEXT)
def test_mask_any_text_twice_changes_nothing_more(text) -> None:
    once = mask(text)
    assert mask(once.text).text == once.text


@given(ANY_TEXT)
def test_find_any_text_gives_ordered_spans_that_rebuild_the_masked_text(text) -> None:
    masked = mask(text)
    assert masked.findings == find(text)
    rebuilt, offset = "", 0
    for finding in masked.findings:
        assert offset <= finding.start < finding.end <= len(text)
        rebuilt += text[offset:finding.start] + finding.replacement
        offset = finding.end
    assert rebuilt + text[offset:] == masked.text


@given(PROSE)
def test_mask_prose_without_identifiers_changes_nothing(text) -> None:
    assert mask(text).text == text


@given(RANDOM, st.sampled_from(["mobile", "id_number", "bank_card"]), LONG_RUN)
def test_find_number_inside_a_longer_run_reports_nothing(rng, kind, digits) -> None:
    number = rng.choice(MAKERS[kind])(rng).rstrip("X")
    assert find(f"编号{digits}{number}{digits}完") == []


@given(RANDOM, KIND)
def test_find_published_contact_leaves_it_alone(rng: random.Random, kind: str) -> None:
    contact = MAKERS[kind][0](rng)
    left = find(f"请联系{contact}。", keep=frozenset({contact}))
    assert bool(left) == (kind in {"id_number", "bank_card"})
