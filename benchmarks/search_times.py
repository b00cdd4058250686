"""How long the search itself takes, without the page around it."""

from __future__ import annotations

import time
from urllib.parse import parse_qs, urlsplit

from app import create_app
from benchmarks.pages import searches
from benchmarks.report import Row
from benchmarks.servers import Servers
from config import Config
from extensions import db
from queries.search import search_publications

WARM_UP = 20


def measure(servers: Servers, count: int, letters: int) -> Row:
    """Return the 95th percentile of so many searches in milliseconds."""
    app = create_app(Config.from_env(servers.env))
    times = []
    with app.app_context():
        for address in searches(count + WARM_UP):
            query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
            start = time.perf_counter()
            search_publications(
                db.session, query["q"], department_id=int(query["department"]) if "department" in query else None,
                year=int(query["year"]) if "year" in query else None)
            times.append((time.perf_counter() - start) * 1000)
        db.session.remove()
        db.engine.dispose()
    return Row(f"search over {letters:,} letters, 95th percentile", "ms", sorted(times[WARM_UP:])[int(count * 0.95)],
               most=50)
