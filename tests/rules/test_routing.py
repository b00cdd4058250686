from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.routing import Router, RoutingDecision, UnitFacts

ROOT = Path(__file__).parents[2]
with (ROOT / "demo" / "units.csv").open(encoding="utf-8", newline="") as lines:
    ROWS = list(csv.DictReader(lines))
with (ROOT / "tests" / "fixtures" / "routing_letters.csv").open(encoding="utf-8", newline="") as lines:
    LETTERS = list(csv.DictReader(lines))
UNITS = [
    UnitFacts(number, row["unit"], row["kind"], row["duties"], tuple(row["keywords"].split("|")))
    for number, row in enumerate(ROWS, start=1)
]
CODES = {number: row["code"] for number, row in enumerate(ROWS, start=1)}
IDS = {code: number for number, code in CODES.items()}
ROUTER = Router(UNITS)
KEYWORDS = [word for unit in UNITS for word in unit.keywords]

some_letter = st.sampled_from(LETTERS)


def bureaus(**words: str) -> Router:
    """Build a router of bureaus unit_1, unit_2 … with one word each."""
    numbered = [(int(name.removeprefix("unit_")), word) for name, word in words.items()]
    return Router(UnitFacts(number, f"县第{number}局", "bureau", "", (word,)) for number, word in numbered)


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter["title"])
def test_decide_an_ordinary_letter_finds_its_unit(letter):
    decision = ROUTER.decide(letter["title"], letter["text"])
    assert CODES.get(decision.unit_id or 0, "") == letter["unit"]


def test_decide_all_letters_is_right_nine_times_in_ten_when_automatic():
    decisions = [(letter, ROUTER.decide(letter["title"], letter["text"])) for letter in LETTERS]
    automatic = [(letter, decision) for letter, decision in decisions if decision.automatic]
    right = sum(CODES[decision.unit_id] == letter["unit"] for letter, decision in automatic)
    assert right / len(automatic) >= 0.9
    assert len(automatic) / len(LETTERS) >= 0.6


def test_decide_without_a_known_word_leaves_the_letter_to_a_person():
    decision = ROUTER.decide("你好", "谢谢。")
    assert decision == RoutingDecision(None, 0.0, False, reasons=(), runners_up=())


def test_decide_a_word_in_the_title_beats_the_same_sort_of_word_in_the_text():
    router = bureaus(unit_1="路灯", unit_2="水管")
    assert router.decide("水管的事", "路灯。").unit_id == 2
    assert router.decide("路灯的事", "水管。").unit_id == 1


def test_decide_a_word_that_few_units_share_weighs_more():
    router = bureaus(unit_1="证明", unit_2="证明", unit_3="公墓")
    assert router.decide("", "公墓的证明").unit_id == 3


def test_decide_a_longer_word_weighs_more_and_hides_the_shorter_inside_it():
    router = bureaus(unit_1="公路", unit_2="公路收费站")
    decision = router.decide("", "公路收费站")
    assert [(reason.word, reason.source) for reason in decision.reasons] == [("公路收费站", "keyword")]
    assert decision.unit_id == 2


def test_decide_a_word_repeated_in_anger_counts_twice_at_most():
    router = bureaus(unit_1="路灯", unit_2="水管")
    assert router.decide("水管的事", "路灯路灯路灯路灯。水管").unit_id == 2


def test_decide_equal_units_takes_the_lower_id_and_asks_a_person():
    router = bureaus(unit_7="路灯", unit_3="路灯")
    decision = router.decide("路灯路灯", "路灯路灯")
    assert (decision.unit_id, decision.automatic, decision.runners_up) == (3, False, (7,))


@pytest.mark.parametrize(
    ("title", "text", "unit"),
    [
        ("彰冠镇的通村公路没人修", "公路坏了。", "transport"),
        ("彰冠镇村委会不公开账目", "村干部说以后再说。", "zhangguan-town"),
        ("彰冠镇的事", "请领导来看看。", "zhangguan-town"),
    ],
    ids=["a bureau's matter in a town", "a village matter", "a town and nothing else"],
)
def test_decide_a_named_town_wins_only_without_a_clear_bureau(title, text, unit):
    assert CODES[ROUTER.decide(title, text).unit_id] == unit


