"""The letters of a period as topics need them, from rows."""

from __future__ import annotations

from datetime import date

from queries import period_letters
from rules.letter_draft import Contact
from rules.topics import hot, repeated
from services.work import Work
from tests import factories

DAY = date(2026, 11, 24)


def test_letters_of_a_period_come_with_subject_and_writer_and_make_topics(work: Work) -> None:
    writer = Contact(phone="13800001234")
    made = [factories.letter(work, title=title, text="请派人来修一修。", contact=writer)
            for title in ("路灯坏了一个多月", "路灯还是不亮", "路灯又坏了")]
    letters = period_letters.received(work.session, work.today, work.today)
    assert [one.id for one in letters] == [one.id for one in made]
    assert {(one.subject, len(one.writers)) for one in letters} == {("city_services", 1)}
    assert "13800001234" not in str(letters)
    assert repeated(letters) == (tuple(one.id for one in made),)
    [topic] = hot(letters, period_letters.known_words(work.session))
    assert (topic.word, topic.subject, len(topic.cases)) == ("路灯", "city_services", 3)
    assert period_letters.received(work.session, DAY.replace(year=2025), DAY.replace(year=2025)) == []


def test_known_words_are_those_of_subjects_and_duties_without_places(work: Work) -> None:
    words = period_letters.known_words(work.session)
    assert (words["路灯"], words["物业费"]) == ("city_services", "property")
    assert "桃源镇" not in words
