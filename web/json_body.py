"""Reading a JSON request strictly: one object in UTF-8, every name once, within the limit; else a problem document."""

from __future__ import annotations

import json
from typing import Any

from flask import current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from config import Config
from web import problems

MEDIA_TYPE = "application/json"


class _Repeated(ValueError):
    """The same name stands twice in one object."""


def read_object() -> dict[str, Any]:
    """Return the members of the request's JSON object; ends the request with 400, 413, 415 or 422 otherwise."""
    if request.mimetype != MEDIA_TYPE:
        problems.stop(415, f"请用Content-Type: {MEDIA_TYPE}寄来，内容写成UTF-8的JSON。", {"Accept": MEDIA_TYPE})
    try:
        value = json.loads(_text(), object_pairs_hook=_members, parse_constant=_no_constant)
    except _Repeated:
        problems.stop(400, "JSON里同一个字段写了两次，分不清用哪一个。请只留一个。")
    except (ValueError, RecursionError):
        problems.stop(400, "内容不是完整的JSON，或者嵌套太深。请检查括号、引号和逗号。")
    if not isinstance(value, dict):
        problems.stop(422, "最外层要写成一个JSON对象，例如{\"text\": \"……\"}。", errors=[])
    return value


def _text() -> str:
    config: Config = current_app.extensions["mailbox.config"]
    limit = config.limits.json_bytes
    request.max_content_length = limit
    try:
        # Editors on some systems put a mark in front of UTF-8; it says nothing and is passed over.
        return request.get_data(cache=False).decode("utf-8-sig")
    except RequestEntityTooLarge:
        problems.stop(413, f"内容超过{limit // 1024} KB。请缩短后再寄；接口不收附件，附件请从网页寄。")
    except UnicodeDecodeError:
        problems.stop(400, "内容不是UTF-8编码。请转成UTF-8后再寄。")


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _Repeated
    return members


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
