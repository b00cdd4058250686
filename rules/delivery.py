"""Delivery of messages as figures: channels, states, waits and limits. Who sends and how stands elsewhere."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class Channel(StrEnum):
    """The way a message takes. Mail and short messages are paced and rest apart from each other."""

    MAIL = "mail"
    SMS = "sms"


# Waits between attempts of one message, in seconds; after the last it is given up, in sight of staff.
BACK_OFF_S = (30, 120, 600, 1800, 7200, 21600, 43200, 86400)
# Waits of a whole channel whose server does not answer; meanwhile no message loses an attempt.
REST_S = (30, 60, 120, 300, 600)
# A message whose sender died under it so often may be what kills senders.
MAX_ABANDONED = 5
# An address that nobody has confirmed hears of one letter a day (security.md M3).
UNCONFIRMED_A_DAY = 1
CONFIRMED_A_DAY = 20
# A short message costs money and wakes people: so many a day reach one number, whoever typed it.
SMS_A_DAY = 5
SMS_LENGTH = 70


def wait_after(attempts: int) -> timedelta | None:
    """Return how long a message waits after so many attempts, None when it is given up."""
    if attempts > len(BACK_OFF_S):
        return None
    return timedelta(seconds=BACK_OFF_S[max(attempts, 1) - 1])


def rest_after(faults: int) -> timedelta:
    """Return how long a channel rests after so many faults of its server in a row."""
    return timedelta(seconds=REST_S[min(max(faults, 1), len(REST_S)) - 1])


def spacing(rate_per_minute: int) -> timedelta:
    """Return the time between two attempts that keeps to a rate; raises ValueError for less than one a minute."""
    if rate_per_minute < 1:
        raise ValueError("At least one message a minute must be allowed.")
    return timedelta(minutes=1) / rate_per_minute
