"""Recall and precision of the detectors on letters made anew at every run, and growth of their work."""

import random
import secrets
import sys
import time
from collections import Counter

import pytest

from rules.redaction import find, mask
from tests.fixtures.identifiers import letter

LETTERS = 1500


def test_find_on_a_generated_corpus_reaches_recall_and_precision() -> None:
    seed = secrets.randbits(32)
    sys.stdout.write(f"corpus seed: {seed}\n")
    rng = random.Random(seed)
    expected, found, reported, right = Counter(), Counter(), Counter(), Counter()
    missed, wrong = [], []
    for _ in range(LETTERS):
        sample = letter(rng)
        findings = {(f.kind, f.start, f.end) for f in find(sample.text)}
        for kind, start, end in sample.identifiers:
            expected[kind] += 1
            covered = any(f[0] == kind and f[1] <= start and f[2] >= end for f in findings)
            found[kind] += covered
            missed += [] if covered else [(kind, sample.text[start:end])]
        for kind, start, end in findings:
            reported[kind] += 1
            true = any(e[0] == kind and e[1] < end and start < e[2] for e in sample.identifiers)
            right[kind] += true
            wrong += [] if true else [(kind, sample.text[max(0, start - 8):end + 8])]
    for kind, total in expected.items():
        assert found[kind] / total >= 0.99, (seed, missed)
        assert right[kind] / reported[kind] >= 0.90, (seed, wrong)


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
