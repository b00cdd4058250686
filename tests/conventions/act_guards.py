"""Where a commit, a flush, the clock and a change of state may stand."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.conventions.guard import Finding, Function, Source, called, dotted, guard

PRODUCT = ("*.py",)
EXEMPT = frozenset({"tests", "benchmarks", "conftest"})
EDGES = frozenset({"web/unit_of_work.py", "workers/unit_of_work.py", "cli/unit_of_work.py"})
# Rows other than a case whose `state` is their own and no part of the state machine.
OTHER_STATES = frozenset({"bulletin", "demand", "derivative", "filing", "report", "notice", "publication", "extension",
                          "pause", "step", "fee"})
DECIDES = frozenset({"transitions.next_state", "machines.next_state", "next_state", "cases.require"})
# Ages of files and of foreign heartbeats are measured on the machine's own clock, and so is how often people come.
CLOCK_READERS = frozenset({"adapters/clock.py", "adapters/key_ring.py", "adapters/files.py", "adapters/job_queue.py",
                           "web/limits.py"})


@guard(*PRODUCT,
       offences=[("services/intake.py", "def act(work):\n    work.session.commit()\n"),
                 ("blueprints/a/routes.py", "db.session.commit()\n"), ("cli/staff.py", "work.session.commit()\n"),
                 ("services/a.py", "with work.session.begin():\n    pass\n")],
       sound=[("web/unit_of_work.py", "db.session.commit()\n"), ("tests/a.py", "db.session.commit()\n"),
              ("services/a.py", "work.after_commit('workers.routing.route_letter', 1)\n")])
def commits_stand_at_the_edge(source: Source) -> Iterator[Finding]:
    """One commit per request, job or command, made by the entry point."""
    if source.package in EXEMPT or source.path in EDGES:
        return
    for call in source.calls():
        name = called(call)
        if name.endswith(".commit") or name.endswith("session.begin"):
            yield call.lineno, "only the unit_of_work modules commit; a batch opens one unit of work per portion"


@guard(*PRODUCT,
       offences=[("services/a.py", "work.session.flush()\n"), ("services/a.py", "session.flush()\n")],
       sound=[("services/a.py", "work.session.flush()  # the event names the new id\n"),
              ("services/a.py", "# the event names the new id\nsession.flush()\n"),
              ("deploy/a.py", "sys.stdout.flush()\n")])
def flushes_give_their_reason(source: Source) -> Iterator[Finding]:
    """A flush has a comment on its line or on the line above."""
    if source.package in EXEMPT:
        return
    for call in source.calls():
        if called(call).endswith("session.flush"):
            around = source.lines[max(0, call.lineno - 2):call.lineno]
            if "#" not in around[-1] and not around[0].lstrip().startswith("#"):
                yield call.lineno, "say in a comment why the flush is needed here"


@guard("*.py",
       offences=[("services/a.py", "def act(letter):\n    letter.state = State.CLOSED\n"),
                 ("services/a.py", "def act(case):\n    case.state, case.closed_at = 'closed', now\n"),
                 ("services/a.py", "def act(letter, state):\n    letter.state = state\n"),
                 ("services/a.py", "def act(letter):\n    setattr(letter, 'state', 'closed')\n"),
                 ("services/a.py", "def act():\n    return Letter(state='received')\n"),
                 ("services/a.py", "def act():\n    return update(Case).values(state='closed')\n"),
                 ("services/a.py", "connection.execute(_CASE, {'number': number, 'state': 'closed'})\n"),
                 ("cli/a.py", "letter.state = transitions.next_state(letter.state, Act.CLOSE)\n")],
       sound=[("services/a.py", "def act(case):\n    case.state = transitions.next_state(case.state, Act.CLOSE)\n"),
              ("services/a.py", "def act(a):\n    state = next_state(None, a)\n    return Letter(state=state.value)\n"),
              ("services/a.py", "connection.execute(_CASE, {'state': transitions.next_state(None, act).value})\n"),
              ("services/a.py", "connection.execute(_NOTICE, {'state': 'owed'})\n"),
              ("services/a.py", "def act(notice):\n    notice.state = 'owed'\n"),
              ("services/a.py", "def act():\n    return update(Notice).where(x).values(state='sent')\n")])
def only_the_table_decides_states(source: Source) -> Iterator[Finding]:
    """A case's state is set in services only, to what `transitions.next_state` returned."""
    if source.package in EXEMPT | {"rules", "models", "migrations"}:
        return
    scopes = [node for node in source.tree.body if isinstance(node, Function)] or [source.tree]
    scopes += [node for node in source.tree.body if not isinstance(node, Function) and node not in scopes]
    for scope in scopes:
        decided = _decided_names(scope)
        for node, value in _state_values(scope):
            if source.package != "services":
                yield node.lineno, "only services set the state of a case"
            elif not _is_decided(value, decided):
                yield node.lineno, "set the state to what transitions.next_state(state, act) returns"


