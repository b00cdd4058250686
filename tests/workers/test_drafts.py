"""What follows a text of a draft: its files are kept once, and who commented on the earlier one hears of it once."""

from __future__ import annotations

from sqlalchemy import select

from models.draft_file import DraftFile
from models.identity import Identity
from rules import draft_text
from rules.actors import Role
from rules.vocabulary import State
from services import draft_files, draft_versions
from services.draft_files import Format
from services.work import Work
from tests import factories_comments
from tests.factories import acting, staff
from tests.fixtures.engines import Edge
from tests.harness.smtp import MailSink
from workers import drafts
from workers.notices import deliver_due

NEW = ("第一条 为规范城区停车收费，制定本办法。", "第二条 首一小时免费。")


def _replaced(work: Work) -> None:
    period = factories_comments.period_in(work, State.OPEN)
    comments = [factories_comments.comment(work, period) for _ in range(2)]
    for one in comments:
        one.confirmed_at = work.now
    work.session.get_one(Identity, comments[1].id).email_verified_at = work.now
    office = acting(work, staff(work, Role.DISCLOSURE))
    made = draft_versions.replace(office, period.id, draft_text.parse(NEW), "意见集中")
    # Setting a PDF takes seconds, and is tried on other papers.
    for version_id in (made.id - 1, made.id):
        draft_files.keep(work, version_id, Format.PDF, b"%PDF-1.7")


def _pages(work: Work) -> list[str]:
    return [draft_files.page(draft_files.compose(work, version_id)) for version_id, _, _ in _files(work)]


def _files(work: Work) -> list[tuple[int, str, str]]:
    return [(row.version_id, row.format, row.digest) for row in work.session.scalars(
        select(DraftFile).where(DraftFile.format == "docx").order_by(DraftFile.version_id))]


def test_files_are_kept_once_and_commenters_are_told_once(job_edge: Edge, mail_sink: MailSink) -> None:
    """M1: the mail names numbers, no word of draft or comment, and only goes to an address that was proved."""
    job_edge.run(_replaced)
    drafts.look_after()
    kept = job_edge.run(_files)
    assert len({digest for _, _, digest in kept}) == len(kept) == 2
    drafts.look_after()
    assert job_edge.run(_files) == kept
    first, second = job_edge.run(_pages)
    assert "第1稿，2026年11月24日起征求意见" in first
    assert '<span class="label">第二条</span>　首一小时免费。' in second
    deliver_due("mail")
    told = [mail for mail in mail_sink.received if "换了新稿" in mail.subject]
    assert [mail.subject.rpartition(" ")[2] for mail in told] == ["Y2026-2"]
    assert "现在是第2稿" in told[0].text
    assert "/comment-periods/Z2026-1/versions" in told[0].text
    assert not any(words in mail.text + mail.subject for mail in told for words in ("停车", "朱小云", "挂号"))
