"""Finding a unit by what a person types of its name."""

from __future__ import annotations

from collections.abc import Mapping

from rules.errors import InputRefused

CANDIDATES = 3


def resolve(typed: str, names: Mapping[int, str], field: str) -> int:
    """Return the id of the unit whose name was typed, whole or a part that no other unit's name has.

    Raises InputRefused, naming the candidates when the part fits several.
    """
    words = "".join(typed.split())
    if not words:
        raise InputRefused("请写承办单位的名称，写几个字再从列表里选。", field)
    whole = [unit for unit, name in names.items() if name == words]
    found = whole or [unit for unit, name in names.items() if words in name]
    if not found:
        raise InputRefused(f"没有找到“{words[:20]}”这个单位，请写全称，或者从列表里选。", field)
    if len(found) > 1:
        some = "、".join(names[unit] for unit in found[:CANDIDATES])
        raise InputRefused(f"有{len(found)}个单位的名称里有“{words[:20]}”：{some}。请写全一些。", field)
    return found[0]
