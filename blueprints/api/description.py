"""The OpenAPI 3.1 document of the API, written by hand; a test compares it with the addresses and with real answers."""

from __future__ import annotations

from typing import Any

from blueprints.api.comment_description import COMMENT_PATHS, SEND_COMMENT
from blueprints.api.figure_schemas import KIND, PERIOD
from blueprints.api.period_description import LIST_COMMENTS, PERIOD_PATHS
from blueprints.api.request_description import REQUEST_PATHS
from blueprints.api.schemas import SCHEMAS
from blueprints.api.shapes import described, parameter, reference, refusals

PROBLEMS: dict[int, str] = {
    400: "请求不完整，内容不是UTF-8的JSON，或者请求头看不懂。",
    404: "没有这一件，来信人已经撤回，或者查询码不对；几种情况答复相同。",
    405: "这个地址不接受这种方法，Allow里列出接受的方法。",
    409: "现在不能这样做，例如不在征集的时间里；detail写明为什么。",
    410: "公开件已经撤下，reason是理由。",
    413: "内容超过64 KB。",
    415: "内容不是application/json。",
    422: "内容看懂了，但是不能接受；errors逐条说明。Idempotency-Key用过而内容不同，也是这个答复。",
    429: "寄得、查得太快，或者查询码试错太多，Retry-After是要等的秒数。",
    500: "服务出了问题，什么都没有存下。",
    503: "现在存不进去，什么都没有存下，可以再试。",
}


def _problem(status: int) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": PROBLEMS[status],
                              "content": {"application/problem+json": {"schema": reference("Problem")}}}
    header = {405: "Allow", 429: "Retry-After"}.get(status)
    if header:
        answer["headers"] = {header: {"schema": {"type": "string"}}}
    return answer


SEND_LETTER = {
    "operationId": "sendLetter", "summary": "寄一封信", "security": [],
    "parameters": [parameter(
        "header", "Idempotency-Key", "自己定的一个键，每封信一个。断线后用同一个键再寄，得到同一个编号，不会寄两封。",
        schema={"type": "string", "pattern": "^[\\x21-\\x7e]{1,128}$"})],
    "requestBody": {"required": True, "content": {"application/json": {
        "schema": reference("NewLetter"),
        "example": {"text": "桃源镇到县城的末班车取消了，学生周末回不了家，希望恢复。", "category": "suggestion"}}}},
    "responses": {"201": described(reference("Receipt"), "已经收到并登记。同一个键再寄，答复相同。",
                                 {"Location": "这封信在接口里的地址"}), **refusals(405, 413, 415, 422, 429)},
}
READ_LETTER = {
    "operationId": "readLetter", "summary": "看一封信：用编号和查询码看自己的，或者用公开编号看公开件",
    "parameters": [
        parameter("path", "reference", "编号（例如X2026-1386）或者公开编号", required=True),
        parameter("header", "X-Query-Code", "查询码，用编号查询时要带。")],
    "responses": {"200": described({"oneOf": [reference("OwnLetter"), reference("PublishedLetter")]},
                                 "用编号查询得到OwnLetter，用公开编号得到PublishedLetter。"),
                  **refusals(404, 405, 410, 429)},
}
READ_DEADLINE = {
    "operationId": "readDeadline", "summary": "一封信的期限说明单：答复期限怎样逐日算出来",
    "parameters": [
        parameter("path", "number", "编号（例如X2026-1386）", required=True),
        parameter("header", "X-Query-Code", "查询码", required=True)],
    "responses": {"200": described(reference("DeadlineReceipts"), "每个期限一项，先开始的在前；没有期限的是空的。"),
                  **refusals(404, 405, 429)},
}
LIST_LETTERS = {
    "operationId": "listLetters", "summary": "公开的来信，新答复的在前",
    "parameters": [
        parameter("query", "q", "要找的词。写了就按相关程度排列。"),
        parameter("query", "department", "承办单位的代码或者全称"),
        parameter("query", "category", "类别", schema=SCHEMAS["NewLetter"]["properties"]["category"]),
        parameter("query", "year", "答复的年份", schema={"type": "string", "pattern": "^20[0-9]{2}$"}),
        parameter("query", "cursor", "上一页给出的next")],
    "responses": {"200": described(reference("PublishedPage"), "一页"), **refusals(405, 422, 429)},
}
READ_STATISTICS = {
    "operationId": "readStatistics", "summary": "一个月、一个季度或者一年的统计，和网页上的数字相同",
    "parameters": [
        parameter("query", "period", "例如2026-10、2026-Q3、2026。不写就是上个月。", schema=PERIOD),
        parameter("query", "month", "同period，没有period时才看。", schema=PERIOD, deprecated=True)],
    "responses": {"200": described(reference("Statistics"), "这段时间的数字"), **refusals(405, 422)},
}
LIST_DIGESTS = {
    "operationId": "listDigests", "summary": "公布的一月一汇总和一季一通报，新的在前，每一版一项",
    "parameters": [parameter("query", "kind", "只要一种", schema=KIND),
                   parameter("query", "cursor", "上一页给出的next")],
    "responses": {"200": described(reference("DigestPage"), "一页"), **refusals(405, 422)},
}
READ_DIGEST = {
    "operationId": "readDigest", "summary": "一份汇总或者通报的最新一版。一日一清单不公开",
    "parameters": [parameter("path", "kind", "种类", required=True, schema=KIND),
                   parameter("path", "period", "例如2026-10（monthly）、2026-Q3（quarterly）", required=True,
                              schema=PERIOD)],
    "responses": {"200": described(reference("Digest"), "数字和文字"), **refusals(404, 405)},
}
READ_DESCRIPTION = {
    "operationId": "readDescription", "summary": "这份说明",
    "responses": {"200": described({"type": "object"}, "OpenAPI 3.1"), **refusals(405)},
}

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "群众来信接口", "version": "1",
             "description": "给其他系统寄信、查询和读取公开来信用。不用登录，不用cookie。日期按中国时间。"},
    "servers": [{"url": "/api/v1"}],
    "paths": {
        "/letters": {"post": SEND_LETTER, "get": LIST_LETTERS},
        "/letters/{reference}": {"get": READ_LETTER},
        "/letters/{number}/deadline": {"get": READ_DEADLINE},
        **REQUEST_PATHS,
        **PERIOD_PATHS,
        "/comment-periods/{number}/comments": {"post": SEND_COMMENT, "get": LIST_COMMENTS},
        **COMMENT_PATHS,
        "/statistics": {"get": READ_STATISTICS},
        "/digests": {"get": LIST_DIGESTS},
        "/digests/{kind}/{period}": {"get": READ_DIGEST},
        "/openapi.json": {"get": READ_DESCRIPTION},
    },
    "components": {"schemas": SCHEMAS,
                   "responses": {f"Problem{status}": _problem(status) for status in PROBLEMS}},
}
