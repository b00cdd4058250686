"""What a reply to a request must say, by outcome and by text of the 条例; each refusal names its article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.consultations import Party, Position
from rules.errors import InputRefused, TransitionRefused
from rules.outcomes import BY_OUTCOME, WITHOUT_REPLY, Outcome, Regime
from rules.request_replies import (
    Opinion,
    Place,
    ReplyWords,
    Secrecy,
    answers,
    article,
    articles,
    basis,
    checked,
    grounds,
    has_reasons,
    may_have,
    needed,
    require_documents,
    require_grounds,
    require_opinions,
    require_secrecy,
)
from rules.transitions import Act
from tests.fixtures.reply_words import LAW, REASONS, TEXT, WAY, words

EVERY_STEP = frozenset(Act)
KNOWN = [(which, row.outcome) for which in Regime for row in answers(which)]
UNKNOWN = [(which, one) for which in Regime for one in Outcome if (which, one) not in KNOWN]

PARTS = [(which, one, place) for which, one in KNOWN for place in sorted(needed(one) - {Place.OUTCOME})]


@pytest.mark.parametrize(("which", "outcome"), KNOWN, ids=str)
def test_checked_takes_a_complete_reply_of_every_known_outcome(which: Regime, outcome: Outcome) -> None:
    reply = words(outcome)
    assert checked(reply, which, EVERY_STEP) == reply
    assert article(outcome, which) in basis(outcome, which)


@pytest.mark.parametrize(("which", "outcome"), UNKNOWN, ids=str)
def test_checked_refuses_an_outcome_that_the_text_does_not_know(which: Regime, outcome: Outcome) -> None:
    with pytest.raises(InputRefused, match="条例") as refused:
        checked(words(outcome), which, EVERY_STEP)
    assert refused.value.field == Place.OUTCOME
    assert (outcome in WITHOUT_REPLY) == ("逾期终止办理" in refused.value.message)


@pytest.mark.parametrize(("which", "outcome", "place"), PARTS, ids=str)
def test_checked_refuses_a_reply_without_a_part_and_names_the_article(which: Regime, outcome: Outcome,
                                                                      place: Place) -> None:
    with pytest.raises(InputRefused, match=article(outcome, which)) as refused:
        checked(words(outcome, **{place.value: "  "}), which, EVERY_STEP)
    assert refused.value.field == place


def test_checked_refuses_a_reply_without_ground() -> None:
    with pytest.raises(InputRefused, match="第三十六条") as refused:
        checked(ReplyWords(None, TEXT, REASONS, LAW, WAY), Regime.NEW, EVERY_STEP)
    assert refused.value.field == Place.OUTCOME


@pytest.mark.parametrize(("outcome", "act", "named"), [
    (Outcome.STILL_UNCLEAR, Act.TAKE_CORRECTION, "第三十条"), (Outcome.EXCESSIVE, Act.JUDGE_REASONS, "第三十五条")],
    ids=["still unclear", "excessive"])
def test_checked_refuses_an_outcome_before_the_step_of_the_law(outcome: Outcome, act: Act, named: str) -> None:
    with pytest.raises(TransitionRefused, match=named):
        checked(words(outcome), Regime.NEW, EVERY_STEP - {act})
    assert checked(words(outcome), Regime.NEW, {act})


@pytest.mark.parametrize(("text", "own"), [
    (REASONS, True), ("", False), ("根据《中华人民共和国政府信息公开条例》第十六条第二款的规定，决定不予公开。", False),
    ("依据《条例》第十四条，属于不予公开的政府信息，特此告知。", False),
    ("这份材料是2025年3月专题会的讨论记录，会议还没有形成决定。", True)],
    ids=["reasons", "nothing", "an article", "formulas", "facts"])
def test_reasons_are_more_than_the_articles(text: str, own: bool) -> None:
    assert has_reasons(text) is own


@given(st.sampled_from(Outcome), st.sampled_from(Regime), st.sampled_from(["", LAW + "。"]))
def test_articles_never_begin_or_end_with_a_gap(outcome: Outcome, which: Regime, law: str) -> None:
    named = articles(outcome, which, law, [outcome, outcome])
    assert named == named.strip("、和。 ")
    assert not article(outcome, which) or named.count(article(outcome, which)) == 1


def test_grounds_of_a_document_are_the_refusals_of_its_text() -> None:
    assert {row.outcome for row in grounds(Regime.OLD)} == {
        Outcome.STATE_SECRET, Outcome.SAFETY_STABILITY, Outcome.TRADE_SECRET, Outcome.PERSONAL_PRIVACY}
    assert all(BY_OUTCOME[row.outcome].is_refusal for row in grounds(Regime.NEW))
    assert Outcome.ADMINISTRATIVE_QUERY not in {row.outcome for row in grounds(Regime.NEW)}
    with pytest.raises(InputRefused, match="第三十七条"):
        require_grounds([Outcome.PERSONAL_PRIVACY.value, None, Outcome.REPEATED.value], Regime.NEW)
    require_grounds([Outcome.PERSONAL_PRIVACY.value], Regime.OLD)


@pytest.mark.parametrize(("outcome", "found"), [
    (Outcome.DISCLOSED, None), (Outcome.DISCLOSED, Secrecy.SECRET), (Outcome.DISCLOSED, Secrecy.NOT_CONCERNED),
    (Outcome.PARTIAL, Secrecy.NOT_CONCERNED), (Outcome.STATE_SECRET, Secrecy.CLEARED),
    (Outcome.DOES_NOT_EXIST, Secrecy.SECRET)], ids=str)
def test_secrecy_review_that_does_not_fit_is_refused(outcome: Outcome, found: Secrecy | None) -> None:
    with pytest.raises(InputRefused, match="条例第十[七四]条"):
        require_secrecy(outcome, found)


@pytest.mark.parametrize(("outcome", "hidden"), [
    (Outcome.PARTIAL, []), (Outcome.PARTIAL, [0, 0]), (Outcome.DISCLOSED, [0, 1]), (Outcome.DOES_NOT_EXIST, [0])],
    ids=["partial of nothing", "partial of whole ones", "all of a redacted one", "documents that are not there"])
def test_documents_that_do_not_fit_the_outcome_are_refused(outcome: Outcome, hidden: list[int]) -> None:
    with pytest.raises(InputRefused, match="条例第三十[六七]条"):
        require_documents(outcome, hidden)


@pytest.mark.parametrize(("outcome", "opinion"), [
    (Outcome.DISCLOSED, Opinion(Party.CO_MAKER, None)), (Outcome.PARTIAL, Opinion(Party.THIRD_PARTY, None)),
    (Outcome.PARTIAL, Opinion(Party.THIRD_PARTY, Position.OBJECT)),
    (Outcome.DISCLOSED, Opinion(Party.THIRD_PARTY, Position.SILENT)),
    (Outcome.DISCLOSED, Opinion(Party.THIRD_PARTY, Position.OBJECT, discloses=False))],
    ids=["co-maker awaited", "third party awaited", "refused, undecided", "silent, undecided", "withheld"])
def test_disclosure_against_the_opinions_is_refused(outcome: Outcome, opinion: Opinion) -> None:
    with pytest.raises(TransitionRefused, match="条例第[三十五]"):
        require_opinions(outcome, [Opinion(Party.THIRD_PARTY, Position.AGREE), opinion])
    require_opinions(Outcome.THIRD_PARTY_RIGHTS, [opinion])


def test_disclosure_after_silence_of_a_co_maker_or_for_the_public_interest_is_possible() -> None:
    require_opinions(Outcome.DISCLOSED, [Opinion(Party.CO_MAKER, Position.SILENT),
                                         Opinion(Party.THIRD_PARTY, Position.OBJECT, discloses=True)])


def test_parts_that_a_form_offers_hold_those_that_are_needed() -> None:
    assert all(needed(one) <= may_have(one) for one in Outcome)
