"""What a writer sends, before it is a letter: its parts, their limits, and what cannot be taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rules import accused, consents
from rules.consents import ConsentKind
from rules.errors import InputRefused
from rules.text_checks import storable, within
from rules.vocabulary import Category, Channel

TITLE_CHARACTERS = 60
TEXT_CHARACTERS = 2000
PLACE_CHARACTERS = 100
CONTACT_CHARACTERS = 100
TITLE_FROM_TEXT = 25


@dataclass(frozen=True)
class StoredFile:
    """An uploaded file whose bytes are durable already, under `storage_name`."""

    display_name: str
    media_type: str
    size: int
    digest: str
    storage_name: str


@dataclass(frozen=True)
class Contact:
    """How to reach the writer; every field is optional and stored encrypted.

    `id_number` is kept with the separate consent only.
    """

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    id_number: str = ""


@dataclass(frozen=True)
class LetterDraft:
    """What a writer sends. `token` is the form token or Idempotency-Key; a blank title is taken from the text.

    `complained_about` is the unit or person that the letter is about; `consents` are the separate ones that the
    writer gave.
    """

    token: str
    text: str
    title: str = ""
    mailbox: str = ""
    category: Category = Category.CONSULTATION
    channel: Channel = Channel.WEB
    place: str = ""
    contact: Contact = Contact()
    name_hidden: bool = False
    consents_to_publication: bool = False
    files: Sequence[StoredFile] = ()
    source_id: str | None = None
    complained_about: str = ""
    consents: frozenset[ConsentKind] = frozenset()


def left_out(draft: LetterDraft) -> tuple[ConsentKind, ...]:
    """Return the consents without which something that was typed is not stored; the letter itself is taken."""
    missing = draft.contact.id_number.strip() and ConsentKind.ID_NUMBER not in draft.consents
    return (ConsentKind.ID_NUMBER,) if missing else ()


def checked(draft: LetterDraft) -> LetterDraft:
    """Return the draft as it is stored: with a title, and without what there is no consent for.

    Raises InputRefused for what is empty, too long or unstorable.
    """
    text = storable(draft.text, "text", "来信内容")
    if not text.strip():
        raise InputRefused("请写来信内容：时间、地点、经过，您希望怎么解决。", "text")
    within(text, TEXT_CHARACTERS, "text", "来信内容")
    title = storable(draft.title, "title", "标题").strip() or title_from(text)
    within(title, TITLE_CHARACTERS, "title", "标题")
    within(storable(draft.place, "place", "发生地点"), PLACE_CHARACTERS, "place", "发生地点")
    for field, label in (("name", "姓名"), ("phone", "电话"), ("email", "电子邮箱"), ("address", "联系地址")):
        within(storable(getattr(draft.contact, field), field, label), CONTACT_CHARACTERS, field, label)
    about = within(storable(draft.complained_about, "complained_about", "反映的单位或人"), accused.MOST_CHARACTERS,
                   "complained_about", "反映的单位或人")
    if not 8 <= len(draft.token) <= 200:
        raise InputRefused("这一页放得太久了，请再按一次“寄出”。", "token")
    storable(draft.token, "token", "表单")
    return replace(draft, title=title, complained_about=about.strip(), contact=_contact(draft))


def _contact(draft: LetterDraft) -> Contact:
    number = consents.normal_id(storable(draft.contact.id_number, "id_number", "身份证号"))
    if not number or left_out(draft):
        return replace(draft.contact, id_number="")
    refusal = consents.id_refusal(number)
    if refusal:
        raise InputRefused(f"{refusal}。", "id_number")
    return replace(draft.contact, id_number=number)


def title_from(text: str) -> str:
    """Return a title made of the first line of a text, at most 25 characters of it."""
    first = text.strip().splitlines()[0].strip()
    return first if len(first) <= TITLE_FROM_TEXT else first[:TITLE_FROM_TEXT] + "…"
