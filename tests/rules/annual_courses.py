"""Random courses of requests over some years, and forms filled from them one by one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from hypothesis import strategies as st

from rules.annual_forms import FormName
from rules.annual_requests import End, Place, RequestCourse, places, standing
from rules.annual_table import AnnualTable, Number, fill
from rules.outcomes import WITHOUT_REPLY, Outcome
from rules.request_words import COUNTED_CHANNELS_2018
from rules.vocabulary import Applicant, Channel

FIRST_DAY = date(2023, 1, 1)
_ENDS = tuple([(End.ANSWERED, one) for one in Outcome if one not in WITHOUT_REPLY]
              + [(End.LAPSED, one) for one in sorted(WITHOUT_REPLY)] + [(End.WITHDRAWN, Outcome.OTHER), (None, None)])
_APPLICANTS, _CHANNELS = tuple(Applicant), tuple(COUNTED_CHANNELS_2018)


def course(applicant: Applicant, channel: Channel, day: int, lasted: int, how: tuple[End | None, Outcome | None],
           is_delayed: bool) -> RequestCourse:
    """Return a request received so many days after the first day, and ended so many days later, or not at all."""
    received_on, (end, outcome) = FIRST_DAY + timedelta(days=day), how
    ended_on = None if end is None else received_on + timedelta(days=lasted)
    return RequestCourse(applicant, channel, received_on, ended_on, end, outcome, end is not None and is_delayed)


# Three years, with the turns of the years often: there is where one day decides.
days = st.one_of(st.integers(0, 3 * 366), st.sampled_from([n for turn in (364, 730, 1095) for n in (turn, turn + 1)]))
courses = st.builds(course, st.sampled_from(_APPLICANTS), st.sampled_from(_CHANNELS), days,
                    st.one_of(st.integers(0, 500), st.just(0)), st.sampled_from(_ENDS), st.booleans())


def filled(form: FormName, year: int, some: Sequence[RequestCourse],
           registers: Mapping[str, Number] | None = None) -> AnnualTable:
    """Return a form of a year filled from these requests, whose ids are their places."""
    counted: defaultdict[Place, list[int]] = defaultdict(list)
    for case_id, one in enumerate(some):
        stands = standing(one, year)
        for place in places(form, stands) if stands is not None else ():
            counted[place].append(case_id)
    return fill(form, year, None, counted, registers or {})
