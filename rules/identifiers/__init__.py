"""The identifiers of persons that a text may hold: one table of detectors, an earlier entry wins an overlap.

How detectors are run and merged is in redaction.py.
"""

import re

from rules.identifiers.addresses import scan_address
from rules.identifiers.bank_cards import match_bank_card
from rules.identifiers.birth_dates import scan_birth_date
from rules.identifiers.kinds import (
    ADDRESS,
    AS_MIXED,
    AS_WORDS,
    BANK_CARD,
    BIRTH_DATE,
    DOCUMENT,
    EMAIL,
    ID_NUMBER,
    KINDS,
    LANDLINE,
    MOBILE,
    NAME,
    PASSPORT,
    PLATE,
    QQ,
    WECHAT,
    NumberDetector,
    PatternDetector,
)
from rules.identifiers.mail_addresses import scan_email
from rules.identifiers.messengers import scan_qq, scan_wechat
from rules.identifiers.names import scan_name
from rules.identifiers.papers import match_id, match_old_id, scan_credit_code
from rules.identifiers.plates import scan_plate
from rules.identifiers.telephones import (
    LANDLINE_FORM,
    MOBILE_FORM,
    match_hotline,
    match_landline,
    match_local,
    match_mobile,
)
from rules.identifiers.travel_papers import scan_document, scan_passport

__all__ = ["DETECTORS", "KINDS", "NUMBERS", "PATTERNS"]

DETECTORS: tuple[NumberDetector | PatternDetector, ...] = (
    PatternDetector(EMAIL, scan_email),
    PatternDetector("", scan_credit_code),
    PatternDetector(BIRTH_DATE, scan_birth_date, AS_MIXED),
    NumberDetector(ID_NUMBER, re.compile(r"[1-9]\d{16,17}"), match_id),
    PatternDetector(PASSPORT, scan_passport, AS_MIXED),
    PatternDetector(DOCUMENT, scan_document, AS_MIXED),
    PatternDetector(QQ, scan_qq),
    PatternDetector(WECHAT, scan_wechat),
    PatternDetector(PLATE, scan_plate, AS_MIXED),
    PatternDetector(NAME, scan_name, AS_WORDS),
    PatternDetector(ADDRESS, scan_address, AS_WORDS),
    NumberDetector(BANK_CARD, re.compile(r"\d{12,21}"), match_bank_card),
    NumberDetector(ID_NUMBER, re.compile(r"[1-8]\d{14}"), match_old_id),
    NumberDetector("", re.compile(r"[48]00[1-9]\d{6}"), match_hotline),
    NumberDetector(MOBILE, re.compile(MOBILE_FORM), match_mobile),
    NumberDetector(LANDLINE, re.compile(LANDLINE_FORM), match_landline),
    NumberDetector(LANDLINE, re.compile(r"[2-8]\d{6,7}"), match_local),
)
# With their places in the table, by how they are run.
PATTERNS = tuple((place, entry) for place, entry in enumerate(DETECTORS) if isinstance(entry, PatternDetector))
NUMBERS = tuple((place, entry) for place, entry in enumerate(DETECTORS) if isinstance(entry, NumberDetector))
