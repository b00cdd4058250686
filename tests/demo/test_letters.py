"""The demonstration's mail: five hundred letters over two years, as `make run` loads them."""

from __future__ import annotations

import csv
import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from demo.fates import LIMITS, RECENT_DAYS, working_days_between
from demo.letters import generate
from demo.matter_book import all_matters
from demo.wording import Wording
from demo.writers import identity_number
from rules.redaction import mask
from rules.routing import Router, UnitFacts
from rules.vocabulary import Category, DeclineGround, Rating

LAST_DAY = date(2026, 11, 22)
FIRST_DAY = LAST_DAY - timedelta(days=730)
COUNT = 500
UNITS_FILE = Path(__file__).parents[2] / "demo" / "units.csv"
FATES = {"answered", "open", "overdue_open", "triage", "declined", "returned"}


def county_units() -> list[SimpleNamespace]:
    with UNITS_FILE.open(encoding="utf-8", newline="") as lines:
        return [SimpleNamespace(code=row["code"], name=row["unit"], kind=row["kind"], duties=row["duties"],
                                keywords=tuple(row["keywords"].split("|"))) for row in csv.DictReader(lines)]


UNITS = county_units()
CODES = {unit.code for unit in UNITS}
LETTERS = list(generate(COUNT, 7, FIRST_DAY, LAST_DAY, UNITS))
OPEN = [letter for letter in LETTERS if letter.fate.endswith("open")]


def test_generate_same_seed_gives_the_same_letters():
    assert list(generate(60, 3, FIRST_DAY, LAST_DAY, UNITS)) == list(generate(60, 3, FIRST_DAY, LAST_DAY, UNITS))


def test_generate_another_seed_gives_other_letters():
    assert {letter.text for letter in generate(60, 4, FIRST_DAY, LAST_DAY, UNITS)}.isdisjoint(
        letter.text for letter in generate(60, 3, FIRST_DAY, LAST_DAY, UNITS))


@pytest.mark.parametrize("count", [0, 1, 2, 7, 40])
def test_generate_any_count_gives_that_many(count):
    assert len(list(generate(count, 1, FIRST_DAY, LAST_DAY, UNITS))) == count


def test_generate_over_a_single_day_gives_letters_of_that_day():
    letters = generate(5, 1, LAST_DAY - timedelta(days=1), LAST_DAY, UNITS)
    assert {letter.received_at.date() for letter in letters} == {LAST_DAY - timedelta(days=1)}


def test_generate_no_two_letters_read_alike():
    letters = list(generate(1500, 7, FIRST_DAY, LAST_DAY, UNITS))
    assert len({letter.text for letter in letters}) == len(letters)


def test_generate_few_letters_share_a_title():
    assert len({letter.title for letter in LETTERS}) > 0.98 * COUNT


def test_generate_texts_have_the_length_of_real_letters():
    lengths = [len(letter.text) for letter in LETTERS]
    assert min(lengths) >= 60
    assert max(lengths) <= 500
    assert max(lengths) - min(lengths) > 200


def test_generate_titles_fit_their_field():
    assert all(4 <= len(letter.title) <= 60 for letter in LETTERS)


def test_generate_leaves_no_gap_unfilled():
    assert not any(sign in letter.title + letter.text + letter.reply for letter in LETTERS for sign in "{}|")


def test_generate_names_units_and_mailboxes_that_exist():
    assert {letter.unit_code for letter in LETTERS} <= CODES
    assert {letter.mailbox for letter in LETTERS} <= CODES | {"county_leader"}


def test_generate_categories_have_plausible_shares():
    shares = {category: count / COUNT for category, count in Counter(letter.category for letter in LETTERS).items()}
    assert set(shares) == {category.value for category in Category}
    assert 0.28 < shares["consultation"] < 0.40
    assert 0.18 < shares["complaint"] < 0.32
    assert 0.02 < shares["praise"] < 0.08
    assert shares["site_error"] > 0.01


def test_generate_letters_reach_many_units_and_matters():
    assert len({letter.unit_code for letter in LETTERS}) >= 40
    assert len({matter.slug for matter in all_matters()}) == len(all_matters()) >= 60


def test_generate_letters_come_oldest_first_within_the_span():
    times = [letter.received_at for letter in LETTERS]
    assert times == sorted(times)
    assert times[0].date() >= FIRST_DAY
    assert times[-1].date() < LAST_DAY
    assert {time.utcoffset() for time in times} == {timedelta(hours=8)}


