"""The acts on the page of one period: for each its form, its one service, and the sentence when it is done."""

from __future__ import annotations

from blueprints.period_desk.file_panel import FILE_ACTS
from blueprints.period_desk.hearing_panel import HEARING_ACTS
from blueprints.period_desk.release_panel import RELEASE_ACTS
from blueprints.period_desk.result_panel import RESULT_ACTS
from web.page_act import PageAct

ACTS: dict[str, PageAct] = {
    **RELEASE_ACTS,
    **FILE_ACTS,
    **HEARING_ACTS,
    **RESULT_ACTS,
}
