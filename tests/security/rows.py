"""Which tests prove which row of docs/security.md: `python -m tests.security.rows` writes them into it.

A test names its rows at the start of its docstring, as in "I1, Z2: …". The rows themselves stand in the document.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "security.md"
ROW = re.compile(r"^\| ([A-Z]\d{1,2}) \| (.+?) \| (.*?) ?\|$")
NAMED = re.compile(r"^([A-Z]\d{1,2}(?:, [A-Z]\d{1,2})*): ")


@cache
def proofs() -> dict[str, list[str]]:
    """Return, for each row that a test names, the tests as path and name."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name, rows in _tests(path):
            for row in rows:
                found.setdefault(row, []).append(f"{path.relative_to(ROOT)}::{name}")
    return found


def rows(document: str) -> dict[str, str]:
    """Return the rows of the document with what each of them says of its tests."""
    return {match[1]: match[3] for line in document.splitlines() if (match := ROW.match(line))}


def written(document: str) -> str:
    """Return the document with the tests of today in its rows."""
    proven = proofs()

    def filled(line: str) -> str:
        match = ROW.match(line)
        return f"| {match[1]} | {match[2]} | {cell(proven.get(match[1], []))} |" if match else line

    return "\n".join(filled(line) for line in document.splitlines()) + "\n"


def cell(tests: list[str]) -> str:
    """Return the tests of a row as they stand in the document: each file once, with how many of its tests it is."""
    files: dict[str, int] = {}
    for test in tests:
        path = test.partition("::")[0].removeprefix("tests/")
        files[path] = files.get(path, 0) + 1
    return ", ".join(f"`{path}`" + (f" ({count})" if count > 1 else "") for path, count in files.items())


def _tests(path: Path) -> Iterator[tuple[str, list[str]]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            match = NAMED.match(ast.get_docstring(node) or "")
            if match:
                yield node.name, match[1].split(", ")


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
