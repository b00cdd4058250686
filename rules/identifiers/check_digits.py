"""Check digits of ID numbers, credit codes and bank cards, and whether digits can be a birth date."""

import re
from datetime import date

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_FORM, _OLD_ID_FORM = re.compile(r"[1-9]\d{16}[0-9X]"), re.compile(r"\d{15}")
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")


def id_check_digit(first_17: str) -> str:
    """Computes the last character of an 18-digit ID number (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def is_id_number(number: str) -> bool:
    """Tell whether 18 characters are an ID number with a real birth date and the right check digit (GB 11643)."""
    return (_ID_FORM.fullmatch(number) is not None and is_birth_date(number[6:14])
            and id_check_digit(number[:17]) == number[17])


def is_old_id_number(number: str) -> bool:
    """Tell whether 15 digits can be an ID number of the first generation, which has no check digit."""
    return (_OLD_ID_FORM.fullmatch(number) is not None and PROVINCE.match(number) is not None
            and is_birth_date("19" + number[6:12]))


def is_credit_code(code: str) -> bool:
    """Tell whether 18 characters are a unified social credit code of an organisation (GB 32100, modulo 31)."""
    if len(code) != 18 or any(char not in _CREDIT_ALPHABET for char in code):
        return False
    total = sum(_CREDIT_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(code[:17]))
    return _CREDIT_ALPHABET[-total % 31] == code[17]


def passes_luhn(number: str) -> bool:
    """Tell whether a digit string ends with its Luhn check digit (GB/T 14504, bank cards)."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_birth_date(digits: str) -> bool:
    """Tell whether eight digits are a day of the calendar on which a living or remembered person can be born."""
    try:
        return 1850 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year < 2100
    except ValueError:
        return False
