"""What the OpenAPI document says of sending a comment on a draft and of following the own one."""

from __future__ import annotations

from typing import Any

from blueprints.api.period_description import ANCHOR, NUMBER, STANCE
from blueprints.api.shapes import (
    COUNT,
    STRING,
    Schema,
    an_object,
    described,
    nullable,
    parameter,
    refusals,
    text,
)
from blueprints.api.shapes import reference as to
from rules.comment_draft import PASSAGE_CHARACTERS, WHOLE_CHARACTERS
from rules.comment_words import ADOPTION_LABELS, ASIDE_LABELS, PUBLIC_COMMENT_LABELS
from rules.letter_draft import CONTACT_CHARACTERS
from rules.vocabulary import State


def _of(labels: Any) -> Schema:
    return {"type": "string", "enum": [slug.value for slug in labels],
            "description": "、".join(f"{slug}（{label}）" for slug, label in labels.items())}


_NUMBER: Schema = {"type": "string", "pattern": "^Y20[0-9]{2}-[1-9][0-9]*$", "description": "意见的编号"}
_CONTACT = {"name": "姓名，公开时只显示成“张*祥”这样", "phone": "手机或者座机号码",
            "email": "电子邮箱。回执寄到这里；点过里面的确认按钮，意见才列入人数统计。"}
_NEW: dict[str, Schema] = {
    "text": text(WHOLE_CHARACTERS, f"意见。对某一处的不超过{PASSAGE_CHARACTERS}字；只表示支持或者反对的可以不写。"),
    "stance": STANCE | {"default": "suggest"}, "passage": ANCHOR | {"default": "whole"},
    "contact": to("CommentContact"),
    "contact_token": STRING | {
        "description": "邮箱确认过以后，确认页面上给出的凭证。带上它并写同一个邮箱，意见当时就列入人数统计。"},
}
# One that was taken back is not found any more.
_STATES = {state: label for state, label in PUBLIC_COMMENT_LABELS.items() if state is not State.WITHDRAWN}

COMMENT_SCHEMAS: dict[str, Schema] = {
    "NewComment": an_object(_NEW, optional=tuple(_NEW)),
    "CommentContact": an_object(
        {name: text(CONTACT_CHARACTERS, words) for name, words in _CONTACT.items()}, optional=tuple(_CONTACT),
        description="都可以不写。加密保存，从不公开。"),
    "CommentReceipt": an_object({
        "number": _NUMBER,
        "query_code": {"type": "string", "pattern": "^[0-9A-HJKMNP-TV-Z]{16}$",
                       "description": "查询码。只在这里给出一次，请交给评论人保存。"},
        "confirmed": {"type": "boolean", "description": "已经列入人数统计"},
        "status_url": {"type": "string", "format": "uri", "description": "给评论人看的页面。"}}),
    "OwnComment": an_object({
        "number": _NUMBER, "state": _of(_STATES), "period": NUMBER, "passage": ANCHOR, "stance": STANCE,
        "text": STRING | {"description": "原来的文字"},
        "confirmed": {"type": "boolean", "description": "已经列入人数统计"},
        "public_text": nullable(STRING | {"description": "公开的文字；现在没有公开的是null"}),
        "name": STRING | {"description": "公开的署名"},
        "reason": nullable(STRING | {"description": "退回修改或者不列入统计的理由"}),
        "ground": nullable(_of(ASIDE_LABELS)), "mend_until": nullable({"type": "string", "format": "date-time"}),
        "replaced_by": nullable(_NUMBER), "timeline": {"type": "array", "items": to("TimelineEntry")},
        "adoption": {"type": "array", "description": "回答这条意见的采纳情况，公布以前是空的", "items": an_object({
            "serial": COUNT, "passage": STRING, "summary": STRING, "decision": _of(ADOPTION_LABELS),
            "reason": STRING, "comments": COUNT | {"description": "同样意思的共有几条"}})}}),
}
SEND_COMMENT: dict[str, Any] = {
    "operationId": "sendComment", "summary": "对草案提一条意见", "security": [],
    "parameters": [
        parameter("path", "number", "征集的编号，例如Z2026-1", required=True, schema=NUMBER),
        parameter("header", "Idempotency-Key", "自己定的一个键，每条意见一个。用同一个键再发，得到同一个编号。",
                  schema={"type": "string", "pattern": "^[\\x21-\\x7e]{1,128}$"})],
    "requestBody": {"required": True, "content": {"application/json": {
        "schema": to("NewComment"),
        "example": {"text": "首三十分钟太短，建议医院周边改为首一小时免费。", "stance": "suggest"}}}},
    "responses": {
        "201": described(to("CommentReceipt"), "已经收到，并列入人数统计。", {"Location": "这条意见在接口里的地址"}),
        "202": described(to("CommentReceipt"), "已经收到，联系方式还没有确认：照样公开，单独统计。",
                         {"Location": "这条意见在接口里的地址"}),
        **refusals(404, 405, 409, 413, 415, 422, 429)}}
COMMENT_PATHS: dict[str, Any] = {
    "/comments/{number}": {"get": {
        "operationId": "readComment", "summary": "看自己的一条意见：到了哪里、采纳没有采纳",
        "parameters": [parameter("path", "number", "编号（例如Y2026-3）", required=True),
                       parameter("header", "X-Query-Code", "查询码", required=True)],
        "responses": {"200": described(to("OwnComment"), "自己的意见"), **refusals(404, 405, 429)}}},
}
