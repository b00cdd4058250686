"""What the writer of a late letter sees of the ladder, and what the record shows to staff."""

from __future__ import annotations

from datetime import timedelta

import pytest

from queries import letter_file, record_words, status
from rules.actors import Role
from rules.vocabulary import State
from services import climbing, urging
from services.work import Work
from tests import factories

LATE = timedelta(days=14)


@pytest.fixture
def late(work: Work) -> str:
    """The number of a letter that nobody looked at for two weeks: five rungs were reached at once."""
    factories.staff(work, Role.LEAD)
    made = factories.letter_in(work, State.ACCEPTED)
    work.session.flush()
    climbing.climb(factories.acting(work, factories.SYSTEM, days=14))
    work.session.expire_all()
    return made.number


def titles(work: Work, number: str) -> list[str]:
    view = status.read(work.session, number)
    assert view is not None
    return [entry.title for entry in view.timeline]


def test_writer_sees_what_was_done_and_not_what_was_only_recorded(work: Work, late: str) -> None:
    assert titles(work, late)[:2] == ["已报县领导", "已签收，正在办理"]


def test_writer_sees_every_urge_by_hand(work: Work) -> None:
    made = factories.letter_in(work, State.ACCEPTED)
    supervisor = factories.staff(work, Role.SUPERVISOR)
    urging.urge(factories.acting(work, supervisor), made.id, "请今天回电。")
    urging.supervise(factories.acting(work, supervisor, hours=1), made.id, "请三天内答复。")
    assert titles(work, made.number)[:2] == ["县信访局已发督办单", "县信访局已催办"]
    assert "回电" not in repr(status.read(work.session, made.number))


def test_record_says_what_was_demanded_by_hand(work: Work) -> None:
    made = factories.letter_in(work, State.ACCEPTED)
    urging.urge(factories.acting(work, factories.staff(work, Role.SUPERVISOR)), made.id, "请今天回电。")
    opened = letter_file.read(work.session, made.number, work.today, work.calendar)
    assert opened is not None
    assert record_words.entries(opened)[0].words.startswith("人工催办。要求：请今天回电。 告诉了：县住房和城乡建设局")


def test_record_names_those_who_were_told_and_says_why_nobody_was(work: Work, late: str) -> None:
    opened = letter_file.read(work.session, late, work.today, work.calendar)
    assert opened is not None
    newest, *earlier = record_words.entries(opened)[:6]
    assert newest.words.startswith("报县领导、列入通报。告诉了：")
    assert "县住房和城乡建设局 lead1" in newest.words
    assert {entry.words.partition("。")[2] for entry in earlier} == {"没有另行告诉，同时到了更高的一档"}
