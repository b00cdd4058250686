"""Sizes, names and docstrings (limits, not aims: the aims are about half)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.conventions.guard import Finding, Function, Source, dotted, guard

FILE_LINES, FUNCTION_LINES, VIEW_LINES, TEST_LINES, PARAMETERS = 500, 60, 25, 45, 7
ROUTING = frozenset({"route", "get", "post", "put", "delete", "patch"})
FORBIDDEN = re.compile(r"(^|_)(utils?|helpers?|managers?)($|_)|^(data|info)$|^handle_|(Manager|Helper|Utils?)$")
NUMBERED = re.compile(r"^[a-z_]*[a-z]_?[2-9]$")
# Names that a library of others asks for.
FOREIGN = frozenset({"handle_DATA", "handle_RCPT", "handle_exception", "handle_job_failure"})
WITH_MODULE_DOCSTRING = ("rules/*.py", "services/*.py", "queries/*.py", "workers/*.py", "models/*.py", "adapters/*.py",
                         "web/*.py", "cli/*.py", "deploy/*.py", "demo/*.py", "benchmarks/*.py", "app.py", "config.py",
                         "extensions.py", "tests/fixtures/*.py", "tests/conventions/*.py")


def length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def is_property(function: Function) -> bool:
    return any(dotted(mark).endswith("property") for mark in function.decorator_list)


def is_fixture(function: Function) -> bool:
    return any("fixture" in dotted(mark.func if isinstance(mark, ast.Call) else mark)
               for mark in function.decorator_list)


def is_view(function: Function) -> bool:
    return any(isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr in ROUTING
               for mark in function.decorator_list)


@guard("*.py", "*.css", "*.js",
       offences=[("web/a.py", "x = 1\n" * 501), ("static/js/a.js", "\n" * 501)], sound=[("web/a.py", "x = 1\n" * 500)])
def files_are_short(source: Source) -> Iterator[Finding]:
    """A file has at most 500 lines."""
    if len(source.lines) > FILE_LINES:
        yield FILE_LINES, f"{len(source.lines)} lines; split the file by concept ({FILE_LINES} at most)"


@guard("*.py",
       offences=[("web/a.py", "def f():\n" + "    x = 1\n" * 60),
                 ("blueprints/a/routes.py", "@blueprint.get('/')\n@public\ndef f():\n" + "    x = 1\n" * 25),
                 ("tests/test_a.py", "def test_a():\n" + "    x = 1\n" * 45)],
       sound=[("web/a.py", "def f():\n" + "    x = 1\n" * 59),
              ("blueprints/a/routes.py", "@blueprint.get('/')\n@public\ndef f():\n" + "    x = 1\n" * 24)])
def functions_are_short(source: Source) -> Iterator[Finding]:
    """A function has at most 60 lines, a test 45, a view 25."""
    if source.path.startswith("migrations/versions/"):  # a migration is a list of tables
        return
    for function in source.functions():
        limit = VIEW_LINES if is_view(function) else \
            TEST_LINES if function.name.startswith("test_") and source.package == "tests" else FUNCTION_LINES
        if length(function) > limit:
            yield function.lineno, f"{function.name} has {length(function)} lines; split it ({limit} at most)"


@guard("*.py",
       offences=[("web/a.py", "def f(a, b, c, d, *, e, f, g, h): ...\n")],
       sound=[("web/a.py", "class A:\n    def f(self, a, b, c, d, e, f, g): ...\n")])
def parameters_are_few(source: Source) -> Iterator[Finding]:
    """A function has at most 7 parameters."""
    for function in source.functions():
        arguments = function.args
        names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
        count = len([name for name in names if name not in {"self", "cls"}])
        if count > PARAMETERS and not function.name.startswith("test_"):
            yield function.lineno, f"{function.name} has {count} parameters; use a dataclass ({PARAMETERS} at most)"


@guard("*.py",
       offences=[("web/utils.py", "x = 1\n"), ("web/a.py", "def handle_post(): ...\n"), ("web/a.py", "data = 1\n"),
                 ("web/a.py", "class CaseManager: ...\n"), ("web/a.py", "def f(info): ...\n"),
                 ("web/a.py", "def route2(): ...\n"), ("services/case_helpers.py", "")],
       sound=[("web/filters.py", "def database(): ...\n"), ("web/a.py", "x = form.data\nsha256 = 1\n"),
              ("migrations/versions/0002_search.py", "")])
def names_say_what_things_are(source: Source) -> Iterator[Finding]:
    """No utils, helpers, manager, data, info, handle_, and no numbered names."""
    for part in source.path.removesuffix(".py").split("/"):
        if FORBIDDEN.search(part) or (NUMBERED.match(part) and source.package != "migrations"):
            yield 1, f"the name {part} says nothing; name the concept"
    for node in source.nodes:
        name = _defined_name(node)
        if not name or name in FOREIGN:
            continue
        if FORBIDDEN.search(name) or (isinstance(node, Function | ast.ClassDef) and NUMBERED.match(name)):
            yield getattr(node, "lineno", 1), f"the name {name} says nothing; name the concept"


def _defined_name(node: ast.AST) -> str | None:
    if isinstance(node, Function | ast.ClassDef):
        return node.name
    if isinstance(node, ast.arg):
        return node.arg
    return node.id if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) else None


@guard(*WITH_MODULE_DOCSTRING,
       offences=[("rules/a.py", "x = 1\n"), ("services/a.py", '"""One.\n\nTwo\nthree\nfour\nfive\nsix."""\n'),
                 ("rules/a.py", '"""No full stop"""\nx = 1\n')],
       sound=[("rules/a.py", '"""What this owns.\n\nAnd what it does not."""\nx = 1\n'), ("rules/__init__.py", "")])
def modules_say_what_they_own(source: Source) -> Iterator[Finding]:
    """A module begins with 1 to 4 lines (and blank ones) on what it owns and what not."""
    if not source.text.strip():
        return
    words = (ast.get_docstring(source.tree) or "").strip()
    count = len([line for line in words.splitlines() if line.strip()])
    if not 1 <= count <= 5:
        yield 1, f"the module's docstring has {count} lines; say in 1 to 4 what the module owns and what not"
    elif not words.endswith((".", ")", ".”")):
        yield 1, "the module's docstring is a whole sentence and ends with a full stop"


@guard("rules/*.py", "services/*.py",
       offences=[("rules/a.py", "def due_on(): ...\n"), ("rules/a.py", 'def due_on():\n    """The due date."""\n'),
                 ("rules/a.py", 'def due_on():\n    """Return the due date"""\n'),
                 ("services/a.py", 'def accept():\n    """Accept it."""\n'),
                 ("rules/a.py", 'class A:\n    def due_on(self):\n        return 1\n'),
                 ("rules/a.py", 'class A:\n    @property\n    def due_on(self):\n        """The due date"""\n')],
       sound=[("rules/a.py", 'def due_on():\n    """Return the due date."""\ndef _inner(): ...\n'),
              ("rules/a.py", 'class A:\n    @property\n    def due_on(self): ...\n'),
              ("rules/a.py", "def outer():\n    '''Return the inner one.'''\n    def inner(): ...\n")])
def acts_and_rules_say_what_they_do(source: Source) -> Iterator[Finding]:
    """A public function of rules and services says in a whole first line what it does; a property may be silent."""
    for function in _public_functions(source.tree):
        first = (ast.get_docstring(function) or "").partition("\n")[0].strip()
        if is_property(function):
            if first and not first.endswith("."):
                yield function.lineno, f"{function.name}: the first line ends with a full stop"
        elif not first:
            yield function.lineno, f"{function.name} has no docstring"
        elif not first.endswith(".") or len(first.split()) < 3 or first.split()[0] in {"The", "A", "An", "Whether"}:
            yield function.lineno, f"{function.name}: the first line is a whole sentence with a verb and a full stop"


def _public_functions(tree: ast.Module) -> Iterator[Function]:
    bodies = [tree.body, *(node.body for node in tree.body
                           if isinstance(node, ast.ClassDef) and not node.name.startswith("_"))]
    for node in (node for body in bodies for node in body):
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield node


@guard("tests/*.py",
       offences=[("tests/a/test_a.py", "def checks_nothing():\n    assert False\n"),
                 ("tests/a/test_a.py", "def test_accept():\n    assert True\n"),
                 ("tests/a/cases.py", "def test_of_a_file_that_is_not_collected():\n    assert False\n")],
       sound=[("tests/a/test_a.py", "def made(): ...\n\n\ndef test_accept_twice_is_refused():\n    made()\n"),
              ("tests/a/test_a.py", "@pytest.fixture\ndef made(): ...\n")])
def tests_are_collected(source: Source) -> Iterator[Finding]:
    """In a test file every function is a test with a telling name, a fixture, or called; elsewhere none is a test."""
    is_test_file = source.path.rpartition("/")[2].startswith("test_")
    used = {node.id for node in source.nodes if isinstance(node, ast.Name)} | \
        {node.attr for node in source.nodes if isinstance(node, ast.Attribute)}
    for function in (node for node in source.tree.body if isinstance(node, Function)):
        if is_fixture(function):
            continue
        if function.name.startswith("test_"):
            if not is_test_file:
                yield function.lineno, f"{function.name} is never collected: the file's name has to begin with test_"
            elif function.name.count("_") < 3:
                yield function.lineno, f"{function.name}: say act, condition and outcome"
        elif is_test_file and function.name not in used:
            yield function.lineno, f"{function.name} is no test, no fixture, and nothing calls it"


@guard("tests/*.py", "conftest.py",
       offences=[("tests/a.py", "time.sleep(1)\n"), ("tests/a.py", "page.wait_for_timeout(100)\n"),
                 ("tests/a.py", "@pytest.mark.skip\ndef test_a(): ...\n"), ("tests/a.py", "pytest.skip('x')\n"),
                 ("tests/a.py", "@pytest.mark.xfail(reason='x')\ndef test_a(): ...\n"),
                 ("tests/a.py", "pytest.importorskip('x')\n"), ("tests/a.py", "from unittest.mock import patch\n")],
       sound=[("tests/a.py", "wait_until(done, 'the mail')\n")])
def tests_neither_sleep_nor_skip(source: Source) -> Iterator[Finding]:
    """Tests wait for what happens, run always, and mock nothing of ours."""
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr in {"sleep", "wait_for_timeout", "skip", "skipif", "xfail",
                                                             "importorskip"}:
            yield node.lineno, f"no {node.attr}: wait for what happens (harness/waiting.py); mend what cannot run"
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("unittest"):
            yield node.lineno, "no mocks: use the fakes of tests/harness"


GUARDS = (files_are_short, functions_are_short, parameters_are_few, names_say_what_things_are,
          modules_say_what_they_own, acts_and_rules_say_what_they_do, tests_are_collected,
          tests_neither_sleep_nor_skip)
