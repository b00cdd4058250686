"""De-identification of what is published: finds identifiers of persons in Chinese text and masks them.

Owns the merging of what the detectors claim. What an identifier looks like is in identifiers.py; that a
person reads the text before it is published is the business of services.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from rules.hints import HINT_KINDS, Hint, hints
from rules.identifiers import KINDS, NUMBERS, PATTERNS
from rules.identifiers.kinds import ADDRESS, AS_DIGITS, BANK_CARD, EMAIL, ID_NUMBER, LANDLINE, MOBILE, NAME, Match
from rules.identifiers.names import given_names, scan_given
from rules.identifiers.telephones import area_code_length
from rules.readings import Manner, Reading, numbers, read

__all__ = [
    "ADDRESS", "BANK_CARD", "EMAIL", "HINT_KINDS", "ID_NUMBER", "KINDS", "LANDLINE", "MOBILE", "NAME",
    "Finding", "Hint", "Masked", "find", "hints", "mask",
]


_PLAUSIBLE = re.compile("|".join(f"(?:{detector.form.pattern})" for _, detector in NUMBERS))


@dataclass(frozen=True)
class Finding:
    """An identifier in a text: a slug of KINDS, the offsets in that text, and what replaces it in public."""

    kind: str
    start: int
    end: int
    replacement: str


@dataclass(frozen=True)
class Masked:
    """A text in its public form, and what was masked, with offsets in the original."""

    text: str
    findings: list[Finding]


@dataclass(frozen=True)
class _Claim:
    """`rank` orders claims: proven ones first, spoken numbers across lines last, else by detector."""

    rank: tuple[int, int]
    kind: str
    start: int
    end: int
    match: Match
    core: Self | None = None


def find(text: str, keep: frozenset[str] = frozenset(), names: Iterable[str] = ()) -> list[Finding]:
    """Finds the identifiers of persons that must be hidden before publication (个人信息保护法 art. 51, 73).

    `keep` holds published contacts of offices (telephones, mail addresses, in any usual spelling) that stay.
    `names` are the names that forms of the case gave (the writer, an applicant); they are found wherever they stand.
    Findings are in order and do not overlap; where detectors disagree, a number with its own proof wins, then
    the earlier table entry, then the longer stretch. Unified social credit codes, hotlines, document and case
    numbers, dates and amounts are no findings.
    """
    kept = _canonical_contacts(keep)
    findings = [
        Finding(claim.kind, claim.start, claim.end, claim.match.replacement)
        for claim in _settled(text, given_names(names))
        if claim.match.replacement is not None and not _is_kept(claim, kept)
    ]
    return sorted(findings, key=lambda finding: finding.start)


def mask(text: str, keep: frozenset[str] = frozenset(), names: Iterable[str] = ()) -> Masked:
    """Replaces every finding by its public mask, such as 138****5678, 0834-****731 or z***@qq.com.

    Masking a masked text changes nothing. The original stays with the caller, who publishes only the copy.
    """
    findings = find(text, keep, names)
    pieces: list[str] = []
    offset = 0
    for finding in findings:
        pieces += [text[offset:finding.start], finding.replacement]
        offset = finding.end
    pieces.append(text[offset:])
    return Masked("".join(pieces), findings)


def _settled(text: str, names: tuple[str, ...] = ()) -> list[_Claim]:
    """The claims that remain when each stretch of the text goes to the strongest claim on it."""
    claims = sorted(
        (claim for turn, reading in enumerate(read(text), start=1) for claim in _claims(reading, turn, names)),
        key=lambda claim: (claim.rank, claim.start - claim.end, claim.start),
    )
    taken = bytearray(len(text))
    settled = []
    for claim in claims:
        core = claim.core or claim
        if not any(taken[core.start:core.end]):
            taken[core.start:core.end] = b"\x01" * (core.end - core.start)
            settled.append(claim)
    # What would stay anyway is claimed last, so that it hides no other identifier.
    for place, claim in enumerate(settled):
        if claim.core and any(taken[claim.start:claim.core.start]):
            settled[place] = claim.core
        else:
            taken[claim.start:claim.end] = b"\x01" * (claim.end - claim.start)
    return settled


def _claims(reading: Reading, turn: int, names: tuple[str, ...]) -> Iterator[_Claim]:
    for place, kind, match in _matches(reading, names):
        start, end = reading.span(match.start, match.end)
        if reading.manner is Manner.JOINED and not reading.crosses_line(match.start, match.end):
            continue  # the flowing reading, which knows where lines end, has decided about it
        # A numeral that begins the next line is rather a word; one in the same line is rather a digit.
        broken = reading.manner in AS_DIGITS and "\n" in reading.text[match.start:match.end]
        rank = (0 if match.certain else turn if broken else 1, place)
        inner = match.core
        core = _Claim(rank, kind, *reading.span(inner.start, inner.end), inner) if inner else None
        yield _Claim(rank, kind, start, end, match, core)


def _matches(reading: Reading, names: tuple[str, ...]) -> Iterator[tuple[int, str, Match]]:
    for place, pattern in PATTERNS:
        if reading.manner in pattern.manners:
            for match in pattern.scan(reading):
                yield place, pattern.kind, match
    if reading.manner is Manner.WRITTEN:
        for match in scan_given(reading, names):
            yield -1, NAME, match
    if reading.manner in AS_DIGITS:
        for number in numbers(reading, _PLAUSIBLE.fullmatch):
            for place, detector in NUMBERS:
                found = detector.match(number) if detector.form.fullmatch(number.digits) else None
                if found:
                    yield place, detector.kind, found


def _canonical_contacts(keep: frozenset[str]) -> frozenset[str]:
    """Published contacts in the form that claims carry; a label makes a number without area code readable."""
    claims = (claim for contact in keep for claim in _settled(f"电话:{contact}"))
    return frozenset(claim.match.canonical for claim in claims if claim.match.canonical)


def _is_kept(claim: _Claim, kept: frozenset[str]) -> bool:
    """Whether a contact is published; a missing area code, here or there, is no difference."""
    contact = claim.match.canonical
    if not contact or contact in kept or claim.kind != LANDLINE:
        return contact in kept
    if contact.startswith("0"):
        return contact[area_code_length(contact):] in kept
    return any(other.startswith("0") and other[area_code_length(other):] == contact for other in kept)
