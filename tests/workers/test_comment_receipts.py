"""The receipt mail of a comment on a draft: it asks for the button, and no longer once the address is proved."""

from __future__ import annotations

from models.comment import Comment
from models.comment_period import CommentPeriod
from rules.actors import CITIZEN
from rules.letter_draft import Contact
from rules.vocabulary import State
from services import comment_confirmations, confirmations
from services.work import Work
from tests.factories import acting
from tests.factories_comments import comment, period_in, received
from tests.fixtures.engines import Edge
from tests.harness.smtp import MailSink
from workers.notices import deliver_due

CONTACT = Contact(name="朱小云", email="zhu@example.cn")


def test_receipt_of_a_comment_leads_to_its_button_and_says_when_none_is_needed(
        job_edge: Edge, mail_sink: MailSink) -> None:
    """M1, K1: number and link; no word of the comment, no name, no code, in the mail or its subject."""
    def send(work: Work) -> int:
        return comment(work, period_in(work, State.OPEN), contact=CONTACT, text="首一小时免费").id

    def send_again(work: Work) -> str:
        citizen, first = acting(work, CITIZEN), work.session.query(Comment).one()
        confirmations.confirm_email(citizen, confirmations.token(citizen, first))
        token = comment_confirmations.contact_token(work, first.id)
        period = work.session.get_one(CommentPeriod, first.period_id)
        return received(work, period, contact=CONTACT, contact_token=token).query_code

    job_edge.run(send)
    deliver_due("mail")
    code = job_edge.run(send_again)
    deliver_due("mail")
    first, second = mail_sink.received
    assert (first.recipients, first.subject) == ((CONTACT.email,), "【云溪县意见征集】您的意见 Y2026-1 已收到")
    [address] = [line for line in first.text.splitlines() if "/confirm/" in line]
    assert address.startswith("http://localhost/comment-periods/confirm/Y2026-1.")
    assert "/confirm/" not in second.text
    assert "已经列入人数统计" in second.text
    for mail in (first, second):
        whole = mail.message.as_string() + mail.text + mail.subject
        assert not [secret for secret in ("首一小时", "朱小云", code) if secret in whole]
