"""Templates, styles and the words on pages, file by file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from jinja2 import Environment, TemplateSyntaxError, nodes

from tests.conventions.guard import ROOT, Finding, Source, guard

TEMPLATES = ROOT / "templates"
TEMPLATE_LINES = 200
# Folders of templates that belong to no blueprint.
SHARED_FOLDERS = frozenset({"components", "layouts", "mail", "sms", "errors", "documents"})
PARSER = Environment()  # noqa: S701 - it only parses
INLINE = re.compile(r"""\sstyle\s*=\s*["']|<style\b|<script\b(?![^>]*\bsrc=)|\son[a-z]{3,}\s*=\s*["']|javascript:""")
COLOUR = re.compile(r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b(?![\w-])|\b(?:rgb|hsl|hwb|lab|lch|oklch|oklab)a?\(",
                    re.I)
NAMED_COLOUR = re.compile(r":[^;{}]*?(?<![\w-])(?:white|black|red|green|blue|yellow|orange|gr[ae]y|purple|pink|brown|"
                          r"gold|silver|navy|teal|maroon|crimson)(?![\w-])", re.I)
ANCHOR = re.compile(r"""(?:href|url_for|next)\s*=?\s*\(?["'][^"']*#[\w-]+|url\(#[\w-]+\)|&#\w+;""")
# The paper's white, its print black and the red of official letterheads.
DOCUMENT_COLOURS = frozenset({"#fff", "#000", "#c8161d"})
# look.md 6: what people never read from us.
UNKIND = re.compile(r"请勿|非法|失败|抱歉|[\u4e00-\u9fff“”]！|点击这里")


@cache
def parsed(source: Source) -> nodes.Template:
    return PARSER.parse(source.text)


@cache
def macros_of(name: str) -> set[str]:
    """Return the macros that a template file defines; none for a file that does not exist."""
    path = TEMPLATES / name
    if not path.is_file():
        return set()
    return {macro.name for macro in PARSER.parse(path.read_text(encoding="utf-8")).find_all(nodes.Macro)}


@guard("templates/*",
       offences=[("templates/desk/a.html", "<p>\n" * 201)], sound=[("templates/desk/a.html", "<p>\n" * 200)])
def templates_are_short(source: Source) -> Iterator[Finding]:
    """A template has at most 200 lines."""
    if len(source.lines) > TEMPLATE_LINES:
        yield TEMPLATE_LINES, f"{len(source.lines)} lines; take a fragment or component out ({TEMPLATE_LINES} at most)"


@guard("templates/*",
       offences=[("templates/desk/a.html", "{{ letter.text|safe }}"),
                 ("templates/desk/a.html", "{% autoescape false %}{{ x }}{% endautoescape %}"),
                 ("templates/desk/a.html", "{% filter safe %}x{% endfilter %}")],
       sound=[("templates/components/rich_text.html", "{{ text|safe }}"), ("templates/desk/a.html", "{{ x }}"),
              ("templates/mail/a/body.txt", "{% autoescape false %}{{ x }}{% endautoescape %}")])
def nothing_is_called_safe(source: Source) -> Iterator[Finding]:
    """Everything on a page is escaped, except what the sanitiser made, in its one component."""
    if source.path == "templates/components/rich_text.html":
        return
    for node in parsed(source).find_all((nodes.Filter, nodes.Call)):
        name = node.name if isinstance(node, nodes.Filter) else getattr(node.node, "name", "")
        if name in {"safe", "Markup"}:
            yield node.lineno, f"{name} switches the escaping off; only components/rich_text.html may"
    if not source.path.endswith(".txt"):
        for node in parsed(source).find_all(nodes.ScopedEvalContextModifier):
            yield node.lineno, "autoescape is switched; plain text templates end in .txt"


@guard("templates/*.html",
       offences=[("templates/desk/a.html", '<p style="margin:0">'), ("templates/desk/a.html", "<script>x()</script>"),
                 ("templates/desk/a.html", '<a onclick="x()">'), ("templates/desk/a.html", "<style>p{}</style>"),
                 ("templates/desk/a.html", '<a href="javascript:x()">')],
       sound=[("templates/desk/a.html", '<script src="{{ static(\'js/a.js\') }}" defer></script><p class="on">'),
              ("templates/mail/a/body.html", '<p style="margin:0">')])
def nothing_is_inline(source: Source) -> Iterator[Finding]:
    """The content security policy allows neither inline styles nor inline scripts; mail has nothing else."""
    if source.path.startswith("templates/mail/"):
        return
    for number, line in enumerate(source.lines, 1):
        if INLINE.search(line):
            yield number, "an inline style, script or handler: the browser will refuse it; use a class or static/js"


@guard("templates/*.html",
       offences=[("templates/desk/a.html", '<path fill="#a51c20">'), ("templates/desk/a.html", "{{ tag('#fff') }}"),
                 ("templates/desk/a.html", '<rect stroke="rgb(0,0,0)">')],
       sound=[("templates/desk/a.html", '<a href="{{ url_for("mailbox.guide") }}#fee">'),
              ("templates/desk/a.html", '<a href="#add">&#169;'), ("templates/mail/a/body.html", 'color:#fff')])
def templates_name_no_colour(source: Source) -> Iterator[Finding]:
    """Colours live in static/css/tokens.css; pages use classes."""
    if source.path.startswith("templates/mail/"):
        return
    for number, line in enumerate(source.lines, 1):
        bare = re.sub(r"href=\"[^\"]*(\"[^\"]*\"[^\"]*)*\"", "", ANCHOR.sub("", line))
        if COLOUR.search(bare):
            yield number, "a colour in a template; give it a class and name the colour in tokens.css"


@guard("static/css/*.css",
       offences=[("static/css/components.css", "p{color:#fff}"), ("static/css/a.css", "p{color: white}"),
                 ("static/css/components.css", "p{border:1px solid rgba(0,0,0,.1)}"),
                 ("static/css/document.css", "p{color:#123456}")],
       sound=[("static/css/tokens.css", ":root{--paper:#fff}"), ("static/css/a.css", "p{color:var(--red)}"),
              ("static/css/document.css", "p{color:#c8161d}"), ("static/css/a.css", ".red-head{white-space:pre}"),
              ("static/css/a.css", "#main{color:currentColor}")])
def styles_take_colours_from_tokens(source: Source) -> Iterator[Finding]:
    """Only tokens.css names colours; the print sheet has its letterhead red, black and white."""
    if source.path == "static/css/tokens.css":
        return
    allowed = DOCUMENT_COLOURS if source.path == "static/css/document.css" else frozenset()
    for number, line in enumerate(source.lines, 1):
        code = re.sub(r"/\*.*?\*/", "", line)
        values = " ".join(re.findall(r":[^;{}]*(?=[;}]|$)", code))
        found = {match.group().lower() for match in COLOUR.finditer(values)} - allowed
        if found or NAMED_COLOUR.search(re.sub(r"[^{]*\{", "", code) if "{" in code else code):
            yield number, f"a colour outside tokens.css ({', '.join(sorted(found)) or 'by name'}); use a token"


@guard("templates/*",
       offences=[("templates/desk/a.html", '{% import "components/table.html" as t %}{{ t.table() }}'),
                 ("templates/desk/a.html", '{% from "components/table.html" import table %}<p>'),
                 ("templates/desk/a.html", '{% from "components/table.html" import table with context %}{{ table() }}'),
                 ("templates/desk/a.html", '{% from "components/no_such.html" import b %}{{ b() }}'),
                 ("templates/desk/a.html", '{% from "components/table.html" import no_such %}{{ no_such() }}'),
                 ("templates/desk/a.html", '{% from "components/form.html" import form as post %}{{ form }}'),
                 ("templates/desk/a.html", '{% extends "layouts/none.html" %}'),
                 ("templates/desk/a.html", '{% include "desk/_none.html" %}')],
       sound=[("templates/desk/a.html", '{% from "components/table.html" import table %}{{ table() }}'),
              ("templates/desk/a.html", '{% extends "layouts/office.html" %}')])
def components_are_imported_by_name(source: Source) -> Iterator[Finding]:
    """Macros are imported by name, exist, are all used, and never see the page's context."""
    tree = parsed(source)
    loaded = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "load"}
    for node in tree.find_all((nodes.Import, nodes.FromImport, nodes.Extends, nodes.Include)):
        target = getattr(node.template, "value", None)
        if target is not None and not (TEMPLATES / target).is_file():
            yield node.lineno, f"there is no template {target}"
        if isinstance(node, nodes.Import):
            yield node.lineno, "import the macros by name"
        if isinstance(node, nodes.FromImport):
            if node.with_context:
                yield node.lineno, "macros take arguments, not the context"
            for name, known_as in ((entry, entry) if isinstance(entry, str) else entry for entry in node.names):
                if target is not None and name not in macros_of(target):
                    yield node.lineno, f"{target} has no macro {name}"
                if known_as not in loaded:
                    yield node.lineno, f"{known_as} is imported and not used"


@guard("templates/*.html",
       offences=[("templates/desk/a.html", '{% if letter.state == "closed" %}x{% endif %}')],
       sound=[("templates/desk/a.html", "{{ status_tag(letter.state) }}")])
def pages_do_not_compare_states(source: Source) -> Iterator[Finding]:
    """A state knows its label and tone; pages compare nothing."""
    for node in parsed(source).find_all(nodes.Compare):
        others = [operand.expr for operand in node.ops if isinstance(operand.expr, nodes.Const)]
        if isinstance(node.expr, nodes.Getattr) and node.expr.attr == "state" and others:
            yield node.lineno, "a page compares a state; let the view say what it needs to know"


@guard("templates/*",
       offences=[("templates/desk/a.html", "{% if x %}"),
                 ("templates/desk/a.html", "<img src=\"{{ static('img/no.svg') }}\">"),
                 ("templates/desk/a.html", '<link href="https://cdn.example/x.css">'),
                 ("templates/nowhere/a.html", "<p>")],
       sound=[("templates/desk/a.html", "<link href=\"{{ static('css/tokens.css') }}\">"),
              ("templates/desk/a.html", '<a href="https://www.gov.cn/">国家信访局</a>')])
def templates_stand_on_their_own_files(source: Source) -> Iterator[Finding]:
    """A template parses, lies in a blueprint's folder, and loads nothing but existing files of ours."""
    folder = source.path.split("/")[1]
    if folder not in SHARED_FOLDERS and not (ROOT / "blueprints" / folder).is_dir():
        yield 1, f"templates mirror the blueprints, and there is no blueprint {folder}"
    try:
        tree = parsed(source)
    except TemplateSyntaxError as error:
        yield error.lineno, f"the template does not parse: {error.message}"
        return
    for call in tree.find_all(nodes.Call):
        name = call.args[0] if call.args and getattr(call.node, "name", "") == "static" else None
        if isinstance(name, nodes.Const) and not (ROOT / "static" / name.value).is_file():
            yield call.lineno, f"there is no file static/{name.value}"
    for number, line in enumerate(source.lines, 1):
        if re.search(r"<(?:link|script|img|iframe|source)\b[^>]*(?:https?:)?//", line):
            yield number, "a third-party request: keep the file under static/"


@guard("templates/*", "rules/*.py", "services/*.py", "queries/*.py", "web/*.py", "blueprints/*.py", "static/js/*.js",
       offences=[("templates/desk/a.html", "<p>请勿重复提交</p>"), ("services/a.py", 'x = "提交失败"\n'),
                 ("static/js/a.js", 'let x = "保存好了！";'), ("templates/desk/a.html", '<a href="/">点击这里</a>')],
       sound=[("templates/desk/a.html", "<p>请写标题，用一句话说清是什么事。</p>"),
              ("services/a.py", '"""失败 in a docstring."""\nx = "请核对后再试。"  # 失败 in a comment\n')])
def words_are_kind(source: Source) -> Iterator[Finding]:
    """What people read has no 请勿, 非法, 失败, 抱歉 and no exclamation mark; it says how to mend it."""
    if source.path.endswith(".py"):
        docstrings = {node.value for node in source.nodes if isinstance(node, ast.Expr)}
        shown = [(node.lineno, node.value) for node in source.nodes
                 if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings]
    else:
        shown = list(enumerate(source.lines, 1))
    for line, text in shown:
        if found := UNKIND.search(text):
            yield line, f"“{found.group()}” is not said to people; say plainly what to do"


@guard("blueprints/*/*.py",
       offences=[("blueprints/desk/routes.py", 'render_template("mailbox/home.html")\n'),
                 ("blueprints/desk/routes.py", 'render_template("desk/no_such.html")\n')],
       sound=[("blueprints/desk/routes.py", 'render_template("desk/letters.html")\n'),
              ("blueprints/mailbox/deadline.py", 'render_template("documents/deadline.html")\n')])
def views_render_their_own_folder(source: Source) -> Iterator[Finding]:
    """A blueprint renders templates of its own folder or an official paper, and they exist."""
    area = source.path.split("/")[1]
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[\w/]+\.html", node.value):
            if node.value.partition("/")[0] not in {area, "errors", "documents"}:
                yield node.lineno, f"{node.value} belongs to another blueprint; share a component instead"
            if not (TEMPLATES / node.value).is_file():
                yield node.lineno, f"there is no template {node.value}"


GUARDS = (templates_are_short, nothing_is_called_safe, nothing_is_inline, templates_name_no_colour,
          styles_take_colours_from_tokens, components_are_imported_by_name, pages_do_not_compare_states,
          templates_stand_on_their_own_files, words_are_kind, views_render_their_own_folder)
