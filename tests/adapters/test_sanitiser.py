"""Links in official replies: addresses can be followed, and nothing else becomes markup."""

from __future__ import annotations

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.sanitiser import linked, sanitize

PAYLOADS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>", "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href=\"https://x.cn\" onclick=\"alert(1)\" style=\"x\">x</a>", "<!--><img src=x onerror=alert(1)>-->",
    "<textarea><img title=\"</textarea><img src onerror=alert(1)>\">", "<form action=https://x.cn><button>x</button></form>",
    "<template><s><template><s><img src=x onerror=alert(1)></s></template>", "https://x.cn/\"onmouseover=\"alert(1)",
    "<details open ontoggle=alert(1)>",
)


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("clean", [sanitize, linked])
def test_clean_known_payload_leaves_links_only(clean, payload: str) -> None:
    tree = html5lib.parseFragment(clean(payload + " https://yunxi.gov.cn/a"), namespaceHTMLElements=False)
    for node in tree.iter():
        assert node.tag in ("DOCUMENT_FRAGMENT", "a")
        assert set(node.attrib) <= {"href", "rel"}
        assert node.attrib.get("href", "https://").startswith(("https://", "http://"))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_link_any_text_shows_that_text(text: str) -> None:
    shown = html5lib.parseFragment(linked("无" + text), namespaceHTMLElements=False)
    assert "".join(shown.itertext()) == "无" + text


@pytest.mark.parametrize(("text", "address"), [
    ("见https://www.yunxi.gov.cn/a/b.html，请看。", "https://www.yunxi.gov.cn/a/b.html"),
    ("（http://x.gov.cn/办事）", "http://x.gov.cn"),
    ("网址www.yunxi.gov.cn。", "http://www.yunxi.gov.cn"),
], ids=["Chinese comma ends it", "Chinese path is not part of it", "without a scheme"])
def test_link_address_amid_chinese_ends_where_it_ends(text: str, address: str) -> None:
    assert f'href="{address}"' in linked(text)