def test_decide_a_town_named_without_any_matter_is_not_automatic():
    assert not ROUTER.decide("彰冠镇的事", "彰冠镇，彰冠镇。", place="彰冠镇").automatic


def test_decide_the_place_field_names_the_town_and_not_a_bureau():
    decision = ROUTER.decide("有件事", "请看一看。", place="古桥村小学旁边")
    assert (CODES[decision.unit_id], decision.runners_up) == ("zhangguan-town", ())


def test_decide_a_village_matter_gives_the_village_word_as_reason():
    decision = ROUTER.decide("村委会换届的事", "还没有贴公告。", place="古桥村")
    said = {(reason.word, reason.where) for reason in decision.reasons}
    assert said == {("村委会", "title"), ("古桥村", "place")}


def test_decide_two_towns_named_alike_asks_a_person():
    decision = ROUTER.decide("村委会争水沟", "古桥村和响水河村的村委会说不到一起。")
    assert not decision.automatic


def test_decide_full_width_and_upper_case_letters_match_too():
    router = bureaus(unit_1="ktv")
    assert router.decide("", "ＫＴＶ").unit_id == router.decide("", "KTV").unit_id == 1


def test_decide_a_letter_that_fits_a_barred_unit_goes_to_a_person():
    title, text = "路灯、垃圾桶、下水道都没人管", "县道旁边的公路护栏也坏了，桥梁也坏了，公交站台也是黑的。"
    accused = frozenset({IDS["planning-construction"]})
    assert CODES[ROUTER.decide(title, text).unit_id] == "planning-construction"
    decision = ROUTER.decide(title, text, barred=accused)
    assert (CODES[decision.unit_id], decision.automatic) == ("transport", False)


def test_decide_a_letter_of_three_hundred_characters_takes_less_than_a_millisecond():
    text = "我家住在彰冠镇古桥村，门口的通村公路去年就坏了，路灯也不亮，水管经常爆。" * 9
    quickest = min(_seconds(lambda: ROUTER.decide("通村公路坏了", text)) for _ in range(20))
    assert quickest < 0.001


def test_router_of_the_whole_county_costs_what_its_units_cost():
    tenth = UNITS[:len(UNITS) // 10]
    whole, part = (min(_seconds(lambda units=units: Router(units)) for _ in range(9)) for units in (UNITS, tenth))
    assert whole < 40 * part


def _seconds(act) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


@given(letter=some_letter, barred=st.frozensets(st.sampled_from(sorted(CODES)), max_size=40))
def test_decide_never_chooses_a_barred_unit(letter, barred):
    decision = ROUTER.decide(letter["title"], letter["text"], barred=barred)
    assert decision.unit_id not in barred
    assert not barred & set(decision.runners_up)


@given(letter=some_letter, order=st.permutations(UNITS))
def test_decide_does_not_depend_on_the_order_of_units(letter, order):
    written = (letter["title"], letter["text"])
    assert Router(order).decide(*written) == ROUTER.decide(*written)


@given(letter=some_letter, sentence=st.text(alphabet="我你他的了是不在有今明谢好吗啊很都也还", max_size=60))
def test_decide_an_unrelated_sentence_changes_nothing(letter, sentence):
    decision = ROUTER.decide(letter["title"], letter["text"] + "。" + sentence)
    assert decision == ROUTER.decide(letter["title"], letter["text"])


@given(title=st.text(), text=st.text(), place=st.text())
def test_decide_takes_any_characters_and_keeps_confidence_in_bounds(title, text, place):
    assert 0.0 <= ROUTER.decide(title, text, place).confidence <= 1.0


@given(letter=some_letter, words=st.lists(st.sampled_from(KEYWORDS), max_size=30))
def test_decide_an_automatic_decision_always_gives_its_reasons(letter, words):
    decision = ROUTER.decide(letter["title"], letter["text"] + "，".join(words))
    assert decision.reasons or decision.unit_id is None
    assert 0.0 <= decision.confidence <= 1.0
