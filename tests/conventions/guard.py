"""What a guard is: a check of one file, the files it looks at, and small offences that it must report.

A guard yields findings as (line, what is wrong and how to mend it). `test_guards.py` runs every guard over the
tree and over its own offences, so that none can fall silent unseen.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What is not ours, or not source: as in .gitignore.
PASSED_OVER = frozenset({".git", ".venv", "var", ".stamps", "__pycache__", ".pytest_cache", ".mypy_cache",
                         ".ruff_cache", ".hypothesis", "benchmarks/data", "tests/screenshots", "tests/vendor"})
TEXT_SUFFIXES = frozenset({".py", ".html", ".txt", ".css", ".js", ".md", ".toml", ".yaml", ".yml", ".ini", ".mako",
                           ".csv", ".conf", ".service", ".timer", ".target", ".svg", ".in", ".json", ".sh", ""})

Finding = tuple[int, str]
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One file: its path from the root and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the syntax tree."""
        return list(ast.walk(self.tree))

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def package(self) -> str:
        """The top-level package, or the module's own name at the root."""
        return self.path.partition("/")[0].removesuffix(".py")

    def functions(self) -> Iterator[Function]:
        return (node for node in self.nodes if isinstance(node, Function))

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in self.nodes if isinstance(node, ast.Call))


Check = Callable[[Source], Iterator[Finding]]
Example = tuple[str, str]


@dataclass(frozen=True, repr=False)
class Guard:
    """`offences` and `sound` are (path, text): the check reports each of the first and none of the second."""

    check: Check
    patterns: tuple[str, ...]
    offences: tuple[Example, ...]
    sound: tuple[Example, ...]

    def __repr__(self) -> str:
        return self.check.__name__

    def covers(self, path: str) -> bool:
        return any(fnmatch(path, pattern) for pattern in self.patterns)

    def findings(self, source: Source) -> list[str]:
        return [f"{source.path}:{line}: {what}" for line, what in self.check(source)]


def guard(*patterns: str, offences: list[Example], sound: list[Example]) -> Callable[[Check], Guard]:
    """Make a guard of a check; `*` in a pattern matches slashes too."""
    return lambda check: Guard(check, patterns, tuple(offences), tuple(sound))


def called(call: ast.Call) -> str:
    """Return the dotted name that is called, as far as it is one: `db.session.commit`, `next_state`, `….now`."""
    return dotted(call.func)


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "…"


@cache
def sources() -> tuple[Source, ...]:
    """Return every text file of the tree."""
    return tuple(Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
                 for path in files() if path.suffix in TEXT_SUFFIXES)


@cache
def files() -> tuple[Path, ...]:
    """Return every file of the tree, in order."""
    return tuple(sorted(_files_under(ROOT)))


def _files_under(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in PASSED_OVER or path.relative_to(ROOT).as_posix() in PASSED_OVER:
            continue
        if path.is_dir():
            yield from _files_under(path)
        elif path.suffix != ".pyc":
            yield path
