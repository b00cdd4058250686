"""Rows of a table of comments that came on paper or were said at a counter: what columns mean, what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from rules import contacts
from rules.comment_draft import CommentDraft, checked
from rules.comment_words import COMMENT_CHANNEL_LABELS, STANCE_LABELS, Stance
from rules.errors import InputRefused
from rules.letter_draft import Contact
from rules.passage_names import WHOLE
from rules.text_checks import storable, within
from rules.vocabulary import Channel

PASSAGE, STANCE, TEXT, NAME, PHONE, EMAIL, CHANNEL, ARRIVED = COLUMNS = (
    "条款", "态度", "意见", "姓名", "电话", "电子邮箱", "方式", "收到日期")
NEEDED = (PASSAGE, TEXT)
# A table is stored in one transaction, for which whoever comments at that moment has to wait.
MOST_ROWS = 300
CELL_CHARACTERS = 200
# What may be written for the ways that are no web: their labels, and what people say instead.
CHANNELS: Mapping[str, Channel] = {
    **dict.fromkeys(("信函", "来信", "书面"), Channel.PAPER),
    **dict.fromkeys(("当面", "来访", "口头"), Channel.COUNTER),
    **dict.fromkeys(("电子邮件", "邮件"), Channel.EMAIL),
    **{one.value: one for one in (Channel.PAPER, Channel.COUNTER, Channel.EMAIL)}}
STANCES: Mapping[str, Stance] = {
    **{label: stance for stance, label in STANCE_LABELS.items()}, "建议": Stance.SUGGEST, "": Stance.SUGGEST,
    **{one.value: one for one in Stance}}
DAY_FORMATS = ("%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")


@dataclass(frozen=True)
class Sent:
    """What the rows of a table have in common: the period by its number, and the day on which they are entered.

    `token` is the row's own.
    """

    period: str
    token: str
    today: date


@dataclass(frozen=True)
class Passages:
    """The passages that can be named: `names` by anchor, as they are called elsewhere."""

    names: Mapping[str, str]

    def anchor_of(self, words: str) -> str:
        """Return the anchor of a passage by its name or anchor, "" for the draft as a whole. Raises InputRefused."""
        plain = "".join(words.split())
        if plain in ("", "全文", "整体", WHOLE):
            return ""
        found = [anchor for anchor, name in self.names.items() if plain in (anchor, "".join(name.split()))]
        if len(found) == 1:
            return found[0]
        raise InputRefused(f"草案里没有“{words.strip()[:20]}”。请照登记页上的名称写，例如第三条第二款；"
                           "对整体的意见可以空着。", PASSAGE)


def read(row: Mapping[str, object], passages: Passages, sent: Sent) -> CommentDraft:
    """Return the comment of a row. Raises InputRefused with what to mend."""
    phone, email = _cell(row, PHONE), _cell(row, EMAIL)
    if phone and (why := contacts.phone_refusal(phone)):
        raise InputRefused(f"电话“{phone[:20]}”不对：{why}", PHONE)
    if email and (why := contacts.mail_refusal(email)):
        raise InputRefused(f"电子邮箱“{email[:40]}”不对：{why}", EMAIL)
    stance, channel = _cell(row, STANCE), _cell(row, CHANNEL)
    if stance not in STANCES:
        raise InputRefused(f"态度“{stance[:10]}”看不懂，请写{'、'.join(STANCE_LABELS.values())}。", STANCE)
    if channel and channel not in CHANNELS:
        raise InputRefused(f"方式“{channel[:10]}”看不懂，请写信函、当面或者电子邮件。", CHANNEL)
    return checked(CommentDraft(
        token=sent.token, period=sent.period, text=_words(row, TEXT), stance=STANCES[stance],
        anchor=passages.anchor_of(_cell(row, PASSAGE)), contact=Contact(_cell(row, NAME), phone, email),
        channel=CHANNELS.get(channel, Channel.PAPER), arrived_on=_day(row, sent.today)))


def channel_choices() -> dict[str, str]:
    """Return the ways that are no web, for a form."""
    return {one.value: COMMENT_CHANNEL_LABELS[one] for one in (Channel.PAPER, Channel.COUNTER, Channel.EMAIL)}


def _words(row: Mapping[str, object], column: str) -> str:
    value = row.get(column)
    return "" if value is None else str(value).strip()


def _cell(row: Mapping[str, object], column: str) -> str:
    value = row.get(column)
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a spreadsheet takes a telephone number for one
    words = "" if value is None else str(value).strip()
    return within(storable(words, column, column), CELL_CHARACTERS, column, column)


def _day(row: Mapping[str, object], today: date) -> date:
    value = row.get(ARRIVED)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    words = "" if value is None else str(value).strip()
    if not words:
        return today
    try:
        return datetime.fromisoformat(words).date()
    except ValueError:
        pass
    for form in DAY_FORMATS:
        try:
            return datetime.strptime(words, form).date()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
    raise InputRefused(f"收到日期“{words[:20]}”看不出是哪一天，请写成2026-11-24。", ARRIVED)
