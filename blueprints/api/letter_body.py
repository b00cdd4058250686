"""The members of a letter as programs send it, read into a draft; every fault is named with its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from rules import contacts
from rules.consents import CONSENT_LABELS, ConsentKind
from rules.errors import InputRefused
from rules.letter_draft import Contact, LetterDraft
from rules.vocabulary import CATEGORY_LABELS, Category, Channel
from web import problems

CONTACT_MEMBERS = ("name", "phone", "email", "address", "id_number")
LONGEST_NAME_SHOWN = 40
MOST_ERRORS = 20
MEND = "有的内容不能这样写，请按errors里的说明改好再寄。"


def draft_of(body: Mapping[str, Any], token: str) -> LetterDraft:
    """Return the draft that a JSON object describes; ends the request with 422 and every fault in it otherwise."""
    errors: list[dict[str, str]] = []
    members = _Members(body, "", errors)
    contact = members.inner("contact")
    draft = LetterDraft(
        token=token, channel=Channel.API, text=members.text("text", required=True), title=members.text("title"),
        mailbox=members.text("mailbox"), category=members.category("category"), place=members.text("place"),
        contact=Contact(name=contact.text("name"), phone=contact.text("phone", contacts.phone_refusal),
                        email=contact.text("email", contacts.mail_refusal), address=contact.text("address"),
                        id_number=contact.text("id_number")),
        name_hidden=members.flag("name_hidden"), consents_to_publication=members.flag("consents_to_publication"),
        complained_about=members.text("complained_about"), consents=members.consents("consents"))
    contact.refuse_unknown()
    members.refuse_unknown()
    if errors:
        problems.stop(422, MEND, errors=errors[:MOST_ERRORS])
    return draft


def stop_for(refusal: InputRefused) -> NoReturn:
    """End the request with what a rule refused."""
    place = f"/contact/{refusal.field}" if refusal.field in CONTACT_MEMBERS else f"/{refusal.field}"
    problems.stop(422, MEND, errors=[{"pointer": place, "detail": refusal.message}])


class _Members:
    """The members of one object, taken out by name; what is left at the end is unknown."""

    def __init__(self, members: Mapping[str, Any], place: str, errors: list[dict[str, str]]) -> None:
        self._rest = dict(members)
        self._known: list[str] = []
        self._place = place
        self._errors = errors

    def text(self, name: str, refusal_of: Callable[[str], str] = lambda text: "", *, required: bool = False) -> str:
        if required and name not in self._rest:
            self._known.append(name)
            return self._refuse(name, f"{name}是必填的，请写成字符串。")
        value = self._take(name, "")
        if not isinstance(value, str):
            return self._refuse(name, f"{name}要写成字符串。")
        words = refusal_of(value) if value else ""
        return self._refuse(name, f"{words}。") if words else value

    def flag(self, name: str) -> bool:
        value = self._take(name, False)
        if not isinstance(value, bool):
            self._refuse(name, f"{name}要写成true或者false。")
        return value is True

    def category(self, name: str) -> Category:
        value = self._take(name, Category.CONSULTATION.value)
        if not isinstance(value, str) or value not in set(Category):
            slugs = "、".join(f"{slug}（{label}）" for slug, label in CATEGORY_LABELS.items())
            self._refuse(name, f"没有这个类别，请用：{slugs}。")
            return Category.CONSULTATION
        return Category(value)

    def consents(self, name: str) -> frozenset[ConsentKind]:
        value = self._take(name, [])
        if not isinstance(value, list) or not set(map(str, value)) <= set(ConsentKind):
            slugs = "、".join(f"{slug}（{label}）" for slug, label in CONSENT_LABELS.items())
            self._refuse(name, f"{name}要写成一个列表，可以写的有：{slugs}。")
            return frozenset()
        return frozenset(map(ConsentKind, value))

    def inner(self, name: str) -> _Members:
        value = self._take(name, {})
        if not isinstance(value, dict):
            self._refuse(name, f"{name}要写成一个对象，例如{{\"phone\": \"13800000000\"}}。")
            value = {}
        return _Members(value, f"{self._place}/{name}", self._errors)

    def refuse_unknown(self) -> None:
        for name in self._rest:
            self._refuse(_shown(name), f"没有这个字段，请删掉。可以写的有：{'、'.join(self._known)}。")

    def _take(self, name: str, default: Any) -> Any:
        self._known.append(name)
        return self._rest.pop(name, default)

    def _refuse(self, name: str, detail: str) -> str:
        pointer = f"{self._place}/{name.replace('~', '~0').replace('/', '~1')}"
        self._errors.append({"pointer": pointer, "detail": detail})
        return ""


def _shown(name: str) -> str:
    """Return a name that can be printed, whatever was sent."""
    return name[:LONGEST_NAME_SHOWN].encode("utf-8", "replace").decode().replace("\0", "?")
