"""The members of a JSON object taken out by name, every fault noted with its place; used by each body that is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from rules.errors import InputRefused
from web import problems

Slug = TypeVar("Slug", bound=StrEnum)
LONGEST_NAME_SHOWN = 40
MOST_ERRORS = 20
MEND = "有的内容不能这样写，请按errors里的说明改好再寄。"


def stop_for(refusal: InputRefused, contact: tuple[str, ...]) -> NoReturn:
    """End the request with what a rule refused; `contact` are the members of the inner object."""
    place = f"/contact/{refusal.field}" if refusal.field in contact else f"/{refusal.field}"
    problems.stop(422, MEND, errors=[{"pointer": place, "detail": refusal.message}])


class Members:
    """The members of one object, taken out by name; what is left at the end is unknown."""

    def __init__(self, members: Mapping[str, Any], place: str, errors: list[dict[str, str]]) -> None:
        self._rest = dict(members)
        self._known: list[str] = []
        self._place = place
        self._errors = errors

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Members:
        """Return the members of a body."""
        return cls(body, "", [])

    def text(self, name: str, refusal_of: Callable[[str], str] = lambda text: "", *, required: bool = False) -> str:
        if required and name not in self._rest:
            self._known.append(name)
            return self._refuse(name, f"{name}是必填的，请写成字符串。")
        value = self._take(name, "")
        if not isinstance(value, str):
            return self._refuse(name, f"{name}要写成字符串。")
        words = refusal_of(value) if value else ""
        return self._refuse(name, f"{words}。") if words else value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self._take(name, default)
        if not isinstance(value, bool):
            self._refuse(name, f"{name}要写成true或者false。")
        return value is True

    def choice(self, name: str, labels: Mapping[Slug, str], default: Slug, what: str) -> Slug:
        """Return one of a vocabulary; `what` is its Chinese name."""
        value = self._take(name, default.value)
        found = next((slug for slug in labels if isinstance(value, str) and slug.value == value), None)
        if found is None:
            slugs = "、".join(f"{slug}（{label}）" for slug, label in labels.items())
            self._refuse(name, f"没有这个{what}，请用：{slugs}。")
        return found or default

    def some(self, name: str, labels: Mapping[Slug, str]) -> frozenset[Slug]:
        """Return several of a vocabulary, written as a list."""
        value = self._take(name, [])
        known = {slug.value: slug for slug in labels}
        if not isinstance(value, list) or not set(map(str, value)) <= set(known):
            slugs = "、".join(f"{slug}（{label}）" for slug, label in labels.items())
            self._refuse(name, f"{name}要写成一个列表，可以写的有：{slugs}。")
            return frozenset()
        return frozenset(known[one] for one in map(str, value))

    def inner(self, name: str) -> Members:
        value = self._take(name, {})
        if not isinstance(value, dict):
            self._refuse(name, f"{name}要写成一个对象，例如{{\"phone\": \"13800000000\"}}。")
            value = {}
        return Members(value, f"{self._place}/{name}", self._errors)

    def stop_if_refused(self) -> None:
        """End the request with 422 and every fault that was found."""
        if self._errors:
            problems.stop(422, MEND, errors=self._errors[:MOST_ERRORS])

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
