"""The JSON shapes of the API as JSON Schema. Vocabularies and limits are read from the rules that enforce them."""

from __future__ import annotations

from blueprints.api.comment_description import COMMENT_SCHEMAS
from blueprints.api.figure_schemas import FIGURE_SCHEMAS
from blueprints.api.period_description import PERIOD_SCHEMAS
from blueprints.api.request_description import REQUEST_SCHEMAS
from blueprints.api.shapes import COUNT, DATE, STRING, Schema, a_list, an_object, nullable, reference, text
from rules import consents
from rules.accused import MOST_CHARACTERS
from rules.clock_kinds import CLOCK_LABELS, PAUSE_LABELS, UNIT_LABELS
from rules.clock_record import Cause
from rules.consents import CONSENT_LABELS, ConsentKind
from rules.letter_draft import CONTACT_CHARACTERS, PLACE_CHARACTERS, TEXT_CHARACTERS, TITLE_CHARACTERS
from rules.vocabulary import CATEGORY_LABELS, LETTER_STATES, RATING_LABELS, PublicationState, labels_of

CATEGORY: Schema = {"type": "string", "enum": [slug.value for slug in CATEGORY_LABELS],
                    "description": "、".join(f"{slug}（{label}）" for slug, label in CATEGORY_LABELS.items())}
CONSENT: Schema = {"type": "string", "enum": [kind.value for kind in ConsentKind],
                   "description": "、".join(f"{slug}（{label}）" for slug, label in CONSENT_LABELS.items())}
_STATES = labels_of(LETTER_STATES)
STATE: Schema = {"type": "string", "enum": [slug.value for slug in _STATES],
                 "description": "、".join(f"{slug}（{label}）" for slug, label in _STATES.items())}


CONTACT = an_object({
    "name": text(CONTACT_CHARACTERS, "姓名"), "phone": text(CONTACT_CHARACTERS, "手机或者座机号码"),
    "email": text(CONTACT_CHARACTERS, "电子邮箱。收信回执寄到这里；点过里面的确认按钮，以后的告知才寄来。"),
    "address": text(CONTACT_CHARACTERS, "联系地址"),
    "id_number": text(CONTACT_CHARACTERS, "身份证号。consents里写了id_number才保存，没有写的不影响寄信。")},
    optional=("name", "phone", "email", "address", "id_number"),
    description="怎么联系来信人，都可以不写。加密保存，从不公开。")

NEW_LETTER_MEMBERS = {
    "text": text(TEXT_CHARACTERS, "来信内容，原样保存。") | {"minLength": 1},
    "title": text(TITLE_CHARACTERS, "标题。不写就取正文开头。"),
    "category": CATEGORY | {"default": "consultation"},
    "mailbox": text(64, "信箱的代码。不写就寄给县长信箱。"),
    "place": text(PLACE_CHARACTERS, "事情发生的地点"),
    "contact": reference("Contact"),
    "name_hidden": {"type": "boolean", "default": False, "description": "不让承办单位看到来信人。"},
    "consents_to_publication": {"type": "boolean", "default": False, "description": "同意隐去个人信息后公开。"},
    "complained_about": text(MOST_CHARACTERS, "反映（投诉、举报）的单位或人。信不会直接转给这个单位。"),
    "consents": {"type": "array", "items": CONSENT, "default": [], "description": (
        "来信人单独同意处理的敏感个人信息。" + "".join(
            f"{kind}第{consents.current(kind).version}版：{consents.current(kind).words}" for kind in ConsentKind))},
}

LETTER_FACTS = {
    "id": {"type": "string", "pattern": "^[a-z2-7]{13}$", "description": "公开编号，和来信的编号无关。"},
    "state": {"type": "string", "const": PublicationState.PUBLISHED.value}, "title": STRING, "category": CATEGORY,
    "department": STRING | {"description": "承办单位"}, "received_on": DATE, "answered_on": DATE,
    "rating": nullable({"type": "string", "enum": [slug.value for slug in RATING_LABELS]}),
}

