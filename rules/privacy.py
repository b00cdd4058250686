"""Which wording of the privacy notice is in force (个人信息保护法 17: changes are told too)."""

from __future__ import annotations

from datetime import date

VERSION = 1
IN_FORCE_ON = date(2026, 11, 23)
# What earlier wordings said otherwise: (version, day, what changed), the newest first; told at the end of the notice.
CHANGES: tuple[tuple[int, date, str], ...] = ()
