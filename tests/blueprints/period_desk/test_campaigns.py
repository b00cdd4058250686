"""What stands out among comments, at the desk: facts with their comments behind them, and no button to act on them."""

from __future__ import annotations

import random

from sqlalchemy import select

from models.comment_period import CommentPeriod
from rules.actors import CITIZEN
from rules.letter_draft import Contact
from services import comment_alike, comment_intake
from services.work import Work
from tests import factories_campaign
from tests.factories import acting
from tests.factories_comments import draft
from tests.fixtures.office import Office

HERE = "/desk/periods/Z2026-1"


def _campaign(work: Work) -> None:
    """Send twenty variants of one text from one source, and four comments of people of their own."""
    chance = random.Random(5)
    period = work.session.scalars(select(CommentPeriod)).one()
    said = [(factories_campaign.variant(chance), "10.0.0.1") for _ in range(20)]
    said += [(factories_campaign.genuine(chance), f"10.0.1.{place}") for place in range(4)]
    for text, source in said:
        comment_intake.submit_comment(acting(work, CITIZEN), draft(period, text=text, source=source, anchor="",
                                                                   contact=Contact()))
    comment_alike.compare_new(work, period.id)


def test_campaign_is_shown_with_its_texts_source_and_time(office: Office) -> None:
    """C2: near-duplicates, shared sources and bursts are flagged, and nothing is refused or put away for it."""
    office.period()
    handler = office.enter("handler")
    assert "还没有收到意见" in handler.get(HERE).text
    assert "没有发现许多人使用的文字" in handler.get(f"{HERE}/campaigns").text
    office.do(None, _campaign)
    assert "共收到24条，都没有验证过联系方式，归并相近的为5种。其中20条的文字有许多人在用。" in handler.get(HERE).text
    page = handler.get(f"{HERE}/campaigns")
    assert "Y2026-1" in page.text
    assert "83.33%" in page.text
    assert "10.0." not in page.html
    texts = handler.get(f"{HERE}/campaigns/text/Y2026-1")
    sources = handler.get(f"{HERE}/campaigns/source/Y2026-1")
    assert [one.html.count('data-label="评论人"') for one in (texts, sources)] == [20, 20]
    assert "<b>" in texts.html
    [burst] = [address for address in page.html.split('"') if "/campaigns/burst/" in address]
    assert handler.get(burst).html.count('data-label="评论人"') == 24
    assert "看文字相近的20条意见" in handler.get("/desk/comments/Y2026-1").text
    for other in ("text/Y2026-99", "burst/202601010000", "burst/x", "other/Y2026-1"):
        handler.get(f"{HERE}/campaigns/{other}", status=404)
    office.enter("outsider").get(f"{HERE}/campaigns", status=404)
