"""Delivery of notices, the one job with several units of work: claim and commit, read, send, settle and commit."""

from __future__ import annotations

import logging

from flask import current_app, render_template

from adapters import mail
from adapters.mail import MailRefused
from config import Config
from queries import notices as reading
from services import notices
from workers.application import application
from workers.unit_of_work import unit_of_work

log = logging.getLogger(__name__)


def deliver(notice_id: int) -> None:
    """Send one owed notice, unless another sender has it or its time has not come."""
    with unit_of_work() as work:
        config: Config = current_app.extensions["mailbox.config"]
        lease = notices.claim(work, notice_id, config.timing.lease_s)
    if lease is None:
        return
    try:
        error, for_good = _send(notice_id)
    except Exception as fault:
        # A message that we cannot even write is an attempt too: it waits longer each time and is given up in the end.
        _settle(notice_id, lease, f"这封邮件写不出来（{type(fault).__name__}）", for_good=False)
        raise
    _settle(notice_id, lease, error, for_good=for_good)


def _settle(notice_id: int, lease: int, error: str | None, *, for_good: bool) -> None:
    with unit_of_work() as work:
        if error is None:
            settled = notices.settle_sent(work, notice_id, lease)
        else:
            settled = notices.settle_failed(work, notice_id, lease, error, for_good=for_good)
        if not settled:
            log.warning("Notice %s was taken over while it was being sent", notice_id)


def _send(notice_id: int) -> tuple[str | None, bool]:
    """Return why the message was not taken, None when it was, and whether trying again is of no use."""
    with unit_of_work() as work:
        facts = reading.message_facts(work.session, work.cipher, work.secrets.code, notice_id)
    if facts is None:
        return "来信人没有留邮箱，或者已经删去", True
    app = application()
    config: Config = app.extensions["mailbox.config"]
    try:
        # Links need the public address, which only a request has.
        with app.test_request_context(base_url=config.public_url):
            mail.send(_message(facts))
    except MailRefused as refused:
        return str(refused), refused.for_good
    except OSError as fault:
        return f"邮件服务器没有应答（{type(fault).__name__}）", False
    return None, False


def _message(facts: reading.MessageFacts) -> mail.Letter:
    subject, text, html = (render_template(f"mail/{facts.kind}/{part}", facts=facts)
                           for part in ("subject.txt", "body.txt", "body.html"))
    return mail.Letter(facts.recipient, subject.strip(), text, html, facts.message_id)