def _state_values(scope: ast.AST) -> Iterator[tuple[ast.stmt | ast.expr, ast.expr]]:
    """Yield each place that gives a case a state, with the value given."""
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from ((node, value) for place, value in _pairs(target, node.value) if _is_case_state(place))
        elif isinstance(node, ast.Call):
            name = called(node)
            if name == "setattr" and len(node.args) == 3 and getattr(node.args[1], "value", "") == "state":
                yield node, node.args[2]
            if name.endswith(".execute") and len(node.args) == 2 and not _is_other(dotted(node.args[0])):
                yield from ((node, value) for value in _values_of_rows(node.args[1]))
            if name in {"Case", "Letter", "DisclosureRequest"} or _updates_case(node):
                yield from ((node, word.value) for word in node.keywords if word.arg == "state")


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from zip(target.elts, value.elts, strict=False)
    elif isinstance(target, ast.Tuple):
        yield from ((part, value) for part in target.elts)
    else:
        yield target, value


def _values_of_rows(rows: ast.expr) -> Iterator[ast.expr]:
    """Yield what the rows of a prepared statement give as `state`."""
    for row in (node for node in ast.walk(rows) if isinstance(node, ast.Dict)):
        for key, value in zip(row.keys, row.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "state":
                yield value


def _is_other(name: str) -> bool:
    """Tell whether a variable is named after a row with a state of its own: `notice`, `_NOTICE`."""
    return name.rpartition(".")[2].strip("_").lower() in OTHER_STATES


def _is_case_state(place: ast.expr) -> bool:
    return isinstance(place, ast.Attribute) and place.attr == "state" and not _is_other(dotted(place.value))


def _updates_case(call: ast.Call) -> bool:
    """Tell whether the call is `.values(…)` of a statement that names a table of cases."""
    names = {node.id for node in ast.walk(call.func) if isinstance(node, ast.Name)}
    return called(call).endswith(".values") and bool(names & {"Case", "Letter"}) and "Notice" not in names


def _decided_names(scope: ast.AST) -> set[str]:
    return {target.id for node in ast.walk(scope) if isinstance(node, ast.Assign) and _is_decided(node.value, set())
            for target in node.targets if isinstance(target, ast.Name)}


def _is_decided(value: ast.expr, decided: set[str]) -> bool:
    if isinstance(value, ast.Attribute) and value.attr == "value":
        value = value.value
    if isinstance(value, ast.Call):
        return called(value) in DECIDES
    return isinstance(value, ast.Name) and value.id in decided


@guard("*.py",
       offences=[("services/a.py", "x = datetime.now(UTC)\n"), ("web/a.py", "x = date.today()\n"),
                 ("workers/a.py", "x = time.time()\n"), ("models/a.py", "x = datetime.utcnow()\n")],
       sound=[("services/a.py", "x = work.now\n"), ("adapters/clock.py", "x = datetime.now(UTC)\n"),
              ("web/a.py", "from adapters.clock import now\nx = now()\n"), ("web/b.py", "x = clock.now()\n")])
def one_clock_is_read(source: Source) -> Iterator[Finding]:
    """Only the clock adapter asks the machine for the time, so that a simulated clock moves everything."""
    if source.package in EXEMPT | {"rules", "deploy"} or source.path in CLOCK_READERS:
        return
    for call in source.calls():
        if called(call) in {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}:
            yield call.lineno, f"{called(call)} passes by adapters.clock; use work.now, or its now() at the edge"


@guard("*.py",
       offences=[("services/a.py", "x = os.environ['X']\n"), ("adapters/a.py", "x = os.getenv('X')\n")],
       sound=[("config.py", "x = os.environ\n"), ("deploy/gunicorn.conf.py", "x = os.environ\n")])
def one_module_reads_the_environment(source: Source) -> Iterator[Finding]:
    """Settings come through Config; only what starts processes hands the environment on."""
    if source.package in EXEMPT | {"config", "deploy"}:
        return
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and dotted(node) in {"os.environ", "os.getenv"} \
                and not source.lines[node.lineno - 1].lstrip().startswith("os.environ["):
            yield node.lineno, "settings come through config.Config, the only reader of the environment"


GUARDS = (commits_stand_at_the_edge, flushes_give_their_reason, only_the_table_decides_states, one_clock_is_read,
          one_module_reads_the_environment)
