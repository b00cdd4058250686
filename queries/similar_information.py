"""What is public already and like what somebody is about to ask for, so that nobody waits weeks for it."""

from __future__ import annotations

from itertools import combinations

from sqlalchemy.orm import Session, scoped_session

from queries import search
from queries.period_letters import known_words
from queries.search import PublicationHit
from rules import similar_terms

AnySession = Session | scoped_session[Session]
MOST = 5
# Searches for one application at most; each is bounded by itself.
MOST_SEARCHES = 8
HITS = 10


def find(session: AnySession, text: str, reference: str = "") -> list[PublicationHit]:
    """Return at most five published pages that have much of what is asked for, the most alike first."""
    asked = f"{reference}\n{text}".strip()
    words = similar_terms.terms(asked, known_words(session))
    found: dict[str, PublicationHit] = {}
    for query in _queries(words):
        for hit in search.search_publications(session, query, limit=HITS).items:
            found.setdefault(hit.public_id, hit)
        if len(found) >= HITS:
            break
    scored = [(similar_terms.share(asked, f"{hit.title}\n{hit.text}"), hit) for hit in found.values()]
    alike = [(score, hit) for score, hit in scored if score >= similar_terms.LEAST_SHARE]
    return [hit for _, hit in sorted(alike, key=lambda pair: -pair[0])[:MOST]]


def _queries(words: tuple[str, ...]) -> list[str]:
    """Return what to search for: pairs of words first, since a word alone finds too much."""
    pairs = [" ".join(pair) for pair in combinations(words, 2)]
    return [*pairs, *words][:MOST_SEARCHES]
