"""What somebody sends in on a draft, before it is a comment: its parts, their limits, a contact in its plain form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from rules import contacts
from rules.comment_words import STANCE_LABELS, Stance
from rules.errors import InputRefused
from rules.letter_draft import CONTACT_CHARACTERS, Contact, StoredFile, title_from
from rules.text_checks import storable, within
from rules.vocabulary import Channel

PASSAGE_CHARACTERS = 500
WHOLE_CHARACTERS = 2000
# What staff take in on paper may be longer than what a screen asks for.
ON_PAPER = frozenset({Channel.PAPER, Channel.COUNTER, Channel.EMAIL})
_TAG = re.compile(r"\+.*$")


@dataclass(frozen=True)
class CommentDraft:
    """A comment. `token` is the form token or Idempotency-Key, `period` the number of the period it is for.

    `anchor` is the passage, "" the whole draft. `opened_at` is when the form was opened, None where there is none.
    `source` is what the sender's machine is known by, for the period's keyed token; "" is unknown. `contact_token`
    proves that the mail address of the contact was confirmed in this period before; "" for nothing of that kind.
    `arrived_on` is the day on which what staff enter came in on paper or was said, None for what comes in by itself.
    """

    token: str
    period: str
    text: str
    stance: Stance = Stance.SUGGEST
    anchor: str = ""
    contact: Contact = Contact()
    channel: Channel = Channel.WEB
    opened_at: datetime | None = None
    source: str = ""
    contact_token: str = ""
    files: Sequence[StoredFile] = ()
    arrived_on: date | None = None

    @property
    def title(self) -> str:
        """What lists show: its first words."""
        return title_from(self.text)

    @property
    def longest(self) -> int:
        """How many characters it may have."""
        return longest(self.anchor, self.channel)


def longest(anchor: str, channel: Channel) -> int:
    """Return how many characters a comment on a passage, or on the whole draft with anchor "", may have."""
    return PASSAGE_CHARACTERS if anchor and channel not in ON_PAPER else WHOLE_CHARACTERS


def said(text: str, stance: Stance, most: int) -> str:
    """Return what somebody says as it is stored, of at most so many characters. Raises InputRefused at the text.

    Whoever only supports or opposes need not write why.
    """
    words = storable(text, "text", "意见").strip()
    if not words and stance is Stance.SUGGEST:
        raise InputRefused("请写您的意见，最好写明希望改成怎样。", "text")
    within(words, most, "text", "意见")
    return words or STANCE_LABELS[stance]


def checked(draft: CommentDraft) -> CommentDraft:
    """Return the draft as it is stored. Raises InputRefused for what is empty, too long or unstorable."""
    text = said(draft.text, draft.stance, draft.longest)
    for field, label in (("name", "姓名"), ("phone", "电话"), ("email", "电子邮箱")):
        within(storable(getattr(draft.contact, field), field, label), CONTACT_CHARACTERS, field, label)
    if not 8 <= len(draft.token) <= 200:
        raise InputRefused("这一页放得太久了，请再按一次“提交意见”。", "token")
    storable(draft.token, "token", "表单")
    return replace(draft, text=text)


def plain_contact(contact: Contact) -> str:
    """Return the contact in the one form by which a person is counted once, "" without one (security.md C1).

    A mail address loses case, width, its +tag and the dots before the @, and goes before a telephone number.
    """
    email = unicodedata.normalize("NFKC", contact.email).strip().casefold()
    if email:
        person, at, host = email.rpartition("@")
        return f"{_TAG.sub('', person).replace('.', '')}{at}{host}"
    return contacts.normal_phone(unicodedata.normalize("NFKC", contact.phone).strip())


def shown_name(name: str) -> str:
    """Return a name as the public sees it: 张*祥, 朱*, 欧**丽; "" for none (domain.md 1.7)."""
    plain = unicodedata.normalize("NFKC", name).strip()
    if len(plain) < 3:
        return plain and plain[0] + "*"
    return plain[0] + "*" * (len(plain) - 2) + plain[-1]
