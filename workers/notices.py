"""Sending what is owed, the one job with several units of work: settle the last message and take the next, send it.

One run sends many messages over one connection, each claimed and settled by itself, so that a sender that dies loses
or repeats at most the one in its hands.
"""

from __future__ import annotations

import logging
import time
from dataclasses import replace

from flask import current_app, render_template

from adapters.cipher import Undecipherable
from adapters.delivery import Refused, ServerAway
from adapters.files import files
from adapters.mail import Enclosure, Letter, Postman
from adapters.sms import Messenger, ShortMessage
from config import Config
from queries import notices as reading
from queries import staff_notices
from queries.annual_notices import AnnualMessage
from queries.bulletin_notices import BulletinMessage
from queries.digest_notices import DigestMessage
from rules.delivery import Channel
from services import outbox
from services.notices import DELIVER_JOB
from services.outbox import Outcome, Terms, Turn
from services.work import Work
from workers.application import application
from workers.unit_of_work import unit_of_work

log = logging.getLogger(__name__)

# After this time a run makes room for other slow jobs and offers itself again.
RUN_S = 20.0
# The next sender may take a message over when its lease ends, so sending must be over before.
SHARE_OF_LEASE = 0.75
NO_ADDRESS = "来信人没有留邮箱或者手机号码，或者已经删去"
BOUNCED = "这个邮箱退过邮件，没有再发"
Facts = (reading.MessageFacts | staff_notices.StaffMessage | staff_notices.SealMessage | BulletinMessage
         | DigestMessage | AnnualMessage)


def deliver_due(channel: str) -> None:
    """Send what is due on a channel, the oldest first, at its rate, for at most RUN_S seconds."""
    ends = time.monotonic() + RUN_S
    with unit_of_work() as work:
        config: Config = current_app.extensions["mailbox.config"]
        terms = _terms(config, Channel(channel))
        outbox.postpone(work, terms)
    with application().app_context(), _carrier(terms) as carrier:
        turn, outcome = Turn(), None
        while True:
            with unit_of_work() as work:
                if outcome is not None and not outbox.settle(work, terms, turn, outcome):
                    log.warning("Notice %s was taken over while it was being sent", turn.notice_id)
                turn = _next(work, terms, ends)
                facts, outcome = _facts(work, turn)
            if turn.notice_id is None:
                if turn.wait_s is None:
                    return
                time.sleep(turn.wait_s)
            elif facts is not None:
                outcome = _send(carrier, terms.channel, facts, turn)


def _terms(config: Config, channel: Channel) -> Terms:
    rate = config.mail.rate_per_minute if channel is Channel.MAIL else config.sms.rate_per_minute
    return Terms(channel, config.timing.lease_s, rate, config.timing.sms_hours, config.timing.staff_mail_hours)


def _carrier(terms: Terms) -> Postman | Messenger:
    limit_s = terms.lease_s * SHARE_OF_LEASE
    return Postman(limit_s) if terms.channel is Channel.MAIL else Messenger(limit_s)


def _next(work: Work, terms: Terms, ends: float) -> Turn:
    """Take the next message, or a wait that fits into the run; else end it, and come again when more is left."""
    left_s = ends - time.monotonic()
    if left_s <= 0:
        work.after_commit(DELIVER_JOB, terms.channel.value)
        return Turn()
    turn = outbox.next_turn(work, terms)
    # The sweep comes back for what has to wait longer.
    return Turn() if turn.wait_s is not None and turn.wait_s > left_s else turn


def _facts(work: Work, turn: Turn) -> tuple[Facts | None, Outcome | None]:
    """Return what the message needs, or how the attempt ended when there is nothing to send."""
    if turn.notice_id is None:
        return None, None
    try:
        facts: Facts | None
        if turn.to_staff:
            facts = staff_notices.staff_message(work.session, turn.notice_id)
        else:
            facts = reading.message_facts(work.session, work.cipher, work.secrets.code, turn.notice_id)
    except Undecipherable as fault:
        log.exception("Notice %s cannot be read", turn.notice_id)
        return None, _unwritten(fault)
    if facts is None or not facts.recipient:
        return None, Outcome(NO_ADDRESS, for_good=True)
    if isinstance(facts, reading.MessageFacts) and facts.has_bounced:
        return None, Outcome(BOUNCED, for_good=True)
    signed = reading.signed_message_id(work.secrets.code, facts.message_id)
    return replace(facts, message_id=signed), None


def _send(carrier: Postman | Messenger, channel: Channel, facts: Facts, turn: Turn) -> Outcome:
    """Write and send one message and return how that ended."""
    try:
        if isinstance(carrier, Postman):
            carrier.send(_letter(facts))
        else:
            carrier.send(_short_message(facts))
    except Refused as refused:
        return Outcome(str(refused), for_good=refused.for_good)
    except ServerAway as away:
        return Outcome(str(away), away=True, begun=away.begun)
    except Exception as fault:
        # A message that we cannot even write is an attempt too: it waits longer each time and is given up in the end.
        log.exception("Notice %s cannot be written", turn.notice_id)
        return _unwritten(fault)
    return Outcome()


def _unwritten(fault: Exception) -> Outcome:
    return Outcome(f"这一条写不出来（{type(fault).__name__}）")


def _letter(facts: Facts) -> Letter:
    subject, text, html = _rendered(*(f"mail/{facts.kind}/{part}" for part in ("subject.txt", "body.txt", "body.html")),
                                    facts=facts)
    carried = facts.files if isinstance(facts, DigestMessage) else ()
    enclosures = tuple(Enclosure(one.filename, one.media_type, files.read(one.storage_name, one.digest))
                       for one in carried)
    return Letter(facts.recipient, subject.strip(), text, html, facts.message_id, enclosures)


def _short_message(facts: Facts) -> ShortMessage:
    [text] = _rendered(f"sms/{facts.kind}.txt", facts=facts)
    return ShortMessage(facts.recipient, text.strip(), facts.message_id)


def _rendered(*templates: str, facts: Facts) -> list[str]:
    config: Config = current_app.extensions["mailbox.config"]
    # Links need the public address, which only a request has.
    with application().test_request_context(base_url=config.public_url):
        return [render_template(template, facts=facts) for template in templates]
