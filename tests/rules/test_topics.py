from __future__ import annotations

import random
import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.topics import PeriodLetter, hot, repeated

WORDS = {"物业": "property", "物业费": "property", "路灯": "city_services", "停水": "utilities", "教育局": "education",
         "路灯不亮": "city_services", "学校": "education"}
LONG = "我们小区的加压泵从上个月二十日起就坏了，高层住户每天早晚都没有水用，物业一直说在等配件，请派人来看一看。"

AGAIN = "这是第二次写信，一直没有等到修理，楼上的老人提水上楼，请尽快给一个说法。"


def letter(case: int, title: str = "", text: str = "", *, subject: str = "other", writers: tuple[str, ...] = (),
           merged_into: int | None = None) -> PeriodLetter:
    return PeriodLetter(case, title, text, subject, writers, merged_into)


def words_of(*titles: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(topic.word, topic.cases) for topic in hot([letter(at, title) for at, title in enumerate(titles)], WORDS)]


@pytest.mark.parametrize(("titles", "expected"), [
    pytest.param(["停水", "又停水", "停水三天"], [("停水", (0, 1, 2))], id="three letters make a topic"),
    pytest.param(["停水", "又停水", "路灯"], [], id="two do not"),
    pytest.param(["物业费贵", "物业费涨了", "物业费", "物业不管"], [("物业费", (0, 1, 2))],
                 id="the longer word says more"),
    pytest.param(["物业费", "物业不管", "物业失职", "换物业"], [("物业", (0, 1, 2, 3))],
                 id="of a few the shorter stands"),
    pytest.param(["物业停水", "物业停水", "物业停水", "路灯", "路灯", "路灯坏"],
                 [("停水", (0, 1, 2)), ("路灯", (3, 4, 5))], id="what stands in the same letters is one topic"),
    pytest.param(["教育局不管"] * 4, [], id="an office is no topic"),
    pytest.param([], [], id="no letters"),
])
def test_hot_topics_are_known_words_of_three_letters_or_more(
        titles: list[str], expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert words_of(*titles) == expected


def test_short_word_counts_in_a_text_only_when_written_twice() -> None:
    letters = [letter(case, "请管一管", "路灯不修，停水也不说，停水三天") for case in range(3)]
    assert [topic.word for topic in hot(letters, WORDS)] == ["停水"]
    assert hot(letters, WORDS)[0].subject == "utilities"


@given(st.lists(st.text("物业费路灯停水学校不亮", max_size=12), max_size=30))
def test_hot_topics_of_any_letters_are_few_known_and_in_order(titles: list[str]) -> None:
    topics = hot([letter(at, title) for at, title in enumerate(titles)], WORDS)
    assert len(topics) <= 10
    assert all(topic.word in WORDS and len(topic.cases) >= 3 for topic in topics)
    assert [len(topic.cases) for topic in topics] == sorted((len(topic.cases) for topic in topics), reverse=True)
    assert all(topic.word in titles[case] for topic in topics for case in topic.cases)


@pytest.mark.parametrize(("letters", "groups"), [
    pytest.param([letter(1, text=LONG), letter(2, text=LONG), letter(3, text="别的事")], ((1, 2),), id="the same text"),
    pytest.param([letter(1, text=LONG), letter(2, text=f"您好！{LONG}谢谢您。")], ((1, 2),), id="with a greeting"),
    pytest.param([letter(1, text=LONG), letter(2, text=LONG[:24] + "而且电梯也停了，楼上有老人下不来。" * 3)], (),
                 id="only the beginning is the same"),
    pytest.param([letter(1, text="请问怎么办"), letter(2, text="请问怎么办")], (), id="too short to tell"),
    pytest.param([letter(5, merged_into=2), letter(7, merged_into=2)], ((2, 5, 7),),
                 id="merged, also into an older one"),
    pytest.param([letter(1, subject="land", writers=("a",)), letter(2, subject="land", writers=("a", "b")),
                  letter(3, subject="health", writers=("a",)), letter(4, subject="land", writers=("b",))],
                 ((1, 2, 4),), id="the same person on the same subject"),
    pytest.param([letter(1, writers=("a",)), letter(2, writers=("a",))], (), id="the same person on nobody knows what"),
    pytest.param([letter(1, text=LONG, writers=("a",)), letter(2, text=LONG[8:] + AGAIN, writers=("a",))],
                 ((1, 2),), id="the same person partly in the same words"),
])
def test_letters_that_repeat_one_another_are_groups(
        letters: list[PeriodLetter], groups: tuple[tuple[int, ...], ...]) -> None:
    assert repeated(letters) == groups
    assert repeated(letters[::-1]) == groups


def test_repeated_letters_of_a_campaign_are_one_group() -> None:
    letters = [letter(case, text=f"{LONG}我是{case}号楼的住户。") for case in range(1, 60)]
    assert repeated(letters) == (tuple(range(1, 60)),)


def test_many_letters_are_grouped_in_little_time() -> None:
    """8,000 letters of 260 characters take about 2 s on one core; the cost is in step with the text."""
    chance = random.Random(5)
    signs = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面"
    letters = [letter(case, text="".join(chance.choices(signs, k=260))) for case in range(600)]
    assert repeated(letters) == ()
    assert min(timeit.repeat(lambda: repeated(letters), number=1, repeat=2)) < 3
