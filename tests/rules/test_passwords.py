from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import passwords
from rules.passwords import PATTERN, TOO_LONG, WEAK

LOCAL = ("云溪县", "yunxi", "县住房和城乡建设局", "chengban", "林远")
TAKEN = [
    pytest.param("Sunny-River1", id="twelve of three classes"),
    pytest.param("quiet forest lantern boat", id="twenty of one class"),
    pytest.param("河水清清河水绿绿Ab12", id="Chinese and three classes"),
    pytest.param("Correct-Horse9" * 5, id="seventy characters"),
    pytest.param(" Sunny River1 ", id="blanks at the ends count"),
    pytest.param("Qx7#mK2$vN9@", id="symbols"),
    pytest.param("tram-8131-Kettle", id="a number that is no year"),
]
REFUSED = [
    pytest.param("", WEAK, id="none"), pytest.param("Short-1a", WEAK, id="too short"),
    pytest.param("Sunny-Rive1", WEAK, id="eleven"), pytest.param("quietforestbo", WEAK, id="one class"),
    pytest.param("quietforest7b", WEAK, id="two classes"), pytest.param("QUIET-FORESTS", WEAK, id="two others"),
    pytest.param("Aq7-" * 51, TOO_LONG, id="too long"),
    pytest.param("aB1-aB1-aB1-", PATTERN, id="four characters again and again"),
    pytest.param("River-1234-Xo", PATTERN, id="digits in a row"),
    pytest.param("River-9876-Xo", PATTERN, id="digits backwards"),
    pytest.param("River-Qwer-77", PATTERN, id="keys in a row"), pytest.param("River-aaaa-77", PATTERN, id="one key"),
    pytest.param("River-Forest-2026", "2026", id="this year"),
    pytest.param("1998river-Forest", "1998", id="a birth year"),
    pytest.param("River-２０２６-xo", "2026", id="a year in wide digits"),
    pytest.param("Yunxi-River-77", "yunxi", id="the county in letters"),
    pytest.param("River-Y.U.N.X.I-7", "yunxi", id="the county with dots"),
    pytest.param("云溪River-Forest7", "云溪", id="the county in Chinese"),
    pytest.param("River-xinfang-7X", "xinfang", id="the office in letters"),
    pytest.param("我在信访局上班River7", "信访", id="the office in Chinese"),
    pytest.param("住房和城乡建设局River7", "住房和城乡建设局", id="a department"),
    pytest.param("River-Chengban-7", "chengban", id="the login"),
    pytest.param("River-林远-Forest7", "林远", id="the name"),
    pytest.param("P@ssw0rd-River", "password", id="a common word with signs"),
    pytest.param("Adm1n-River-77x", "admin", id="a common word with digits"),
    pytest.param("iloveyou my river boat", "iloveyou", id="a common word in a long one"),
    pytest.param("woaini-River-77X", "woaini", id="a common word here"),
]


@pytest.mark.parametrize("password", TAKEN)
def test_password_that_is_strong_enough_is_taken(password: str) -> None:
    """N2: twelve of three classes or twenty characters; sixty-four and more are allowed."""
    assert passwords.refusal(password, LOCAL) is None


@pytest.mark.parametrize(("password", "words"), REFUSED)
def test_password_that_is_weak_or_guessable_is_refused_and_told_why(password: str, words: str) -> None:
    """N2: length, classes, patterns, common and local words, years."""
    refused = passwords.refusal(password, LOCAL)
    assert refused is not None
    assert words in refused


@given(st.text(min_size=passwords.LONGEST + 1, max_size=passwords.LONGEST + 40))
def test_password_longer_than_the_longest_is_refused(password: str) -> None:
    assert passwords.refusal(password, ()) == TOO_LONG


@given(st.text(max_size=80), st.sampled_from(LOCAL[1:2] + passwords.COMMON + passwords.OFFICE), st.text(max_size=80))
def test_password_with_a_listed_word_is_never_taken(before: str, word: str, after: str) -> None:
    """N2: wherever the word stands."""
    assert passwords.refusal(before + word + after, LOCAL) is not None


@pytest.mark.parametrize(("days", "expired"), [(0, False), (89, False), (90, True), (400, True)])
def test_password_expires_after_its_days(days: int, expired: bool) -> None:
    """N2: ninety days unless the operator sets another age."""
    set_at = datetime(2026, 8, 1, tzinfo=UTC)
    assert passwords.is_expired(set_at, set_at + timedelta(days=days), passwords.PasswordPolicy().max_age) is expired
