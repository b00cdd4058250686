"""The identifiers of persons that a text may hold: one table of detectors, an earlier entry wins an overlap.

A detector is one entry of NUMBERS (made of digits) or of PATTERNS (anything else). How detectors are run and merged
is in redaction.py.
"""

import re

from rules.identifiers.bank_cards import match_bank_card
from rules.identifiers.kinds import (
    BANK_CARD,
    EMAIL,
    ID_NUMBER,
    KINDS,
    LANDLINE,
    MOBILE,
    NumberDetector,
    PatternDetector,
)
from rules.identifiers.mail_addresses import scan_email
from rules.identifiers.papers import match_id, match_old_id, scan_credit_code
from rules.identifiers.telephones import (
    LANDLINE_FORM,
    MOBILE_FORM,
    match_hotline,
    match_landline,
    match_local,
    match_mobile,
)

__all__ = ["KINDS", "NUMBERS", "PATTERNS"]

PATTERNS: tuple[PatternDetector, ...] = (
    PatternDetector(EMAIL, scan_email),
    PatternDetector("", scan_credit_code),
)

NUMBERS: tuple[NumberDetector, ...] = (
    NumberDetector(ID_NUMBER, re.compile(r"[1-9]\d{16,17}"), match_id),
    NumberDetector(BANK_CARD, re.compile(r"\d{12,21}"), match_bank_card),
    NumberDetector(ID_NUMBER, re.compile(r"[1-8]\d{14}"), match_old_id),
    NumberDetector("", re.compile(r"[48]00[1-9]\d{6}"), match_hotline),
    NumberDetector(MOBILE, re.compile(MOBILE_FORM), match_mobile),
    NumberDetector(LANDLINE, re.compile(LANDLINE_FORM), match_landline),
    NumberDetector(LANDLINE, re.compile(r"[2-8]\d{6,7}"), match_local),
)