def test_generate_letters_come_mostly_in_working_hours():
    assert sum(8 <= letter.received_at.hour < 18 for letter in LETTERS) > 0.7 * COUNT


def test_generate_every_fate_occurs_and_old_letters_are_done_with():
    old = [letter for letter in LETTERS if (LAST_DAY - letter.received_at.date()).days > RECENT_DAYS]
    assert {letter.fate for letter in old} == {"answered", "declined"}
    assert {letter.fate for seed in range(4) for letter in generate(COUNT, seed, FIRST_DAY, LAST_DAY, UNITS)} == FATES


@pytest.mark.parametrize("letter", OPEN, ids=lambda letter: letter.title)
def test_generate_open_letters_are_overdue_only_past_their_limit(letter):
    passed = working_days_between(letter.received_at.date(), LAST_DAY)
    assert (letter.fate == "overdue_open") == (passed > LIMITS[letter.category])


def test_generate_answers_take_time_that_has_passed_and_some_are_late():
    answered = [letter for letter in LETTERS if letter.fate == "answered"]
    assert all(1 <= letter.working_days_taken <= working_days_between(letter.received_at.date(), LAST_DAY)
               for letter in answered)
    late = sum(letter.working_days_taken > LIMITS[letter.category] for letter in answered)
    assert 0.02 < late / len(answered) < 0.12


def test_generate_only_answered_letters_are_rated():
    rated = [letter for letter in LETTERS if letter.rating]
    assert {letter.fate for letter in rated} == {"answered"}
    assert {letter.rating for letter in rated} == {rating.value for rating in Rating}


def test_generate_replies_name_the_letters_matter_and_a_contact():
    answered = [letter for letter in LETTERS if letter.fate in {"answered", "declined"}]
    assert all(f"“{letter.title}”" in letter.reply and "0834-000" in letter.reply for letter in answered)
    assert not any(letter.reply for letter in LETTERS if letter.fate in {"triage", "returned"})


def test_generate_replies_are_without_harsh_words():
    assert not any(word in letter.reply for letter in LETTERS for word in ("请勿", "非法", "抱歉", "！"))


def test_generate_declined_letters_have_a_ground_and_the_others_none():
    grounds = {letter.decline_ground for letter in LETTERS if letter.fate == "declined"}
    assert grounds <= {ground.value for ground in DeclineGround}
    assert {letter.decline_ground for letter in LETTERS if letter.fate != "declined"} == {""}


def test_generate_some_letters_hold_numbers_that_masking_finds():
    kinds = Counter(finding.kind for letter in LETTERS for finding in mask(letter.text).findings)
    assert kinds["mobile"] >= 20
    assert kinds["id_number"] >= 5


def test_identity_number_passes_its_own_check():
    number = identity_number(random.Random(1))
    total = sum(int(sign) * 2**(17 - place) for place, sign in enumerate(number[:17]))
    assert (total + ("0123456789X".index(number[17]))) % 11 == 1


def test_generate_letters_are_mostly_routed_to_the_unit_that_answers():
    router = Router(UnitFacts(serial, unit.name, unit.kind, unit.duties, unit.keywords)
                    for serial, unit in enumerate(UNITS))
    decisions = [(letter, router.decide(letter.title, letter.text, letter.place)) for letter in LETTERS]
    automatic = [(letter, decision) for letter, decision in decisions if decision.automatic]
    right = sum(UNITS[decision.unit_id].code == letter.unit_code for letter, decision in automatic)
    assert right / len(automatic) >= 0.9
    assert len(automatic) / COUNT >= 0.6


def test_fill_repeats_a_named_number_and_keeps_to_what_was_said():
    wording = Wording(random.Random(5), {"here": "古桥村"}, {"n": "3-9"})
    filled = wording.fill("{here}{n:3-9}公里{n}，{面馆|书店}就是{书店|面馆}")
    kilometres, shop = filled[3], filled.split("，")[1].split("就是")
    assert filled.startswith(f"古桥村{kilometres}公里{kilometres}，")
    assert shop[0] == shop[1]


@pytest.mark.parametrize("matter", all_matters(), ids=lambda matter: matter.slug)
def test_matter_has_enough_words_for_letter_and_reply(matter):
    assert matter.unit in CODES | {"place"}
    assert matter.category in LIMITS
    assert all(matter.words[kind] for kind in ("titles", "openings", "demands"))
    assert len(matter.words["details"]) >= 3
    assert bool(matter.decline_ground) == bool(matter.words["refusals"])
    assert matter.decline_ground or all(matter.words[kind] for kind in ("found", "done", "basis"))