# What a due day follows from; with the calendar of the version it can be computed again.
CLOCK_FACTS = {
    "due_on": DATE | {"description": "最后一天"}, "provisional": {"type": "boolean", "description": "暂定"},
    "event_on": DATE | {"description": "起算的事发生的那一天，不计入"},
    "extension": COUNT | {"description": "延期的长度，单位同length"},
    "pauses": {"type": "array", "description": "中止：after以后到until为止的日子不计入", "items": an_object({
        "after": DATE, "until": DATE,
        "reason": nullable({"type": "string", "enum": [reason.value for reason in PAUSE_LABELS]})})},
    "calendar_version": COUNT | {"description": "工作日历的版本"},
}

FAULT = {"anyOf": [
    an_object({"pointer": STRING | {"description": "出错的字段（RFC 6901）"}, "detail": STRING}),
    an_object({"parameter": STRING | {"description": "出错的地址参数"}, "detail": STRING})]}

SCHEMAS: dict[str, Schema] = {
    "NewLetter": an_object(NEW_LETTER_MEMBERS, optional=tuple(name for name in NEW_LETTER_MEMBERS if name != "text")),
    "Contact": CONTACT,
    "Receipt": an_object({
        "number": {"type": "string", "pattern": "^X20[0-9]{2}-[1-9][0-9]*$"},
        "query_code": {"type": "string", "pattern": "^[0-9A-HJKMNP-TV-Z]{16}$",
                       "description": "查询码。只在这里给出一次，请交给来信人保存。"},
        "due_on": nullable(DATE | {"description": "最迟答复的日期；表扬没有期限。"}),
        "status_url": {"type": "string", "format": "uri", "description": "给来信人看的办理情况页面。"},
        "not_stored": {"type": "array", "items": CONSENT,
                       "description": "因为没有单独同意而没有保存的内容；都保存了就没有这一项。"}},
        optional=("not_stored",)),
    "OwnLetter": an_object({
        "number": STRING, "state": STATE, "department": nullable(STRING), "due_on": nullable(DATE),
        "timeline": {"type": "array", "items": reference("TimelineEntry"), "description": "办理经过，新的在前。"},
        "reply": nullable(reference("Reply"))}),
    "TimelineEntry": an_object({"at": {"type": "string", "format": "date-time"}, "title": STRING,
                                "by": STRING, "words": STRING}),
    "Reply": an_object({"text": STRING, "department": STRING, "issued_on": DATE,
                        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "答复全文的摘要"}}),
    "DeadlineReceipts": an_object({
        "number": STRING, "clocks": {"type": "array", "items": reference("DeadlineReceipt")}}),
    "DeadlineReceipt": an_object({
        "kind": {"type": "string", "enum": [kind.value for kind in CLOCK_LABELS]}, "article": STRING,
        "length": COUNT, "unit": {"type": "string", "enum": [unit.value for unit in UNIT_LABELS]}, **CLOCK_FACTS,
        "inner_on": DATE | {"description": "逢休息日顺延以前的最后一天"},
        "days": {"type": "array", "items": reference("CountedDay")},
        "earlier": {"type": "array", "items": reference("EarlierDeadline"), "description": "以前的期限，新的在前。"}}),
    "CountedDay": an_object({
        "on": DATE, "counted": {"type": "boolean"}, "number": nullable(COUNT), "reason": STRING,
        "notice": nullable(STRING | {"description": "放假通知"}), "extended": {"type": "boolean"},
        "provisional": {"type": "boolean"}}),
    "EarlierDeadline": an_object({
        "kind": {"type": "string", "enum": [kind.value for kind in CLOCK_LABELS]}, **CLOCK_FACTS,
        "ended_at": {"type": "string", "format": "date-time"},
        "ended_by": {"type": "string", "enum": [cause.value for cause in Cause]}}),
    "PublishedItem": an_object(LETTER_FACTS),
    "PublishedPage": a_list(reference("PublishedItem")),
    "PublishedLetter": an_object(LETTER_FACTS | {
        "mailbox": STRING, "due_on": nullable(DATE), "text": STRING, "reply": STRING}),
    "Problem": an_object({
        "type": STRING, "title": STRING, "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": STRING | {"description": "哪里不对，怎么改。"},
        "errors": {"type": "array", "items": FAULT}, "reason": STRING | {"description": "撤下的理由"}},
        optional=("errors", "reason"), description="RFC 9457"),
} | FIGURE_SCHEMAS | REQUEST_SCHEMAS | PERIOD_SCHEMAS | COMMENT_SCHEMAS
