"""Keys are in their files and nowhere else: not in the repository's history, not in what any command or page says."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from flask import Flask

from adapters import secrets
from deploy.children import ROOT
from tests.fixtures.pages import Visitor

KEY_FILE = re.compile(r"\.(key|pem|p12|pfx|env|kdbx)$")
KEY_TEXT = re.compile(r"^\+.*(-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|xox[bp]-\d{8})")
PASSWORD_TEXT = re.compile(
    r"^\+.*(?:\b|_)(password|secret|api_?key)\w*[\"']?\s*[:=]\s*[\"'](?=[^\"']*\d)([^\"'{}<>\s%$]{12,})[\"']",
    re.IGNORECASE)


def git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=True)  # noqa: S607
    return done.stdout.decode(errors="replace").splitlines()


def test_history_of_the_repository_holds_no_key() -> None:
    """S2: no file of keys was ever added, and no line of any commit reads like one."""
    assert [name for name in git("log", "--diff-filter=A", "--name-only", "--format=") if KEY_FILE.search(name)] == []
    assert [line for line in git("log", "--patch", "--no-color") if KEY_TEXT.match(line)] == []
    # Tests are full of passwords that open nothing.
    lines = git("log", "--patch", "--no-color", "--", ".", ":(exclude)tests")
    assert [line for line in lines if PASSWORD_TEXT.match(line)] == []


# Put together here, so that this file itself does not read like a key.
@pytest.mark.parametrize("line", ["+-----BEGIN {} KEY-----".format("PRIVATE"),
                                  "+MAIL_PASSWORD = '{}'".format("long4" * 4),
                                  "+aws = 'AKIA{}'".format("ABCD" * 4)])
def test_guard_of_the_history_sees_a_key(line: str) -> None:
    """S2: the counterpart; each kind of line would be found."""
    assert KEY_TEXT.match(line) or PASSWORD_TEXT.match(line)


def spellings(key: bytes) -> set[str]:
    """Return how a key could be written in a text."""
    return {key.hex(), base64.b64encode(key).decode().rstrip("="), base64.urlsafe_b64encode(key).decode().rstrip("="),
            repr(key)[2:-1]}


def commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = [path]
    for name, command in group.commands.items():
        found += commands(command, (*path, name)) if isinstance(command, click.Group) else [(*path, name)]
    return found


def test_keys_are_in_no_help_no_page_and_no_log(app: Flask, visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    """S2: every help text, the page of a fault and all that was logged meanwhile are without any spelling of a key."""
    keys_dir: Path = app.extensions["mailbox.config"].keys_dir
    hidden = set().union(*(spellings(path.read_bytes()) for path in keys_dir.glob("*.key")))
    assert len(hidden) > 2 * len(secrets.NAMES)
    runner = app.test_cli_runner()
    said = [runner.invoke(args=[*command, "--help"]).output for command in commands(app.cli)]  # type: ignore[arg-type]
    assert len(said) > 20
    app.view_functions["mailbox.home"] = lambda: repr(app.extensions["mailbox.secrets"]) + str(1 / 0)
    app.view_functions["mailbox.home"].audience = app.view_functions["mailbox.guide"].audience  # type: ignore[attr-defined]
    said += [visitor.get("/", status=500).html, repr(app.extensions["mailbox.secrets"]), caplog.text]
    assert [key for key in hidden if any(key in text for text in said)] == []


def test_passwords_of_settings_are_not_shown_with_the_settings() -> None:
    """S2: whoever prints the settings prints no password."""
    code = "from config import Config; print(Config.from_env())"
    word = "a-long-word-of-this-test"
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True,
                          env=kept | {"MAIL_SERVER": "127.0.0.1", "MAIL_PASSWORD": word,
                                      "REDIS_URL": f"redis://app:{word}@127.0.0.1:6379/0",
                                      "DATABASE_URL": f"postgresql://app:{word}@127.0.0.1/mailbox"}, timeout=60)
    assert word not in said.stdout
