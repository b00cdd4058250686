"""Recall and precision of the detectors on letters made anew at every run, and growth of their work."""

import random
import secrets
import sys
import time
from collections import Counter, defaultdict

import pytest

from rules.redaction import KINDS, find, mask
from tests.fixtures.personal_letters import personal_letter

LETTERS = 5000
RECALL = dict.fromkeys(KINDS, 0.99) | {"name": 0.95, "address": 0.95}
PRECISION = 0.90
SHOWN = 10


class Tally:
    """Per kind: how many are planted, found, reported and rightly reported, and where it went wrong."""

    def __init__(self) -> None:
        self.planted: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.reported: Counter[str] = Counter()
        self.right: Counter[str] = Counter()
        self.missed: dict[str, list[str]] = defaultdict(list)
        self.wrong: dict[str, list[str]] = defaultdict(list)

    def add(self, text: str, planted: list[tuple[str, int, int]]) -> None:
        masked = mask(text)
        findings = masked.findings
        for kind, start, end in planted:
            covered = any(f.kind == kind and f.start <= start and f.end >= end for f in findings)
            self.planted[kind] += 1
            self.found[kind] += covered
            self.missed[kind] += [] if covered else [text[max(0, start - 8):end + 8]]
            # A short name can be a part of another word, and is then not told by its letters alone.
            assert not covered or end - start < 5 or text[start:end] not in masked.text, text[start:end]
        for finding in findings:
            right = any(finding.kind == kind and start < finding.end and finding.start < end
                        for kind, start, end in planted)
            self.reported[finding.kind] += 1
            self.right[finding.kind] += right
            self.wrong[finding.kind] += [] if right else [text[max(0, finding.start - 8):finding.end + 8]]


def test_find_on_a_generated_corpus_reaches_recall_and_precision() -> None:
    """L3: every kind in every disguise among traps, in 5,000 letters with a new seed at every run."""
    seed = secrets.randbits(32)
    sys.stdout.write(f"corpus seed: {seed}\n")
    rng, tally = random.Random(seed), Tally()
    for _ in range(LETTERS):
        letter = personal_letter(rng)
        tally.add(letter.text, letter.planted)
    assert set(tally.planted) == set(KINDS)
    for kind, total in tally.planted.items():
        recall, precision = tally.found[kind] / total, tally.right[kind] / tally.reported[kind]
        sys.stdout.write(f"{kind}: {total} planted, recall {recall:.4f}, precision {precision:.4f}\n")
        assert recall >= RECALL[kind], (seed, kind, tally.missed[kind][:SHOWN])
        assert precision >= PRECISION, (seed, kind, tally.wrong[kind][:SHOWN])


MONOTONOUS = {
    "one run": "7",
    "spaced digits": "1 3 ",
    "numerals": "一",
    "telephones": "13812345678 ",
    "at signs": "a@",
    "spaced at signs": "@ ",
    "stars": "*",
    "masked telephones": "138****",
    "prefixes": "(+86",
    "half identifiers": "1101051949 ",
    "invisible characters": "\u200b1",
    "dots": ". ",
    "extensions": "转1",
    "surnames": "张",
    "numbers without a number": "号",
    "door numbers": "1号",
    "roads": "路1号",
    "rooms": "1栋1单元",
    "roles": "村民",
    "titles": "主任",
    "names": "村民张伟",
    "names in a list": "村民张伟、李强、",
    "births": "生于",
    "dates": "1990年1月",
    "labels": "微信号:",
    "letters of WeChat": "vx ",
    "plates": "川A",
    "passports": "E1",
    "papers": "军官证",
    "half references": "&#4",
    "references": "&#49;",
    "half tags": "<b",
    "tags": "<b><i>",
    "blanks": " ",
    "blank lines": " \n",
    "words of health": "患有",
}


@pytest.mark.parametrize("unit", MONOTONOUS.values(), ids=MONOTONOUS.keys())
def test_mask_on_long_monotonous_text_grows_with_its_length(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        best = float("inf")
        for _ in range(3):
            begun = time.process_time()
            mask(text)
            best = min(best, time.process_time() - begun)
        return best

    seconds(1_000)
    # Eight times the text may cost eight times the work; quadratic work would cost sixty-four times.
    assert seconds(16_000) <= 24 * seconds(2_000) + 0.05


def test_find_in_a_megabyte_of_digits_finds_nothing() -> None:
    assert find("13812345678" * 95_326) == []
