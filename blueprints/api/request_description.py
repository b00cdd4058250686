"""What the OpenAPI document says of disclosure requests: their addresses and their shapes."""

from __future__ import annotations

from blueprints.api.shapes import (
    DATE,
    STRING,
    Schema,
    a_list,
    an_object,
    described,
    nullable,
    parameter,
    refusals,
    text,
)
from blueprints.api.shapes import reference as to
from queries.asked_requests import GROUP_LABELS
from rules.letter_draft import CONTACT_CHARACTERS
from rules.outcomes import ROWS
from rules.request_draft import PURPOSE_CHARACTERS, REFERENCE_CHARACTERS, TEXT_CHARACTERS
from rules.request_words import DELIVER_LABELS, PROVIDE_LABELS, REQUEST_STATE_LABELS
from rules.vocabulary import APPLICANT_LABELS

_CONTACT = {
    "name": "姓名或者单位名称", "phone": "联系电话",
    "email": "电子邮箱。回执寄到这里；点过里面的确认按钮，以后的告知才寄来。",
    "address": "联系地址", "id_kind": "证件名称", "id_number": "证件号码", "employer": "工作单位",
    "credit_code": "统一社会信用代码", "representative": "法定代表人", "contact_person": "联系人", "postcode": "邮编",
    "fax": "传真"}


def _of(labels: dict[str, str], description: str = "") -> Schema:
    words = "、".join(f"{slug}（{label}）" for slug, label in labels.items())
    return {"type": "string", "enum": list(labels), "description": f"{description}{words}"}


def _plain(labels: object) -> dict[str, str]:
    return {slug.value: label for slug, label in labels.items()}  # type: ignore[attr-defined]


