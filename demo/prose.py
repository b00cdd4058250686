"""Puts a demonstration letter and its reply together out of a matter's sentences."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from demo.fates import Fate
from demo.matter_book import Matter
from demo.wording import Wording
from demo.writers import Writer

TALKATIVE = (0.0, 0.4, 1.0, 2.0)  # How much of each sort of thing a writer adds around the matter.
SHORTEST, LONGEST = 60, 500  # Characters of a letter's text.
EVERYDAY = Path(__file__).resolve().parent / "everyday.toml"
TO_LEADER = ("", "", "县长您好：\n", "尊敬的领导：\n", "您好。", "领导您好。", "尊敬的县长：\n")
TO_UNIT = ("", "", "你们好。", "您好。", "负责同志：\n", "工作人员您好。")
CLOSINGS = ("", "", "谢谢。", "盼回复，谢谢。", "麻烦你们了。", "打扰了，谢谢。", "期待你们的答复。", "祝工作顺利。")
THANKFUL_CLOSINGS = ("", "谢谢。", "祝工作顺利。")
CONTACTS = (
    ("我的电话{phone}，白天都能接。", 8), ("联系电话：{phone}，{name}。", 6),
    ("我叫{name}，身份证号{identity_number}，电话{phone}，需要我到场请提前说一声。", 4),
)
WITHOUT_CONTACT = 82
GREETINGS = ("您好。", "来信人您好：\n", "您好，来信收到。")
ANSWERS = (
    "您反映的“{title}”一事，现答复如下。", "关于您来信所说的“{title}”，我们已经办理，情况如下。",
    "您“{title}”的来信收悉，现将办理情况告诉您。",
)
THANKED = ("您的来信“{title}”收到了，谢谢您。",)
REFUSED = ("您关于“{title}”的来信，我们已认真看过。",)
GOODBYES = (
    "如还有疑问，请联系{contact}。", "对办理情况有不清楚的地方，请联系{contact}。",
    "具体经办：{contact}。感谢您的来信。",
)
THANKFUL_GOODBYES = ("欢迎继续监督，联系{contact}。",)
RATED_SHARE = 0.45
RATINGS = ("satisfied", "basically_satisfied", "dissatisfied")
RATING_WEIGHTS = {False: (64, 27, 9), True: (22, 38, 40)}  # whether the answer was late
RATING_WORDS = {
    "satisfied": ("办得很快，谢谢。", "说得清楚，满意。", "没想到真的有回音。", "工作人员态度好。", "", ""),
    "basically_satisfied": ("希望说到的都能做到。", "解释清楚了，就是慢了点。", "等结果出来再看。", "还可以。", ""),
    "dissatisfied": (
        "没有说到点子上。", "拖得太久，打了几次电话才有回音。", "说得太笼统，请再说细一点。",
        "问题还在，请再看看。",
    ),
}


@cache
def everyday() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return what people say around any matter, by category."""
    return tomllib.loads(EVERYDAY.read_text(encoding="utf-8"))


def compose_letter(
    matter: Matter, wording: Wording, writer: Writer, to_leader: bool, chance: random.Random
) -> str:
    """Write the letter's text: an opening, details in their order, a demand, and around them what people add."""
    around, words = everyday()[matter.category], matter.words
    told = _in_order(words["details"], chance.randint(min(1, len(words["details"])), len(words["details"])), chance)
    asked = list(words["demands"]) if chance.random() < 0.4 else [chance.choice(words["demands"])]
    talkative = chance.choices(TALKATIVE, (38, 32, 20, 10))[0]
    before, tried, effect, hope = (
        _in_order(around[part], round(talkative + chance.random() - 0.5), chance)
        for part in ("before", "tried", "effect", "hope")
    )
    body = [wording.fill(line) for line in (*before, chance.choice(words["openings"]), *told, *tried, *effect)]
    closing = chance.choice(THANKFUL_CLOSINGS if matter.category == "praise" else CLOSINGS)
    ending = "".join(wording.fill(line) for line in (*asked, *hope)) + closing + _contact(writer, chance)
    salutation = chance.choice(TO_LEADER if to_leader else TO_UNIT)
    while len(salutation) + sum(map(len, body)) + len(ending) > LONGEST and len(body) > 1:
        body.pop()
    paragraph = "\n" if chance.random() < 0.3 else ""
    text = salutation + "".join(body) + paragraph + ending
    for line in _in_order(around["short"], len(around["short"]), chance):
        if len(text) < SHORTEST:
            text += line
    return text


def _in_order(lines: Sequence[str], count: int, chance: random.Random) -> list[str]:
    return [lines[index] for index in sorted(chance.sample(range(len(lines)), min(count, len(lines))))]


def compose_reply(matter: Matter, title: str, wording: Wording, contact: str, chance: random.Random) -> str:
    """Write the unit's reply, or the letters office's reason for declining; it names the letter's title."""
    words = matter.words
    if words["refusals"]:
        parts = [REFUSED, words["refusals"]]
    else:
        parts = [THANKED if matter.category == "praise" else ANSWERS, words["found"], words["done"], words["basis"]]
    paragraphs = [chance.choice(part) for part in parts if part]
    wording.learn({"title": title, "contact": contact})
    paragraphs.append(chance.choice(THANKFUL_GOODBYES if matter.category == "praise" else GOODBYES))
    return chance.choice(GREETINGS) + "\n".join(wording.fill(paragraph) for paragraph in paragraphs)


def rated(fate: Fate, chance: random.Random) -> tuple[str | None, str]:
    """Draw the writer's rating of an answer, with words of their own or without; late answers please less."""
    if fate.name != "answered" or chance.random() > RATED_SHARE:
        return None, ""
    rating = chance.choices(RATINGS, RATING_WEIGHTS[fate.late])[0]
    return rating, chance.choice(RATING_WORDS[rating])


def _contact(writer: Writer, chance: random.Random) -> str:
    forms = ["", *(form for form, _weight in CONTACTS)]
    form = chance.choices(forms, [WITHOUT_CONTACT, *(weight for _form, weight in CONTACTS)])[0]
    return form.format(name=writer.name, phone=writer.phone, identity_number=writer.identity_number)
