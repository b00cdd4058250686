from __future__ import annotations

import pytest

from rules import browsers

AGENTS = [
    pytest.param("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
                 "Chrome，Windows", id="Chrome"),
    pytest.param("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
                 "Edge，Windows", id="Edge"),
    pytest.param("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox，Linux",
                 id="Firefox"),
    pytest.param("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari，iPhone",
                 id="a phone"),
    pytest.param("Mozilla/5.0 (Linux; Android 14) Chrome/140.0 Mobile Safari/537.36 MicroMessenger/8.0",
                 "微信，Android", id="inside a messenger"),
    pytest.param("curl/8.5", browsers.UNKNOWN, id="a program"), pytest.param("", browsers.UNKNOWN, id="nothing"),
]


@pytest.mark.parametrize(("agent", "words"), AGENTS)
def test_browser_is_told_in_words(agent: str, words: str) -> None:
    assert browsers.words(agent) == words