OUTCOME = _of({row.outcome.value: row.label for row in ROWS})
GROUP = _of(_plain(GROUP_LABELS))
_NEW = {
    "text": text(TEXT_CHARACTERS, "需要什么信息：名称、文号或者特征性描述，原样保存。") | {"minLength": 1},
    "reference": text(REFERENCE_CHARACTERS, "信息的名称或者文号"),
    "purpose": text(PURPOSE_CHARACTERS, "用途，不是必填的"),
    "agency": text(64, "向哪个机关申请：单位的代码。不写就是县人民政府。"),
    "applicant": _of(_plain(APPLICANT_LABELS)) | {"default": "natural_person"},
    "provide_as": _of(_plain(PROVIDE_LABELS), "信息用什么形式：") | {"default": "email"},
    "deliver_by": _of(_plain(DELIVER_LABELS), "答复怎样给申请人：") | {"default": "online"},
    "accepts_other": {"type": "boolean", "default": True, "description": "这种形式不便提供的，也可以用别的形式。"},
    "contact": to("ApplicantContact"),
}
_ITEM = {
    "id": {"type": "string", "pattern": "^[a-z2-7]{13}$", "description": "公开编号，和申请的编号无关。"},
    "state": GROUP, "outcome": OUTCOME, "label": STRING | {"description": "结果的说法"},
    "department": STRING | {"description": "答复的机关"}, "subject": STRING | {"description": "哪一方面的信息"},
    "received_in": {"type": "string", "pattern": "^20[0-9]{2}-[0-9]{2}$", "description": "收到的月份"},
    "ended_on": DATE, "title": nullable(STRING | {"description": "转为主动公开的信息的标题；没有公开的是null。"}),
}
REQUEST_SCHEMAS: dict[str, Schema] = {
    "NewRequest": an_object(_NEW, optional=tuple(name for name in _NEW if name not in ("text", "contact"))),
    "ApplicantContact": an_object(
        {name: text(CONTACT_CHARACTERS, words) for name, words in _CONTACT.items()},
        optional=tuple(name for name in _CONTACT if name != "name"),
        description="谁申请、怎么联系（条例第二十九条）：要有姓名或者名称，电话、邮箱、地址至少一样。加密保存，从不公开。"),
    "RequestReceipt": an_object({
        "number": {"type": "string", "pattern": "^G20[0-9]{2}-[1-9][0-9]*$"},
        "query_code": {"type": "string", "pattern": "^[0-9A-HJKMNP-TV-Z]{16}$",
                       "description": "查询码。只在这里给出一次，请交给申请人保存。"},
        "due_on": nullable(DATE | {"description": "最迟答复的日期"}),
        "status_url": {"type": "string", "format": "uri", "description": "给申请人看的办理情况页面。"}}),
    "OwnRequest": an_object({
        "number": STRING, "state": _of(_plain(REQUEST_STATE_LABELS)), "department": STRING,
        "due_on": nullable(DATE | {"description": "等补正、缴费或者确认收到时是null，以后重新计算。"}),
        "timeline": {"type": "array", "items": to("TimelineEntry"), "description": "办理经过，新的在前。"},
        "outcome": nullable(OUTCOME), "reply": nullable(to("RequestReply"))}),
    "RequestReply": an_object({
        "text": STRING, "department": STRING, "issued_on": DATE,
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "答复全文的摘要"},
        "basis": STRING | {"description": "依据"}, "remedy": STRING | {"description": "不服的怎么办"}}),
    "AskedItem": an_object(_ITEM),
    "AskedPage": a_list(to("AskedItem")),
    "PublishedRequest": an_object(_ITEM | {"text": STRING, "reply": STRING}),
}
REQUEST_PATHS = {
    "/disclosure-requests": {
        "post": {
            "operationId": "sendRequest", "summary": "申请公开政府信息", "security": [],
            "parameters": [parameter(
                "header", "Idempotency-Key", "自己定的一个键，每份申请一个。用同一个键再发，得到同一个编号。",
                schema={"type": "string", "pattern": "^[\\x21-\\x7e]{1,128}$"})],
            "requestBody": {"required": True, "content": {"application/json": {
                "schema": to("NewRequest"),
                "example": {"text": "2025年度县城老旧小区改造资金的安排和使用情况。", "agency": "housing",
                            "contact": {"name": "林小舟", "phone": "13800000000"}}}}},
            "responses": {"201": described(to("RequestReceipt"), "已经收到并登记。同一个键再发，答复相同。",
                                           {"Location": "这份申请在接口里的地址"}),
                          **refusals(405, 413, 415, 422, 429)}},
        "get": {
            "operationId": "listRequests",
            "summary": "申请过什么、结果怎样，新办结的在前。没有申请人，也没有申请的原文",
            "parameters": [
                parameter("query", "q", "在转为主动公开的信息里找的词"),
                parameter("query", "department", "机关的代码或者全称"),
                parameter("query", "outcome", "结果", schema=GROUP),
                parameter("query", "year", "办结的年份", schema={"type": "string", "pattern": "^20[0-9]{2}$"}),
                parameter("query", "cursor", "上一页给出的next")],
            "responses": {"200": described(to("AskedPage"), "一页"), **refusals(405, 422, 429)}}},
    "/disclosure-requests/{reference}": {"get": {
        "operationId": "readRequest", "summary": "看一份申请：用编号和查询码看自己的，或者用公开编号看转为主动公开的",
        "parameters": [parameter("path", "reference", "编号（例如G2026-3）或者公开编号", required=True),
                       parameter("header", "X-Query-Code", "查询码，用编号查询时要带。")],
        "responses": {"200": described({"oneOf": [to("OwnRequest"), to("PublishedRequest")]},
                                       "用编号查询得到OwnRequest，用公开编号得到PublishedRequest。"),
                      **refusals(404, 405, 410, 429)}}},
    "/disclosure-requests/{number}/deadline": {"get": {
        "operationId": "readRequestDeadline", "summary": "一份申请的期限说明单：答复期限怎样逐日算出来",
        "parameters": [parameter("path", "number", "编号（例如G2026-3）", required=True),
                       parameter("header", "X-Query-Code", "查询码", required=True)],
        "responses": {"200": described(to("DeadlineReceipts"), "每个期限一项，先开始的在前；没有期限的是空的。"),
                      **refusals(404, 405, 429)}}},
}
