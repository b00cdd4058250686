"""Pages, searches and submissions under load, each beside the bare application in alternating rounds."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from urllib.parse import quote, urlencode
from urllib.request import urlopen

from benchmarks import dataset, load, texts
from benchmarks.browser import Visitor
from benchmarks.load import Figures, Request, Target
from benchmarks.report import Row
from benchmarks.servers import Servers
from services import second_factor

# More searches than the page cache holds, so that each is computed.
SEARCHES = 4000
COMMENT = "首三十分钟太短，去医院挂号都不够。建议医院、学校周边改为首一小时免费。"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Pair:
    """A measured target and the bare one beside it; the ratio of their rates has to reach `least`."""

    name: str
    own: Target
    bare: Target
    least: float | None


def measure(pairs: Sequence[Pair], rounds: int, seconds: float) -> list[Row]:
    """Load every pair in every round, own and bare in turn, and return the medians; the first round warms up."""
    own: dict[str, list[Figures]] = {pair.name: [] for pair in pairs}
    bare: dict[str, list[Figures]] = {pair.name: [] for pair in pairs}
    for turn in range(rounds + 1):
        for pair in pairs:
            for figures, target in ((bare, pair.bare), (own, pair.own)):
                got = load.run(target, seconds if turn else 1)
                if turn:
                    figures[pair.name].append(got)
    return [_row(pair, own[pair.name], bare[pair.name]) for pair in pairs]


def _row(pair: Pair, own: list[Figures], bare: list[Figures]) -> Row:
    ratios = [one.rate / other.rate for one, other in zip(own, bare, strict=True)]
    return Row(pair.name, "/s", median(each.rate for each in own), bare=median(each.rate for each in bare),
               ratio=median(ratios), least_ratio=pair.least, p95_ms=median(each.p95_ms for each in own))


def pairs(servers: Servers, wanted: Callable[[str], bool]) -> list[Pair]:
    """Return the pairs whose names are wanted."""
    makers: dict[str, Callable[[Servers], Pair]] = {
        "home": _home, "published list": _list, "one letter": _letter, "statistics": _statistics, "feed": _feed,
        "status page": _status, "search": _search, "desk": _desk, "form submission": _form, "API submission": _api,
        "comment by form": _comment_form, "comment by API": _comment_api, "draft": _draft, "passage": _passage,
    }
    return [make(servers) for name, make in makers.items() if wanted(name)]


def searches(count: int) -> list[str]:
    """Return addresses of searches: common and rare words, two to six characters, one or two, and with filters."""
    chance = random.Random(11)
    common = ("问题", "我们", "尊敬的县长", "县长", "解决", "工作人员", "办理", "现场核实", "感谢您对我们")
    known = [*texts.SUBJECTS, *texts.PLACES]
    addresses = []
    for _ in range(count):
        words = [chance.choice((common, known, (texts.name(chance),))[min(2, int(chance.random() * 3.5))])]
        if chance.random() < 0.3:
            words.append(chance.choice(known))
        query = {"q": " ".join(words)}
        if chance.random() < 0.3:
            query["department"] = str(chance.randint(1, 40))
        if chance.random() < 0.3:
            query["year"] = str(chance.randint(2016, 2026))
        addresses.append("/letters?" + urlencode(query))
    return addresses


def _paged(name: str, servers: Servers, path: str, least: float | None, visitor: Visitor | None = None,
           paths: Sequence[str] = ()) -> Pair:
    visitor = visitor or Visitor(servers.url)
    size = len(visitor.get(path))
    headers = {"Cookie": visitor.cookies} if visitor.cookies else {}
    own = Target(servers.url, [Request(each) for each in paths or (path,)], headers)
    return Pair(f"{name} ({size // 1000} KB)", own, Target(servers.bare, [Request(f"/page/{size}")]), least)


def _home(servers: Servers) -> Pair:
    return _paged("home", servers, "/", 1.0)


def _list(servers: Servers) -> Pair:
    return _paged("published list", servers, "/letters", 1.0)


def _statistics(servers: Servers) -> Pair:
    return _paged("statistics", servers, "/statistics", 1.0)


def _feed(servers: Servers) -> Pair:
    return _paged("feed", servers, "/feeds/replies.atom", 1.0)


def _letter(servers: Servers) -> Pair:
    with urlopen(f"{servers.url}/api/v1/letters") as answer:
        items = json.load(answer)["items"]
    return _paged("one letter", servers, f"/letters/{items[0]['id']}", 1.0,
                  paths=[f"/letters/{item['id']}" for item in items])


def _search(servers: Servers) -> Pair:
    return _paged("search", servers, f"/letters?q={quote('问题')}", 0.35, paths=searches(SEARCHES))


def _status(servers: Servers) -> Pair:
    visitor, address = send_letter(servers)
    return _paged("status page", servers, address.replace("/receipt/", "/status/"), 0.35, visitor)


def _desk(servers: Servers) -> Pair:
    visitor = Visitor(servers.url)
    hidden = visitor.hidden_fields("/sign-in")
    code = second_factor.code_at(dataset.SEED, int(time.time()) // second_factor.STEP_S)
    visitor.post("/sign-in", hidden | {"login": dataset.LOGIN, "password": dataset.PASSWORD, "code": code})
    return _paged("desk", servers, "/desk", None, visitor)


def _form(servers: Servers) -> Pair:
    visitor = Visitor(servers.url)
    fields = visitor.hidden_fields("/write") | _letter_fields()
    body = urlencode(fields | {"form_token": "0"}).replace("form_token=0", "form_token=benchmark-{n}")
    headers = {"Cookie": visitor.cookies, "Content-Type": FORM, "Origin": servers.url}
    return Pair("form submission", Target(servers.url, [Request("/write", "POST", body)], headers),
                _bare_insert(servers), 0.4)


def _api(servers: Servers) -> Pair:
    letter = _a_letter()
    body = json.dumps({"title": letter.title, "text": f"{letter.text}{{n}}"}, ensure_ascii=False)
    headers = {"Content-Type": "application/json"}
    return Pair("API submission", Target(servers.url, [Request("/api/v1/letters", "POST", body)], headers),
                _bare_insert(servers), 0.4)


def _comment_form(servers: Servers) -> Pair:
    visitor, path = Visitor(servers.url), f"/comment-periods/{_open_period(servers)}/write"
    fields = visitor.hidden_fields(f"{path}?anchor=a3") | {
        "stance": "suggest", "name": "张小祥", "agree": "y", "form_token": "0"}
    body = urlencode(fields).replace("form_token=0", "form_token=benchmark-{n}") + f"&text={quote(COMMENT)}{{n}}"
    body += "&email=writer{n}%40example.cn"
    headers = {"Cookie": visitor.cookies, "Content-Type": FORM, "Origin": servers.url}
    return Pair("comment by form", Target(servers.url, [Request(path, "POST", body)], headers),
                _bare_insert(servers), 0.3)


def _comment_api(servers: Servers) -> Pair:
    body = json.dumps({"text": f"{COMMENT}{{n}}", "passage": "a3", "contact": {"email": "writer{n}@example.cn"}},
                      ensure_ascii=False)
    path = f"/api/v1/comment-periods/{_open_period(servers)}/comments"
    return Pair("comment by API", Target(servers.url, [Request(path, "POST", body)],
                                         {"Content-Type": "application/json"}), _bare_insert(servers), 0.3)


def _draft(servers: Servers) -> Pair:
    return _paged("draft of 200 passages, 50,000 comments", servers, f"/comment-periods/{_open_period(servers)}", 0.25)


def _passage(servers: Servers) -> Pair:
    place, visitor = f"/comment-periods/{_open_period(servers)}/passages/a", Visitor(servers.url)
    paths = [f"{place}{at}" for at in range(1, 21)]
    # Every web process has made each of them once: what is measured is a draft that many read.
    for path in paths * 4:
        visitor.get(path)
    return _paged("passage with its comments", servers, paths[0], 0.25, paths=paths)


def _open_period(servers: Servers) -> str:
    """Return the number of the period with 200 passages and 50,000 comments."""
    with urlopen(f"{servers.url}/api/v1/comment-periods?state=open") as answer:
        return str(json.load(answer)["items"][0]["id"])


def send_letter(servers: Servers) -> tuple[Visitor, str]:
    """Send one letter by the form; return the visitor who may open it, and the path of the receipt."""
    visitor = Visitor(servers.url)
    address = visitor.post("/write", visitor.hidden_fields("/write") | _letter_fields())
    return visitor, address.removeprefix(servers.url)


def _bare_insert(servers: Servers) -> Target:
    body = urlencode({"text": _a_letter().text}) + "{n}"
    return Target(servers.bare, [Request("/letters", "POST", body)], {"Content-Type": FORM})


def _letter_fields() -> dict[str, str]:
    letter = _a_letter()
    return {"addressee": "leader", "category": "consultation", "title": letter.title, "text": letter.text,
            "agree": "y", "acknowledged": "1"}


def _a_letter() -> texts.Text:
    return next(iter(texts.letters(1)))
