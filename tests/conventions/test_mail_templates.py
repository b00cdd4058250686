"""What each message may say: every expression of every template, so that a new one has to be looked at."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "templates"
TEMPLATES = sorted(path.relative_to(ROOT).as_posix() for folder in ("mail", "sms")
                   for path in (ROOT / folder).rglob("*") if path.is_file())
EXPRESSION = re.compile(r"{{(.*?)}}", re.DOTALL)
# The letter's own words, its writer, and what opens it.
SECRET = re.compile(r"\b(title|text|place|name|phone|email|id_number|code|query_code|body|words|reply|writer)\b")
LINK = re.compile(
    r"""url_for\(["'][a-z_.]+["'](, (number=line\.number|token=facts\.confirm_token"""
    r"""|kind=facts\.slug, period=facts\.period|year=facts\.year|number=facts\.draft\.period))?, _external=true\)""")
SUBJECT = {"county", "facts.mailbox", "facts.item", "facts.number", "facts.newest.day|full_day", "facts.total",
           "facts.done",
           "facts.late", "facts.what", "facts.days", "facts.year", "facts.due_on|day", '"（更正）" if facts.correction'}


def expressions(path: str) -> set[str]:
    return {" ".join(found.split()) for found in EXPRESSION.findall((ROOT / path).read_text("utf-8"))}


@pytest.mark.parametrize("path", TEMPLATES)
def test_message_says_nothing_of_letter_writer_or_code(path: str) -> None:
    """M1: number and link; no word of the letter, no query code, no name, in any template."""
    told = {found for found in expressions(path) if SECRET.search(re.sub(r'"[^"]*"', "", found))}
    assert not told


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.endswith("subject.txt")])
def test_subject_says_mailbox_and_number_only(path: str) -> None:
    """M1: a subject is read by whoever sees the screen: nothing in it but where from and which number."""
    assert expressions(path) <= SUBJECT


@pytest.mark.parametrize("path", [path for path in TEMPLATES if "body" in path and "_external" in (
    ROOT / path).read_text("utf-8")])
def test_links_carry_no_code(path: str) -> None:
    """K1, M1: a link in a mail leads to a page that asks for the code."""
    for found in expressions(path):
        if "url_for" in found:
            assert LINK.fullmatch(found), found
