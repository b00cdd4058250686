"""Templates as a whole: each page is rendered by a view, each component and style sheet is used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from jinja2 import nodes

from tests.conventions.guard import Source, sources
from tests.conventions.page_guards import SHARED_FOLDERS, parsed


def pages_nobody_renders(templates: Iterable[Source], code: Iterable[Source]) -> list[str]:
    """Return the templates that no view renders and no template extends, includes or imports from."""
    named = {node.value for source in code for node in source.nodes
             if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    used = set()
    for template in (templates := list(templates)):
        for node in parsed(template).find_all((nodes.Extends, nodes.Include, nodes.FromImport)):
            used |= {part.value for part in node.find_all(nodes.Const) if isinstance(part.value, str)}
            used |= {node.template.value} if isinstance(node.template, nodes.Const) else set()
    names = (template.path.removeprefix("templates/") for template in templates)
    return sorted(name for name in names if name not in named | used and not name.startswith(("mail/", "sms/")))


def macros_nobody_calls(templates: Iterable[Source]) -> list[str]:
    """Return the macros that no template calls: neither the one that defines it nor one that imports it."""
    defined, called = {}, set()
    for template in templates:
        tree = parsed(template)
        defined |= {macro.name: template.path for macro in tree.find_all(nodes.Macro)}
        called |= {name.name for name in tree.find_all(nodes.Name) if name.ctx == "load"}
    return sorted(f"{path}: {macro}" for macro, path in defined.items() if macro not in called)


def pages_and_code() -> tuple[list[Source], list[Source]]:
    return ([source for source in sources() if source.path.startswith("templates/")],
            [source for source in sources() if source.path.endswith(".py") and source.package != "tests"])


def test_templates_of_the_tree_are_all_rendered() -> None:
    assert pages_nobody_renders(*pages_and_code()) == []


def test_macros_of_the_tree_are_all_called() -> None:
    assert macros_nobody_calls(pages_and_code()[0]) == []


def test_fragments_of_pages_begin_with_an_underscore() -> None:
    included = {match for source in pages_and_code()[0]
                for match in re.findall(r'{%-? include "([\w/]+\.html)"', source.text)}
    assert [name for name in sorted(included) if "/_" not in name and name.split("/")[0] not in SHARED_FOLDERS] == []


def test_tokens_used_by_the_styles_are_all_defined() -> None:
    sheets = [source.text for source in sources() if source.path.startswith("static/css/")]
    used = {name for text in sheets for name in re.findall(r"var\((--[\w-]+)", text)}
    defined = {name for text in sheets for name in re.findall(r"(--[\w-]+)\s*:", text)}
    assert sorted(used - defined) == []


def test_guard_of_pages_reports_the_one_nobody_renders() -> None:
    templates = [Source("templates/desk/letters.html", '{% extends "layouts/office.html" %}'),
                 Source("templates/layouts/office.html", "<p>"), Source("templates/desk/left_over.html", "<p>")]
    code = [Source("blueprints/desk/routes.py", 'render_template("desk/letters.html")')]
    assert pages_nobody_renders(templates, code) == ["desk/left_over.html"]


def test_guard_of_macros_reports_the_one_nobody_calls() -> None:
    templates = [Source("templates/components/a.html",
                        "{% macro used() %}{% endmacro %}{% macro idle() %}{% endmacro %}"),
                 Source("templates/desk/b.html", '{% from "components/a.html" import used %}{{ used() }}')]
    assert macros_nobody_calls(templates) == ["templates/components/a.html: idle"]
