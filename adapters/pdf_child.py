"""The program of the process in which a paper becomes a PDF: `python -I pdf_child.py PARENT`.

HTML with its styles comes on standard input, the PDF goes to standard output, how it went is the exit status. The
engine, its fonts and its memory end with the process. Started by adapters/pdf.py.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import resource
import signal
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# An isolated process finds nothing of ours by itself.
sys.path.insert(0, str(ROOT))

from adapters import fonts  # noqa: E402
from adapters.process import end_with_parent  # noqa: E402

DONE, NO_MEMORY, NOT_INSTALLED = 0, 4, 5
MEGABYTE = 1024 * 1024
BOUNDS = ((resource.RLIMIT_DATA, 600 * MEGABYTE), (resource.RLIMIT_FSIZE, 64 * MEGABYTE), (resource.RLIMIT_CPU, 60),
          (resource.RLIMIT_CORE, 0))
SVG = "{http://www.w3.org/2000/svg}"
# Read aloud in its order, with its tables and its language.
VARIANT = "pdf/ua-1"
STYLES = ROOT / "static" / "css"


def main(parent: int) -> int:
    """Read, set, write; return the exit status."""
    end_with_parent(parent, signal.SIGKILL)
    for kind, most in BOUNDS:
        hard = resource.getrlimit(kind)[1]
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (least, least))
    html = sys.stdin.buffer.read().decode()
    with tempfile.TemporaryDirectory(prefix="pdf-") as scratch:
        configuration = Path(scratch) / "fonts.conf"
        configuration.write_text(fonts.fontconfig(Path(scratch) / "cache"), encoding="utf-8")
        os.environ["FONTCONFIG_FILE"] = str(configuration)
        try:
            pdf = typeset(html)
        except (ImportError, OSError):
            logging.getLogger(__name__).exception("The engine is not there")
            return NOT_INSTALLED
        except MemoryError:
            return NO_MEMORY
    sys.stdout.buffer.write(pdf)
    sys.stdout.buffer.flush()
    return DONE


def typeset(html: str) -> bytes:
    """Return the PDF of a page. Raises OSError or ImportError when the engine or what it needs is not installed."""
    # The engine reads its configuration when it is imported, so this cannot stand at the top.
    weasyprint = import_module("weasyprint")
    import_module("adapters.justification").install()
    # What a paper needs stands in it: neither a file nor another host is asked for anything.
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=frozenset(), allow_redirects=False)
    page = weasyprint.HTML(string=html, url_fetcher=nothing)
    dress_charts(page.etree_element)
    document = page.render(pdf_variant=VARIANT)
    if len(document.pages) % 2 and stand_alone(page.etree_element):
        document = page.render(pdf_variant=VARIANT)
    if len(document.pages) > 1 and set_closer(page.etree_element):
        closer = page.render(pdf_variant=VARIANT)
        document = closer if len(closer.pages) < len(document.pages) else document
    # The mark of the file follows from what is in it: chance or the clock would give other bytes each time.
    mark = hashlib.sha256(html.encode()).digest()[:16]
    made: bytes = document.write_pdf(pdf_identifier=mark, pdf_variant=VARIANT)
    return made


def stand_alone(page: Any) -> bool:
    """Have the colophon, if there is one, on a page of its own: it belongs on the back of the last sheet (版记)."""
    feet = [one for one in page.iter("div") if one.get("class") == "foot"]
    for foot in feet:
        foot.set("class", "foot alone")
    return bool(feet)


def set_closer(page: Any) -> bool:
    """Have the lines of an official letter closer together, if it is one: so its seal may still stand under its text.

    GB/T 9704 asks for that when the rest of a page does not hold the seal.
    """
    letters = [one for one in page.iter("main") if one.get("class") == "sheet official"]
    for letter in letters:
        letter.set("class", "sheet official close")
    return bool(letters)


def dress_charts(page: Any) -> None:
    """Give each chart the styles of pages: the engine draws an image by itself, without those of its page."""
    rules = chart_rules()
    for chart in page.iter(f"{SVG}svg"):
        style = chart.makeelement(f"{SVG}style", {})
        style.text = rules
        chart.insert(0, style)


def chart_rules() -> str:
    """Return the rules of charts with the values of the tokens in them."""
    tokens = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", (STYLES / "tokens.css").read_text(encoding="utf-8")
                             .partition("}")[0]))
    rules = re.findall(r"^\.chart [^{]+\{[^}]+\}", (STYLES / "components.css").read_text(encoding="utf-8"), re.M)
    drawn = re.sub(r"var\((--[\w-]+)\)", lambda found: tokens[found[1]], "".join(rules)).replace(".chart ", "")
    return f"text{{font-family:FandolHei,'Noto Sans CJK SC';font-size:12px}}{drawn}"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
