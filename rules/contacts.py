"""How to reach a writer: is what was typed a telephone number or a mail address? Never whether it answers."""

from __future__ import annotations

import re

MOBILE_DIGITS = 11
_SEPARATORS = re.compile(r"[\s\-—()（）]")
_LANDLINE = re.compile(r"(0\d{2,3})?[2-8]\d{6,7}(\d{1,4})?|400\d{7}|1\d{4}")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_MAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")
PHONE_UNREADABLE = "这个号码看不懂，请写11位手机号码，或者区号加座机号码"
MAIL_UNREADABLE = "邮箱地址不完整，应像name@example.cn这样写"


def normal_phone(text: str) -> str:
    """Return the digits of a telephone number without separators and without the country's 86."""
    digits = _SEPARATORS.sub("", text)
    for prefix in ("+86", "0086"):
        digits = digits.removeprefix(prefix)
    return digits


def is_mobile(text: str) -> bool:
    """Tell whether a number can get a short message: eleven digits of a mobile number in the mainland."""
    return _MOBILE.fullmatch(normal_phone(text)) is not None


def phone_refusal(text: str) -> str:
    """Return what is wrong with a telephone number, "" when it can be dialled."""
    digits = normal_phone(text)
    if not digits.isascii() or not digits.isdigit():
        return PHONE_UNREADABLE
    if _LANDLINE.fullmatch(digits):
        return ""
    if re.match(r"1[3-9]", digits):
        off = len(digits) - MOBILE_DIGITS
        if off:
            return f"手机号码{'多' if off > 0 else '少'}了{abs(off)}位，应为{MOBILE_DIGITS}位数字"
        return ""
    return PHONE_UNREADABLE


def mail_refusal(text: str) -> str:
    """Return what is wrong with a mail address, "" when a message can be sent to it."""
    if "@" not in text:
        return "邮箱地址里少了@，应像name@example.cn这样写"
    return "" if len(text) <= 100 and _MAIL.fullmatch(text) else MAIL_UNREADABLE
