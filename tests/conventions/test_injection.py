"""No text of a stranger becomes part of a statement, a command, an entity or a pattern: read from the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("adapters", "blueprints", "cli", "models", "queries", "rules", "services", "web", "workers")
STATEMENTS = frozenset({"text", "exec_driver_sql", "execute", "executescript"})
PATTERNS = frozenset({"compile", "search", "match", "fullmatch", "sub", "split", "findall", "finditer"})
ENTITIES = ("xml.sax", "xml.dom", "lxml", "pickle", "marshal", "shelve")
# Names of tables, columns and settings of our own, which no parameter can carry; no word of a request comes near.
OWN_WORDS = frozenset({"queries/search.py", "services/locking.py", "services/letter_index.py", "adapters/database.py",
                       "adapters/sqlite_copies.py", "adapters/postgresql_copies.py", "adapters/database_roles.py",
                       "adapters/soundness.py", "web/page_cache.py"})


def is_built(node: ast.expr) -> bool:
    """Tell whether a text is put together from parts, one of which is no constant of the module."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) and not is_constant(part.value) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return not (is_constant(node.left) and is_constant(node.right))
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"


def is_constant(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) or isinstance(node, ast.Name) and node.id.isupper()


def offences(source: str, path: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        owner = getattr(getattr(node.func, "value", None), "id", "")
        first = node.args[0] if node.args else None
        if name in STATEMENTS and first is not None and is_built(first) and path not in OWN_WORDS:
            yield f"{path}:{node.lineno}: a statement is put together"
        if any(word.arg == "shell" for word in node.keywords) or (owner, name) in (("os", "system"), ("os", "popen")):
            yield f"{path}:{node.lineno}: a shell is asked"
        if name in ("eval", "exec", "render_template_string", "from_string") and owner != "re":
            yield f"{path}:{node.lineno}: a text is run"
        if owner == "re" and name in PATTERNS and isinstance(first, ast.Name) and not is_constant(first) \
                and not first.id.startswith("_"):
            yield f"{path}:{node.lineno}: a pattern from outside"


def entity_parsers(source: str, path: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else \
            [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        yield from (f"{path}: {module} resolves entities" for module in modules
                    if module != "xml.sax.saxutils" and module.startswith(ENTITIES))


def sources() -> Iterator[tuple[str, str]]:
    for package in PRODUCT:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")


def test_source_puts_no_stranger_s_words_into_statements_commands_or_patterns() -> None:
    """X6, X4, X8: no SQL put together, no shell, no template from a text, no pattern from input, no pickle."""
    found = [words for path, source in sources() for words in (*offences(source, path), *entity_parsers(source, path))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("source", [
    "session.execute(f'SELECT {word}')", "text('SELECT ' + word)", "text('SELECT %s' % word)", "text('{}'.format(x))",
    "subprocess.run(word, shell=True)", "os.system(word)", "render_template_string(word)", "eval(word)",
    "re.search(word, text)"])
def test_check_sees_what_it_is_for(source: str) -> None:
    assert list(offences(source, "web/a.py"))


@pytest.mark.parametrize("source", ["import lxml.etree", "from xml.dom import minidom", "import pickle"])
def test_check_sees_parsers_of_entities(source: str) -> None:
    assert list(entity_parsers(source, "web/a.py"))
