"""The parts that JSON shapes and the description of operations are made of."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

STRING: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
ALWAYS = (400, 500, 503)
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


def described(schema: Schema, description: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """Return an answer of an operation."""
    named = {name: {"description": words, "schema": {"type": "string"}} for name, words in (headers or {}).items()}
    return {"description": description, "content": {"application/json": {"schema": schema}},
            **({"headers": named} if named else {})}


def refusals(*statuses: int) -> dict[str, Any]:
    """Return the problems that an operation may answer with, those of every operation among them."""
    return {str(status): {"$ref": f"#/components/responses/Problem{status}"}
            for status in sorted({*statuses, *ALWAYS})}


def parameter(place: str, name: str, description: str, **more: Any) -> dict[str, Any]:
    """Return a parameter of an operation."""
    schema = more.pop("schema", {"type": "string"})
    return {"in": place, "name": name, "description": description, "schema": schema, **more}
