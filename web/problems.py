"""Errors of the API as RFC 9457 problem details."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import NoReturn

from flask import Response, abort

# What programs are told where the words of the pages speak of buttons and files.
WORDS: dict[int, str] = {
    400: "这个请求看不懂。请对照/api/v1/openapi.json检查地址、请求头和内容。",
    404: "没有这个地址，或者没有这一件。请对照/api/v1/openapi.json核对地址、编号和查询码。",
    405: "这个地址不接受这种方法，请用Allow里列出的方法。",
    413: "内容太大。请缩短后再寄；接口不收附件，附件请从网页寄。",
    500: "服务暂时出了问题，内容没有存下。请过几分钟用同一个Idempotency-Key再寄一次。",
    503: "现在存不进去，内容没有存下。请过一分钟用同一个Idempotency-Key再寄一次。",
}


def response(status: int, detail: str, **more: object) -> tuple[Response, int]:
    """Return a problem document. `detail` is the Chinese sentence that says how to mend it."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return Response(json.dumps(body, ensure_ascii=False), mimetype="application/problem+json"), status


def stop(status: int, detail: str, headers: Mapping[str, str] | None = None, **more: object) -> NoReturn:
    """End the request with a problem document; what it began is not committed."""
    answer, answer.status_code = response(status, detail, **more)
    answer.headers.update(headers or {})
    abort(answer)
