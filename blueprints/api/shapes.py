"""The parts that JSON shapes are made of."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

STRING: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
DATE: Schema = {"type": "string", "format": "date", "description": "中国时间的日期。"}


def text(longest: int, description: str) -> Schema:
    return {"type": "string", "maxLength": longest, "description": description}


def nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def an_object(properties: dict[str, Schema], *, optional: tuple[str, ...] = (), description: str = "") -> Schema:
    """Return the schema of an object with exactly these members."""
    return {"type": "object", "additionalProperties": False, "properties": properties,
            "required": [name for name in properties if name not in optional],
            **({"description": description} if description else {})}


def a_list(item: Schema) -> Schema:
    return an_object({"items": {"type": "array", "items": item}, "next": nullable(STRING)},
                     description="一页。next是下一页的cursor，原样带上；没有下一页时是null。")


def reference(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
