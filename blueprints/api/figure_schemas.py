"""The JSON shapes of statistics and digests as JSON Schema; names and figures are read from the rules."""

from __future__ import annotations

from blueprints.api.shapes import COUNT, DATE, STRING, Schema, a_list, an_object, nullable, reference
from rules.figures import DEFINITIONS, LABELS, RATES
from rules.public_digest import UNITS
from rules.public_figures import COLUMNS, DIMENSIONS, PARTS, WHOLE, Unit

PERIOD: Schema = {"type": "string", "pattern": "^20[0-9]{2}(-(0[1-9]|1[0-2]|Q[1-4]))?$"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
KIND: Schema = {"type": "string", "enum": [kind.value for kind in UNITS],
                "description": "monthly一月一汇总、quarterly一季一通报。"}
SMALL = "不到3件的、为了保护它们没有列出的是null。"


def _figure(name: str) -> Schema:
    words = {"description": f"{LABELS[name]}：{DEFINITIONS[name]}"}
    # What is found to be a duplicate this month may have come before, so that the difference can be below nothing.
    number = {"type": "integer"} if name == "valid" else COUNT
    return nullable(number | words) if name in PARTS else number | words


HEAD: dict[str, Schema] = {
    "id": STRING, "state": {"type": "string", "enum": ["issued", "corrected"],
                            "description": "corrected：已经有更正的新版本。"},
    "kind": KIND, "period": PERIOD, "version": COUNT, "number": nullable(STRING | {"description": "通报的发文字号"}),
    "correction": nullable(STRING | {"description": "更正了什么；第一版没有。"}), "first_on": DATE, "last_on": DATE,
    "issued_at": INSTANT,
    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "冻结的全部数字的摘要"}}
FIGURES: dict[str, Schema] = {
    "period": PERIOD, "unit": {"type": "string", "enum": [unit.value for unit in Unit]}, "label": STRING,
    "first_on": DATE, "last_on": DATE,
    "until": nullable(DATE | {"description": "算到哪一天。还没有一天过完时是null。"}),
    "is_over": {"type": "boolean", "description": "已经过完。没有过完的只有合计，不分组。"},
    "figures": nullable(reference("WholeFigures")),
    "rates": {"type": "array", "items": an_object({
        "name": {"type": "string", "enum": [kind.name for kind in RATES]}, "label": STRING, "part": nullable(COUNT),
        "base": COUNT, "percent": nullable(STRING | {"description": "两位小数；分母是零时是—。"})})},
    "before": nullable(reference("ComparedFigures")), "last_year": nullable(reference("ComparedFigures")),
    "breakdowns": {"type": "array", "items": reference("Breakdown")}, "licence": STRING}

FIGURE_SCHEMAS: dict[str, Schema] = {
    "Statistics": an_object(FIGURES),
    "WholeFigures": an_object({name: _figure(name) for name in WHOLE}, description=f"合计。{SMALL}"),
    "ComparedFigures": an_object(
        {name: an_object({"value": {"type": "integer"},
                          "change": STRING | {"description": "增减的百分比；没有可比的是—。"}})
         for name in WHOLE if name not in PARTS},
        description="上一段时间（before）或者上一年的同一段时间（last_year）。"),
    "Breakdown": an_object({
        "dimension": {"type": "string", "enum": [dimension.value for dimension in DIMENSIONS]}, "label": STRING,
        "lines": {"type": "array", "items": an_object(
            {"key": STRING | {"description": "rest是合并的各组"}, "name": STRING}
            | {name: nullable(COUNT) for name in COLUMNS})}}, description=SMALL),
    "DigestItem": an_object(HEAD),
    "DigestPage": a_list(reference("DigestItem")),
    "Digest": an_object(HEAD | FIGURES | {"text": nullable(reference("BulletinText"))}),
    "BulletinText": an_object({
        "title": STRING, "addressees": STRING, "copies_to": STRING,
        "sections": {"type": "array", "items": an_object({
            "name": STRING, "paragraphs": {"type": "array", "items": STRING}})}}),
}
