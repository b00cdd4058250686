"""The first draft of a bulletin, written from the figures of its quarter; the letters office edits it."""

from __future__ import annotations

from rules import periods
from rules.bulletin_body import BulletinText, SectionName
from rules.digest_body import DigestBody
from rules.figures import RATES, UNASSIGNED

ADDRESSEES = "各乡镇人民政府，各街道办事处，县直各单位"
_RATES = {kind.name: kind for kind in RATES}


def draft(body: DigestBody) -> BulletinText:
    """Return a whole bulletin of which every figure is one of the digest's."""
    quarter = periods.parse(body.kind.value, body.period).label
    figures = body.figures
    overview = (f"{quarter}共收到来信{figures['received']}件，办结{figures['closed']}件，期末在办{figures['open']}件。"
                f"应办结{figures['due']}件，按时办结率{figures.rate(_RATES['on_time']).percent}；"
                f"有效评价{figures['rated']}次，满意率{figures.rate(_RATES['satisfaction']).percent}。")
    late = [line for line in body.departments if line.key != UNASSIGNED and line.figures["overdue"]]
    problems = tuple(f"{line.label}期末超期在办{line.figures['overdue']}件。" for line in late)
    return BulletinText(
        f"关于{quarter}来信办理情况的通报", ADDRESSEES,
        {SectionName.OVERVIEW: (overview,),
         SectionName.DEPARTMENTS: ("有应办结来信的单位按按时办结率、满意率、平均办理工作日依次排列。",),
         SectionName.PROBLEMS: problems,
         SectionName.DEMANDS: ("各单位要在期限内逐项答复，需要延期的，在到期以前说明理由并告知来信人。",)})
