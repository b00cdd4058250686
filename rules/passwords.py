"""What a password must be (security.md N2): long enough, of several kinds, and free of words that are tried first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

SHORTEST, LONG, LONGEST = 12, 20, 200
CLASSES = 3
# Fewer different characters than this are a pattern, whatever the length.
FEWEST_DIFFERENT = 6
RUN = 4
WEAK = "密码要12个字符以上，含大写、小写、数字、符号中的三种；或者20个字符以上。"
TOO_LONG = f"密码最多{LONGEST}个字符，请写短一点。"
PATTERN = "密码里有连着的数字、字母或者重复的字符（如1234、qwer、aaaa），太容易猜，请换掉这一段。"
# What guessing programs try first, here and abroad.
COMMON = (
    "password", "passw0rd", "passwd", "mima", "admin", "root", "guest", "test123", "user123", "welcome", "letmein",
    "login", "master", "monkey", "dragon", "shadow", "sunshine", "princess", "football", "baseball", "superman",
    "trustno1", "iloveyou", "woaini", "woaizhongguo", "nihao", "zhongguo", "beijing", "changeme", "default",
    "qwerty", "asdfgh", "zxcvbn", "1qaz", "2wsx", "qazwsx", "abc123", "a123", "5201314", "1314520", "520520",
    "666666", "888888", "000000", "111111", "112233", "123123", "121212", "147258", "159357", "密码", "我爱你")
# Words of this kind of office, which somebody who wants in knows as well.
OFFICE = (
    "xinfang", "xianzhang", "shizhang", "xinxiang", "zhengfu", "xianwei", "bangong", "mailbox", "petition",
    "信访", "县长", "信箱", "政府", "办公室")
_YEAR = re.compile(r"(?<![0-9])(19[5-9][0-9]|20[0-4][0-9])(?![0-9])")
_ROWS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_LOOK_ALIKE = str.maketrans({"@": "a", "4": "a", "0": "o", "1": "i", "!": "i", "3": "e", "$": "s", "5": "s", "7": "t"})


@dataclass(frozen=True)
class PasswordPolicy:
    """What the operator sets: after how long a password is changed, and the local words in letters."""

    max_age: timedelta = timedelta(days=90)
    local_words: tuple[str, ...] = ("yunxi",)


def refusal(password: str, local_words: Iterable[str]) -> str | None:
    """Return the sentence that says why a password cannot be taken, None for one that can.

    `local_words` are the names of the county, its offices, the login and the person. Characters are counted as they
    are typed; words are looked for whatever their case, width, separators, and letters written as digits.
    """
    if len(password) > LONGEST:
        return TOO_LONG
    if len(password) < SHORTEST or (len(password) < LONG and _classes(password) < CLASSES):
        return WEAK
    plain = unicodedata.normalize("NFKC", password).lower()
    if len(set(plain)) < FEWEST_DIFFERENT or _has_run(plain):
        return PATTERN
    if year := _YEAR.search(plain):
        return _guessable(year[0])
    dense = re.sub(r"[\W_]", "", plain)
    forms = (plain, dense, re.sub(r"[\W_]", "", plain.translate(_LOOK_ALIKE)))
    for word in (*COMMON, *OFFICE, *_normal(local_words)):
        if any(word in form for form in forms):
            return _guessable(word)
    return None


def is_expired(set_at: datetime, at: datetime, max_age: timedelta) -> bool:
    """Tell whether a password that was set at one instant has to be changed at another; both in UTC."""
    return at - set_at >= max_age


def _classes(password: str) -> int:
    kinds = (str.islower, str.isupper, str.isdigit)
    return sum(any(kind(c) for c in password) for kind in kinds) + any(not c.isalnum() for c in password)


def _has_run(plain: str) -> bool:
    """Tell whether four characters repeat one, or follow each other in the alphabet, the digits or on the keyboard."""
    for start in range(len(plain) - RUN + 1):
        part = plain[start:start + RUN]
        if len(set(part)) == 1 or any(part in row or part[::-1] in row for row in _ROWS):
            return True
    return False


def _normal(words: Iterable[str]) -> list[str]:
    """Return the words as they are looked for, Chinese ones also without 县; too short ones not at all."""
    found = []
    for word in words:
        plain = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", word).lower())
        forms = {plain, plain.strip("县")}
        found += [form for form in forms if len(form) >= (3 if form.isascii() else 2)]
    return found


def _guessable(word: str) -> str:
    return f"密码里不要有容易猜的词（{word}），单位、账号、姓名、年份都不要用。"
