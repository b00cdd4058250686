"""How an agency is named in its official papers: its full name for the red head, its word (机关代字) for the number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

# What the number of a paper on open government has behind the agency's own word: 云规建公开〔2026〕3号.
SERIES_WORD = "公开"
# The words that bureaus of these names go by in their numbers.
_USUAL = {
    "住房和城乡建设": "住建", "人力资源和社会保障": "人社", "发展和改革": "发改", "市场监督管理": "市监",
    "自然资源": "自然资", "生态环境": "环", "农业农村": "农", "文化和旅游": "文旅", "交通运输": "交",
    "卫生健康": "卫健", "应急管理": "应急", "退役军人事务": "退役", "综合行政执法": "综执", "水利": "水",
    "医疗保障": "医保", "教育和体育": "教体", "教育": "教", "科学技术": "科", "财政": "财", "民政": "民",
    "司法": "司", "审计": "审", "统计": "统", "公安": "公", "信访": "信",
}
_TOWNSHIP = re.compile(r"(.*[镇乡])(?:人民)?政府$")
# What the short word of a name leaves out, and what it keeps of it.
_ENDINGS = (("镇政府", "府"), ("乡政府", "府"), ("镇人民政府", "府"), ("乡人民政府", "府"), ("办事处", "办"),
            ("管委会", "管"), ("委员会", ""), ("中心", ""), ("公司", ""), ("局", ""))


def full_name(name: str, county: str, *, own: str = "", government_office: bool = False) -> str:
    """Return the name on the red head: `own` when the agency has said it, else made of the name it has on lists."""
    if own:
        return own
    if government_office:
        return f"{county}人民政府办公室"
    township = _TOWNSHIP.fullmatch(name)
    stem = f"{township[1]}人民政府" if township else name
    if stem.startswith(county):
        return stem
    return county + stem.removeprefix("县")


def document_word(name: str, county: str, *, own: str = "", government_office: bool = False) -> str:
    """Return the word of an agency with that of the series, for example 云规建公开; `own` is the agency's own word."""
    if own:
        return own
    if government_office:
        return f"{county[:1]}政办{SERIES_WORD}"
    stem = name.removeprefix(county).removeprefix("县")
    for ending, kept in _ENDINGS:
        if stem.endswith(ending) and len(stem) > len(ending):
            stem = stem.removesuffix(ending) + kept
            break
    return f"{county[:1]}{_USUAL.get(stem, stem)}{SERIES_WORD}"


def paper_number(word: str, year: int, serial: int) -> str:
    """Return the number as it is printed: full year in 六角括号, no 第, no leading zeros (GB/T 9704)."""
    return f"{word}〔{year}〕{serial}号"


def full_day(day: date) -> str:
    """Return a day as papers write it: 2026年1月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def missing(used: Sequence[int]) -> tuple[int, ...]:
    """Return the serials below the highest that are not there, which a register must explain; normally none."""
    known = set(used)
    return tuple(one for one in range(1, max(known, default=0)) if one not in known)
