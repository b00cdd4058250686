"""Numbers of bank cards and of accounts."""

import re

from rules.identifiers.check_digits import PROVINCE, is_birth_date, is_credit_code, passes_luhn
from rules.identifiers.kinds import Match
from rules.identifiers.surroundings import BANK_LABEL, OTHER_LABEL, is_quantity, is_written_as
from rules.identifiers.telephones import TELEPHONE
from rules.readings import Number

_LETTER = re.compile(r"[0-9A-Za-z]")
_CARD_CUSTOMS = frozenset({
    (4, 4, 4, 4), (4, 4, 4, 5), (4, 4, 4, 6), (4, 4, 4, 7), (4, 4, 4, 4, 1), (4, 4, 4, 4, 2), (4, 4, 4, 4, 3),
    (6, 10), (6, 11), (6, 12), (6, 13), (8, 8), (6, 6, 4), (6, 6, 7),
})


def match_bank_card(number: Number) -> Match | None:
    """Claim a card number by its Luhn digit, or any account number that its label names."""
    if not is_written_as(number, _CARD_CUSTOMS) or number.follows(_LETTER) or is_quantity(number):
        return None
    digits, before = number.digits, number.before(14)
    labelled = BANK_LABEL.search(before) is not None
    if labelled and len(digits) < 16:
        if TELEPHONE.fullmatch(digits):
            return None
    elif not labelled:
        # An ID number with a slip of the pen is no card, though one in ten passes Luhn.
        slipped_id = len(digits) == 18 and PROVINCE.match(digits) and is_birth_date(digits[6:14])
        organisation = digits[0] == "9" and is_credit_code(digits)
        if slipped_id or organisation or OTHER_LABEL.search(before):
            return None
        if not 16 <= len(digits) <= 19 or digits[0] not in "34569" or not passes_luhn(digits):
            return None
    return Match(number.start, number.end, "*" * (len(digits) - 4) + digits[-4:])
