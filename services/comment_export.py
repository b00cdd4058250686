"""Every comment of a period as a table for the department: words, decisions and sorting, and nobody's identity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adapters.long_sheet import long_sheet
from queries import comment_desk
from queries.comment_desk import CommentLine
from queries.period_file import PeriodFile
from rules import permissions
from rules.audit import Audited
from rules.comment_words import ASIDE_LABELS, COMMENT_CHANNEL_LABELS, STANCE_LABELS
from rules.errors import NotPermitted
from rules.localtime import local_time
from rules.passage_names import WHOLE
from rules.vocabulary import STATE_LABELS
from services import audit
from services.work import Work

HEADER = ("编号", "收到", "方式", "条款", "态度", "意见原文", "公开的文本", "署名", "联系方式", "状态",
          "截止后十分钟内", "代替它的意见", "相近意见的第一条", "归并到第几条", "不列入统计的依据", "办理的话",
          "办理人", "附件")
_WIDTHS = (12, 16, 10, 16, 10, 80, 80, 10, 10, 12, 10, 12, 12, 12, 16, 40, 10, 8)


def note(work: Work, file: PeriodFile) -> None:
    """Note that the table is about to be handed out (security.md U3). Raises NotPermitted for who may not read it."""
    if not permissions.may_read(work.actor, file.facts):
        raise NotPermitted()
    rows = sum(comment_desk.counts(work.session, file.id, work.now).values())
    audit.note(work, Audited.EXPORTED, file.number, kind="comments", format="xlsx", rows=rows)


def xlsx_file(work: Work, file: PeriodFile) -> bytes:
    """Return every comment of a period, the first first; names and contacts are not in it, sources neither.

    It takes seconds for fifty thousand, so it is noted before, and no lock is held while it is made.
    """
    return long_sheet(f"{file.title}　全部意见（内部）", work.now, _WIDTHS, HEADER, _rows(work, file.id))


def _rows(work: Work, period_id: int) -> Iterator[tuple[str | int, ...]]:
    names = comment_desk.passage_names(work.session, period_id)
    sorted_into = comment_desk.opinions_of(work.session, period_id)
    for one in comment_desk.every(work.session, period_id):
        yield (*_said(one, names), one.replaced_by, one.alike, "、".join(map(str, sorted_into.get(one.id, ()))),
               ASIDE_LABELS[one.ground] if one.ground else "", one.words, one.decided_by, one.files)


def _said(one: CommentLine, names: Mapping[str, str]) -> tuple[str, ...]:
    return (one.number, f"{local_time(one.received_at):%Y-%m-%d %H:%M}", COMMENT_CHANNEL_LABELS[one.channel],
            names.get(one.anchor, WHOLE), STANCE_LABELS[one.stance], one.text, one.public, one.shown_name,
            "已确认" if one.is_confirmed else "未确认", STATE_LABELS[one.state], "是" if one.is_in_grace else "")
