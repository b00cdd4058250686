"""The command `mask`: what stays on request, names of a form, hints, and input that is no text."""

import json
from pathlib import Path

from flask import Flask


def test_mask_with_published_contacts_leaves_them(app: Flask, tmp_path: Path) -> None:
    """L3: the telephone of an office stays, another one goes."""
    kept = tmp_path / "published.txt"
    kept.write_text("0834-3222731\n\n", encoding="utf-8")
    with app.app_context():
        shown = app.test_cli_runner().invoke(args=["mask", "--keep", str(kept)], input="0834-3222731，0834-3222732")
    assert shown.stdout == "0834-3222731，0834-****732"


def test_mask_with_the_names_of_a_form_masks_them_anywhere(app: Flask) -> None:
    """L3: a name needs no word beside it when the form gave it."""
    with app.app_context():
        names = ("--name", "林小舟", "--name", "古城")
        shown = app.test_cli_runner().invoke(args=["mask", *names], input="那天林 小舟和古\n城来过")
    assert shown.stdout == "那天林*舟和古*来过"


def test_mask_in_plain_gives_hints_with_their_lines_apart(app: Flask) -> None:
    with app.app_context():
        shown = app.test_cli_runner().invoke(args=["mask"], input="您好：\n老人患高血压。\n")
    assert shown.stdout == "您好：\n老人患高血压。\n"
    assert shown.stderr == "Hint, line 2: “高血压”可能说到个人病历，需要人工判断。\n"


def test_mask_of_text_with_windows_line_ends_gives_spans_of_the_input(app: Flask) -> None:
    text = "电话\r\n13800138000\r\n"
    with app.app_context():
        shown = app.test_cli_runner().invoke(args=["mask", "--json"], input=text)
    finding = json.loads(shown.stdout)["findings"][0]
    assert text[finding["start"]:finding["end"]] == "13800138000"


def test_mask_of_bytes_that_are_no_text_says_where(app: Flask) -> None:
    with app.app_context():
        shown = app.test_cli_runner().invoke(args=["mask"], input=b"\xff\xfe")
    assert shown.exit_code == 1
    assert shown.stderr.strip() == "Error: The text is not UTF-8, from byte 0 on."
