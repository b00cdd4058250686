from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response

from blueprints.mailbox.area import blueprint
from blueprints.mailbox.status import opened
from queries import deadline_receipts
from web import deadline_paper
from web.access import public
from web.opening import to_find
from web.unit_of_work import current_work


@blueprint.get("/status/<number>/deadline")
@public
def deadline(number: str) -> str | Response:
    """The receipt on paper: for whoever wants to show it to another office."""
    letter = opened(number)
    if letter is None:
        return to_find(number)
    work = current_work()
    receipts = deadline_receipts.receipts_of(work.session, work.settings, letter)
    return deadline_paper.page(receipts, [("编号", letter.number), ("信箱", letter.mailbox)], work.now,
                               url_for("mailbox.status", number=letter.number))
