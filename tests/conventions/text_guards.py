"""What holds for every text file: no traces of one machine, no loose ends, clean line endings."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from tests.conventions.guard import Finding, Source, guard

# Written in pieces, so that this file does not report itself.
MACHINE = re.compile("|".join((r"(?<![\w.}])/wo" r"rk/", r"(?<![\w.}])/ro" r"ot/", r"/ho" r"me/\w+", r"/Us" r"ers/\w+",
                               r"(?<![\w.])/tm" r"p/(?:plan|bash_jobs)")))
REGISTRY = re.compile("|".join((r"py" r"pi\.org", r"pythonhost" r"ed", r"npm" r"js\.", r"--(?:extra-)?index" r"-url",
                                r"trusted" r"-host", r"arti" r"factory", r"/pypi/" r"simple", r"PIP_INDEX" r"_URL")))
LOOSE = re.compile(r"\b(?:FIX" r"ME|X" r"XX|HA" r"CK|raise NotImplemented" r"Error)\b|\bTO" r"DO\b(?! \(#\d+\))")


@guard("*",
       offences=[("docs/a.md", "see /wo" "rk/main\n"), ("Makefile", "pip --index" "-url http://x\n"),
                 ("requirements.txt", "# from https://py" "pi.org/simple\n"), ("web/a.py", "x = '/ho" "me/li/x'\n")],
       sound=[("docs/a.md", "DATA_DIR is ./var; on a server /var/lib/mailbox\n"), ("web/a.py", "x = 'network/work'\n")])
def no_machine_is_named(source: Source) -> Iterator[Finding]:
    """No path of one machine and no package registry stands in the tree."""
    for number, line in enumerate(source.lines, 1):
        if found := MACHINE.search(line) or REGISTRY.search(line):
            yield number, f"“{found.group()}” is of one machine; the project names neither paths nor registries"


@guard("*.py", "*.html", "*.css", "*.js", "*.md", "*.toml", "*.yaml", "Makefile",
       offences=[("web/a.py", "# TO" "DO mend this\n"), ("web/a.py", "raise NotImplemented" "Error\n"),
                 ("static/css/a.css", "/* FIX" "ME */\n")],
       sound=[("web/a.py", "# TO" "DO (#12): mend this\n"), ("web/a.py", "except NotImplemented" "Error:\n")])
def loose_ends_have_an_issue(source: Source) -> Iterator[Finding]:
    """Work left over carries the number of its issue."""
    for number, line in enumerate(source.lines, 1):
        if LOOSE.search(line):
            yield number, "finish it, or name the issue: TO" "DO (#12)"


@guard("*",
       offences=[("web/a.py", "x = 1 \n"), ("web/a.py", "x = 1"), ("web/a.py", "x = 1\n\n"), ("a.md", "x\r\n"),
                 ("Makefile", "<<<<<<< HEAD\n"), ("web/a.py", "x =\u00a01\n")],
       sound=[("web/a.py", "x = 1\n"), ("web/empty.py", ""), ("docs/a.md", "两行。\n")])
def lines_end_cleanly(source: Source) -> Iterator[Finding]:
    """No trailing blanks, one newline at the end, Unix line ends, no merge marks."""
    text = source.text
    for number, line in enumerate(text.split("\n"), 1):
        if line != line.rstrip():
            yield number, "blanks or a carriage return at the end of the line"
        if line.startswith(("<<<<<<< ", ">>>>>>> ")):
            yield number, "a mark of an unfinished merge"
        if source.path.endswith(".py") and "\u00a0" in line:
            yield number, "a no-break space in code"
    if text and (not text.endswith("\n") or text.endswith("\n\n")):
        yield text.count("\n"), "the file ends with exactly one newline"


@guard("*.yaml", "*.yml",
       offences=[(".pre-commit-config.yaml", "repos: [\n"), ("a.yml", "a: 1\n\tb: 2\n")],
       sound=[(".pre-commit-config.yaml", "repos: []\n")])
def yaml_can_be_read(source: Source) -> Iterator[Finding]:
    """Every YAML file parses."""
    try:
        yaml.safe_load(source.text)
    except yaml.YAMLError as error:
        yield 1, f"not YAML: {error}".splitlines()[0]


GUARDS = (no_machine_is_named, loose_ends_have_an_issue, lines_end_cleanly, yaml_can_be_read)
