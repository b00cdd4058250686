"""How fast letters are masked in one process: usual ones, and those of the corpus, full of disguised identifiers."""

from __future__ import annotations

import random
import time
from statistics import median

from benchmarks import texts
from benchmarks.report import Row
from rules import redaction
from tests.fixtures.personal_letters import personal_letter

USUAL, CROWDED, ROUNDS = 2_000, 1_000, 5
LEAST_MEGABYTES = 1.0


def measure() -> list[Row]:
    """Return megabytes of UTF-8 text masked in a second; a letter is masked with its answer."""
    chance = random.Random(1)
    usual = [f"{letter.text}\n{letter.reply}" for letter in texts.letters(USUAL)]
    crowded = [personal_letter(chance).text for _ in range(CROWDED)]
    return [Row("redaction of usual letters", "MB/s", _rate(usual), least=LEAST_MEGABYTES),
            Row("redaction of letters full of identifiers", "MB/s", _rate(crowded))]


def _rate(letters: list[str]) -> float:
    megabytes = sum(len(letter.encode()) for letter in letters) / 1e6
    times = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for letter in letters:
            redaction.mask(letter)
        times.append(time.process_time() - started)
    return megabytes / median(times)
