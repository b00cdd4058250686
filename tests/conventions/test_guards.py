"""Every guard over the whole tree, and every guard over small offences that it has to report."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.conventions import act_guards, import_guards, page_guards, size_guards, text_guards
from tests.conventions.guard import ROOT, Guard, Source, files, sources

GUARDS: tuple[Guard, ...] = (*import_guards.GUARDS, *act_guards.GUARDS, *size_guards.GUARDS, *page_guards.GUARDS,
                             *text_guards.GUARDS)


def examples(kind: str) -> list[object]:
    return [pytest.param(guard, Source(path, text), id=f"{guard}-{place}")
            for guard in GUARDS for place, (path, text) in enumerate(getattr(guard, kind), 1)]


@pytest.mark.parametrize("guard", GUARDS, ids=repr)
def test_tree_under_guard_has_no_findings(guard: Guard) -> None:
    covered = [source for source in sources() if guard.covers(source.path)]
    findings = [finding for source in covered for finding in guard.findings(source)]
    assert not findings, "\n".join([guard.check.__doc__ or "", *findings])


@pytest.mark.parametrize("guard", GUARDS, ids=repr)
def test_guard_has_offences_of_the_files_it_covers(guard: Guard) -> None:
    assert guard.offences
    assert all(guard.covers(path) for path, _ in guard.offences + guard.sound)


@pytest.mark.parametrize(("guard", "source"), examples("offences"))
def test_guard_given_an_offence_reports_it(guard: Guard, source: Source) -> None:
    assert guard.findings(source)


@pytest.mark.parametrize(("guard", "source"), examples("sound"))
def test_guard_given_sound_code_is_silent(guard: Guard, source: Source) -> None:
    assert guard.findings(source) == []


def test_walk_of_tree_sees_code_pages_and_styles() -> None:
    paths = {source.path for source in sources()}
    assert {"app.py", "rules/transitions.py", "templates/layouts/base.html", "static/css/tokens.css"} <= paths


def test_table_of_imports_in_the_architecture_is_the_one_that_is_checked() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", text, re.MULTILINE)
    assert {package: set(re.findall(r"`([\w.]+)`", words)) for package, words in rows} == import_guards.MAY_IMPORT


def test_names_of_files_are_ascii() -> None:
    assert [path for path in files() if not path.relative_to(ROOT).as_posix().isascii()] == []


def test_linter_over_the_tree_finds_nothing() -> None:
    run = subprocess.run([sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=concise", "."],
                         cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout
