"""The public comments of a period as a file: what the pages show, and nothing besides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from adapters.long_sheet import long_sheet
from queries import shown_comments
from queries.comment_periods import PeriodRow
from rules import numbering, passage_names
from services.work import Work

HEADER = ("编号", "收到日期", "对哪一处", "态度", "意见", "署名", "方式", "联系方式", "相近的归为第几种", "答复",
          "以前的意见")
_WIDTHS = (16, 12, 16, 10, 80, 10, 10, 10, 12, 24, 40)
OVER_THE_NET = "网上"


def xlsx_file(work: Work, period: PeriodRow, names: Mapping[str, str]) -> bytes:
    """Return every public comment of a period, the first first; `names` are those of its passages by anchor."""
    return long_sheet(f"{period.title}　公开的意见", work.now, _WIDTHS, HEADER, _rows(work, period, names))


def _rows(work: Work, period: PeriodRow, names: Mapping[str, str]) -> Iterator[tuple[str | int, ...]]:
    groups: dict[int, int] = {}
    for one in shown_comments.every(work.session, period.id):
        group = groups.setdefault(one.alike_id, len(groups) + 1)
        yield (numbering.public_id(work.secrets.code, one.id), one.received_on.isoformat(),
               names.get(one.anchor, passage_names.WHOLE), one.stance_label, one.text, one.name,
               one.way or OVER_THE_NET, "已验证" if one.is_confirmed else "未验证", group,
               "\n".join(answer.words for answer in one.answers),
               "\n".join(f"{before.received_on.isoformat()}：{before.text}" for before in one.earlier))
