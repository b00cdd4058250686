"""The writer's last word: rating the answer, and closing answered letters that nobody rated."""

from __future__ import annotations

from models.case import Letter
from rules import permissions, transitions
from rules.errors import TransitionRefused
from rules.permissions import CaseFacts
from rules.text_checks import storable, within
from rules.transitions import Act
from rules.vocabulary import Rating, State
from services import events, letter_text, locking, publication
from services.triage import REASON_CHARACTERS
from services.work import Work

CLOSE_AFTER_DAYS = 30  # calendar days; the writer may still rate afterwards


def rate(work: Work, case_id: int, rating: Rating, words: str) -> Letter:
    """Rate an answer once (满意度评价); raises TransitionRefused when it has been rated."""
    letter = locking.lock_letter(work.session, case_id)
    permissions.require(work.actor, Act.RATE, CaseFacts(letter.department_id))
    within(storable(words, "words", "评价"), REASON_CHARACTERS, "words", "评价")
    if letter.rating is not None:
        raise TransitionRefused("这一件已经评价过了，谢谢您。")
    shown = letter_text.covered(work, letter, words.strip())
    letter.state = transitions.next_state(State(letter.state), Act.RATE)
    letter.rating, letter.rated_at = rating.value, work.now
    letter.rating_words = shown
    letter.closed_at = letter.closed_at or work.now
    events.record(work, letter, Act.RATE, {"rating": rating.value})
    publication.note_rating(work, letter)
    return letter


def close(work: Work, case_id: int) -> Letter:
    """Close an answered letter that was not rated in time; does nothing when it is closed already."""
    letter = locking.lock_letter(work.session, case_id)
    if letter.state == State.ANSWERED:
        permissions.require(work.actor, Act.CLOSE, CaseFacts(letter.department_id))
        letter.state = transitions.next_state(State(letter.state), Act.CLOSE)
        letter.closed_at = work.now
        events.record(work, letter, Act.CLOSE)
    return letter
