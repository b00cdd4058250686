"""Comments at the desk: read in a list, masked, shown, sent back, set aside, restored, and who may know the writer."""

from __future__ import annotations

import pytest

from models.comment_period import CommentPeriod
from rules.letter_draft import Contact
from services.work import Work
from sqlalchemy import select
from tests.factories_comments import comment
from tests.fixtures.office import Office

PHONE = "13812345678"
TELLS = f"首三十分钟太短，请打{PHONE}联系我。"
WRITER = Contact(name="欧阳小云", email="ouyang@example.cn")


@pytest.fixture
def period(office: Office) -> str:
    return office.period()


def send(office: Office, period: str, *texts: str) -> list[str]:
    """Send comments to the period and return their numbers."""
    numbers: list[str] = []

    def make(work: Work) -> None:
        found = work.session.scalars(select(CommentPeriod).where(CommentPeriod.number == period)).one()
        numbers.extend(comment(work, found, text=text, contact=WRITER).number for text in texts)

    office.do(None, make)
    return numbers
