"""What the OpenAPI document says of public comment: its addresses and its shapes."""

from __future__ import annotations

from typing import Any

from blueprints.api.shapes import (
    COUNT,
    DATE,
    STRING,
    Schema,
    a_list,
    an_object,
    described,
    nullable,
    parameter,
    refusals,
)
from blueprints.api.shapes import reference as to
from rules.comment_words import (
    ADOPTION_LABELS,
    COMMENT_CHANNEL_LABELS,
    DRAFT_KIND_LABELS,
    PUBLIC_PERIOD_LABELS,
    STANCE_LABELS,
)
from rules.draft_text import Level


def _of(labels: Any, description: str = "") -> Schema:
    words = "、".join(f"{slug}（{label}）" for slug, label in labels.items())
    return {"type": "string", "enum": [slug.value for slug in labels], "description": f"{description}{words}"}


NUMBER: Schema = {"type": "string", "pattern": "^Z20[0-9]{2}-[1-9][0-9]*$", "description": "征集的编号"}
STATE = _of(PUBLIC_PERIOD_LABELS)
STANCE = _of(STANCE_LABELS)
INSTANT: Schema = {"type": "string", "format": "date-time"}
ANCHOR: Schema = {"type": "string", "description": "草案里这一处的anchor；whole是草案整体"}
PUBLIC_ID: Schema = {"type": "string", "pattern": "^[a-z2-7]{13}$"}
_TALLY: dict[str, Schema] = {
    "comments": COUNT | {"description": "收到的意见，不论后来怎样"}, "shown": COUNT | {"description": "其中已经公开的"},
    **{stance.value: COUNT | {"description": label} for stance, label in STANCE_LABELS.items()}}
_HEAD: dict[str, Schema] = {
    "id": NUMBER, "state": STATE, "title": STRING, "draft_kind": _of(DRAFT_KIND_LABELS),
    "department": STRING | {"description": "起草单位"}, "opens_at": INSTANT,
    "closes_at": INSTANT | {"description": "到这一刻为止，含这一刻"}, "closes_on": DATE | {"description": "最后一天"},
    "cancelled": {"type": "boolean", "description": "已经终止"}, "comments": COUNT, "resulted_on": nullable(DATE),
    "url": {"type": "string", "format": "uri"}}

PERIOD_SCHEMAS: dict[str, Schema] = {
    "CommentPeriodItem": an_object(_HEAD),
    "CommentPeriodPage": a_list(to("CommentPeriodItem")),
    "CommentPeriod": an_object(_HEAD | {
        "lead": STRING, "explanation": STRING | {"description": "起草说明"},
        "short_reason": nullable(STRING | {"description": "期限短于一般要求的理由"}),
        "cancel_reason": nullable(STRING | {"description": "终止的理由"}),
        "figures": an_object(_TALLY | {
            "people": COUNT | {"description": "来自多少人：验证过联系方式，没有被代替、撤回，也没有不列入统计"},
            "texts": COUNT | {"description": "文字相近的归为一种，共有多少种"}, "confirmed": COUNT,
            "unconfirmed": COUNT, "replaced": COUNT, "withdrawn": COUNT, "set_aside": COUNT}),
        "per_day": {"type": "array", "items": an_object({"on": DATE, "comments": COUNT})},
        "whole": an_object(_TALLY, description="对草案整体的"),
        "passages": {"type": "array", "items": to("DraftPassage")}}),
    "DraftPassage": an_object({
        "anchor": STRING, "level": {"type": "string", "enum": [level.value for level in Level]},
        "label": STRING | {"description": "第三条这样的编号，没有编号的是空的"}, "text": STRING, **_TALLY}),
    "PublicComment": an_object({
        "id": PUBLIC_ID, "state": {"type": "string", "const": "shown"}, "passage": ANCHOR, "stance": STANCE,
        "text": STRING | {"description": "公开的文字，个人信息已经隐去"},
        "name": STRING | {"description": "隐去后的署名"},
        "channel": _of(COMMENT_CHANNEL_LABELS), "received_on": DATE,
        "confirmed": {"type": "boolean", "description": "联系方式验证过"},
        "group": PUBLIC_ID | {"description": "文字相近的意见，这一项相同"},
        "alike": COUNT | {"description": "相近的共有几条，连这一条"},
        "answers": {"type": "array", "description": "采纳情况里答复这条意见的行；没有公布以前是空的",
                    "items": an_object({"row": COUNT | {"description": "序号"}, "decision": _of(ADOPTION_LABELS)})},
        "replaced": {"type": "array", "description": "本人以前公开过、由这一条代替的意见",
                     "items": an_object({"text": STRING, "received_on": DATE})}}),
    "PublicCommentPage": a_list(to("PublicComment")),
}
_CURSOR = parameter("query", "cursor", "上一页给出的next")
_NUMBER = parameter("path", "number", "征集的编号，例如Z2026-1", required=True, schema=NUMBER)
LIST_COMMENTS = {
    "operationId": "listPublicComments", "summary": "一次征集里公开的意见，新的在前",
    "parameters": [_NUMBER, parameter("query", "passage", "只要对这一处的", schema=ANCHOR),
                   parameter("query", "stance", "只要这种态度的", schema=STANCE), _CURSOR],
    "responses": {"200": described(to("PublicCommentPage"), "一页"), **refusals(404, 405, 422)}}
PERIOD_PATHS: dict[str, Any] = {
    "/comment-periods": {"get": {
        "operationId": "listCommentPeriods",
        "summary": "意见征集，最后截止的在前；写了state=open或者planned的，先截止的在前",
        "parameters": [parameter("query", "state", "只要这一类", schema=STATE), _CURSOR],
        "responses": {"200": described(to("CommentPeriodPage"), "一页"), **refusals(405, 422)}}},
    "/comment-periods/{number}": {"get": {
        "operationId": "readCommentPeriod", "summary": "一次征集：草案逐条和各处的意见数",
        "parameters": [_NUMBER],
        "responses": {"200": described(to("CommentPeriod"), "说明、草案和数字"), **refusals(404, 405)}}},
}
