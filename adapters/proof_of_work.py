"""The puzzle that a browser solves while its owner is writing: ALTCHA, made and checked here, no third party.

It owns the format of challenge and solution. That a solution counts once is kept by `services/puzzles.py`.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime

import altcha

# About 256 attempts of so many rounds: half a second in a browser, some seconds on an old telephone, and under a
# millisecond to check.
ALGORITHM, COST = "PBKDF2/SHA-256", 1000
LONGEST = 4096
EXPIRES = "until"


@dataclass(frozen=True)
class Proof:
    """A solution that fits a challenge of ours. `challenge` names the challenge, `expires_at` its end."""

    challenge: str
    expires_at: datetime


def challenge(key: str, expires_at: datetime) -> str:
    """Return a new challenge as JSON for the page, signed with the key."""
    made = altcha.create_challenge(ALGORITHM, COST, hmac_secret=key, data={EXPIRES: int(expires_at.timestamp())})
    return json.dumps(made.to_dict(), separators=(",", ":"))


def read(key: str, solution: str) -> Proof | None:
    """Return the proof in a solution that a browser sent, None for one that is forged, wrong or no solution."""
    try:
        if not solution or len(solution) > LONGEST or not altcha.verify_solution(solution, key).verified:
            return None
        challenge = json.loads(base64.b64decode(solution))["challenge"]
        return Proof(challenge["signature"], datetime.fromtimestamp(challenge["parameters"]["data"][EXPIRES], UTC))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError, binascii.Error):
        return None


def solve(made: str) -> str:
    """Return the solution of a challenge, as a program finds it."""
    parsed = altcha.Challenge.from_dict(json.loads(made))
    found = altcha.solve_challenge(parsed)
    if found is None:
        raise TimeoutError("The challenge was not solved in time.")
    return altcha.Payload(parsed, found).to_base64()
