"""Who may import whom: one table for our packages, one for libraries that have a single door."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

from tests.conventions.guard import Finding, Source, called, guard

# The same table stands in docs/architecture.md. A dotted name allows that one module.
MAY_IMPORT: dict[str, frozenset[str]] = {
    "rules": frozenset(),
    "config": frozenset({"rules"}),
    "adapters": frozenset({"config", "rules"}),
    "extensions": frozenset({"adapters.job_queue"}),
    "models": frozenset({"rules", "extensions"}),
    "queries": frozenset({"models", "rules", "adapters.cipher"}),
    "services": frozenset({"models", "queries", "rules", "adapters"}),
    "web": frozenset({"services", "queries", "rules", "config", "extensions", "models",
                      "adapters.clock", "adapters.database", "adapters.sanitiser"}),
    "blueprints": frozenset({"web", "services", "queries", "rules"}),
    "workers": frozenset({"services", "queries", "rules", "adapters", "extensions", "config", "app"}),
    "cli": frozenset({"services", "queries", "rules", "adapters", "extensions", "config", "demo"}),
    "demo": frozenset({"services", "queries", "models", "rules"}),
    "deploy": frozenset({"config", "adapters", "extensions", "app"}),
    "migrations": frozenset({"models", "extensions"}),
    "app": frozenset({"config", "extensions", "adapters", "web", "blueprints", "cli"}),
}
ANYTHING = frozenset({"tests", "benchmarks", "conftest"})
OURS = frozenset(MAY_IMPORT) | ANYTHING

# Libraries that only these may touch.
DOORS: dict[str, tuple[str, ...]] = {
    "bleach": ("adapters/sanitiser.py",),
    "redis": ("adapters/", "workers/"),
    "rq": ("adapters/", "workers/"),
    "altcha": ("adapters/proof_of_work.py",),
    "flask_limiter": ("extensions.py", "web/limits.py"),
    "flask_mail": ("adapters/mail.py",),
    "flask_migrate": ("extensions.py",),
}
WITHOUT_FLASK = ("rules", "models", "queries", "services", "demo")
# What reads the world: rules get their facts as arguments.
IMPURE_MODULES = frozenset({"os", "sys", "random", "secrets", "time", "socket", "subprocess", "pathlib", "logging"})
IMPURE_CALLS = frozenset({"now", "utcnow", "today", "open", "input", "getenv", "print"})


def imported(source: Source) -> Iterator[tuple[ast.stmt, str]]:
    """Yield each import with the dotted module; `from web import access` gives `web.access`."""
    for node in source.nodes:
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if module in OURS:
                yield from ((node, f"{module}.{alias.name}") for alias in node.names)
            else:
                yield node, module


@guard("*.py",
       offences=[("rules/clocks.py", "from models.case import Case\n"), ("queries/desk.py", "import services.work\n"),
                 ("blueprints/desk/routes.py", "from extensions import db\n"),
                 ("blueprints/desk/routes.py", "from adapters.clock import now\n"),
                 ("services/intake.py", "from workers.routing import route_letter\n"),
                 ("web/sign_in.py", "from adapters import mail\n"), ("toolbox/x.py", "from rules import clocks\n")],
       sound=[("services/intake.py", "from models.case import Case\n"), ("web/a.py", "from adapters import clock\n"),
              ("tests/rules/test_clocks.py", "from workers.routing import route_letter\n"),
              ("blueprints/desk/routes.py", "from blueprints.desk.forms import ReplyForm\nfrom web import lists\n")])
def imports_point_inwards(source: Source) -> Iterator[Finding]:
    """Our packages import each other only as the table says."""
    if source.package in ANYTHING:
        return
    if source.package not in MAY_IMPORT:
        yield 1, "this package has no row in MAY_IMPORT; a new top-level folder needs a decision record"
        return
    allowed = MAY_IMPORT[source.package] | {source.package}
    for node, module in imported(source):
        top = module.partition(".")[0]
        if top in OURS and top not in allowed and ".".join(module.split(".")[:2]) not in allowed:
            yield node.lineno, f"{source.package} may not import {module}; it may import {', '.join(sorted(allowed))}"


@guard("blueprints/*/*.py",
       offences=[("blueprints/desk/routes.py", "from blueprints.mailbox.forms import LetterForm\n")],
       sound=[("blueprints/desk/routes.py", "from blueprints.desk.forms import LetterForm\n")])
def blueprints_leave_each_other_alone(source: Source) -> Iterator[Finding]:
    """What two areas share lives in web."""
    area = source.path.split("/")[1]
    for node, module in imported(source):
        if module.startswith("blueprints.") and module.split(".")[1] != area:
            yield node.lineno, f"another blueprint is imported ({module}); move what both need to web"


@guard("*.py",
       offences=[("services/x.py", "def act():\n    from models.case import Case\n    return Case\n")],
       sound=[("services/x.py", "from models.case import Case\n"), ("cli/x.py", "def f():\n    import csv\n")])
def cycles_are_not_hidden(source: Source) -> Iterator[Finding]:
    """A function-level import of ours hides a cycle: a thing sits in the wrong package."""
    if source.package in ANYTHING or source.path == "deploy/gunicorn.conf.py":  # hooks run after the fork
        return
    inner = {node for function in source.functions() for node in ast.walk(function)}
    for node, module in imported(source):
        if node in inner and module.partition(".")[0] in OURS:
            yield node.lineno, f"{module} is imported inside a function; import it at the top or move what is needed"


@guard("*.py",
       offences=[("web/filters.py", "import bleach\n"), ("services/work.py", "from redis import Redis\n"),
                 ("queries/desk.py", "from flask import g\n"), ("services/intake.py", "import flask\n")],
       sound=[("adapters/sanitiser.py", "import bleach\n"), ("web/filters.py", "from flask import g\n")])
def libraries_have_one_door(source: Source) -> Iterator[Finding]:
    """Some libraries are touched in one place; Flask stays out of what workers and commands share with the web."""
    if source.package in ANYTHING:
        return
    for node, module in imported(source):
        library = module.partition(".")[0]
        doors = DOORS.get(library)
        if doors and not source.path.startswith(doors):
            yield node.lineno, f"only {', '.join(doors)} may import {library}"
        if library in {"flask", "flask_wtf", "flask_sqlalchemy"} and source.package in WITHOUT_FLASK:
            yield node.lineno, f"{source.package} must work without a request: pass the facts in instead of {library}"


@guard("rules/*.py",
       offences=[("rules/a.py", "import jieba\n"), ("rules/a.py", "import random\n"), ("rules/a.py", "import os\n"),
                 ("rules/a.py", "from datetime import datetime\nx = datetime.now()\n"),
                 ("rules/a.py", "from datetime import date\nx = date.today()\n"), ("rules/a.py", "x = open('y')\n")],
       sound=[("rules/a.py", "from datetime import date\nfrom rules.errors import Refusal\nx = date(2026, 1, 1)\n")])
def rules_are_pure(source: Source) -> Iterator[Finding]:
    """Rules use the standard library only and read neither clock, environment, disk nor chance."""
    for node, module in imported(source):
        top = module.partition(".")[0]
        if top in IMPURE_MODULES or (top != "rules" and top not in sys.stdlib_module_names):
            yield node.lineno, f"rules may not import {top}: take the fact as an argument"
    for call in source.calls():
        if called(call).rpartition(".")[2] in IMPURE_CALLS:
            yield call.lineno, f"rules may not call {called(call)}: take the fact as an argument"


GUARDS = (imports_point_inwards, blueprints_leave_each_other_alone, cycles_are_not_hidden, libraries_have_one_door,
          rules_are_pure)
