"""Where a request began: what another site sent in somebody's browser is refused, besides the check of the token.

Also forms without a token, on pages that are the same for all visitors, which have this check alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request

from extensions import csrf
from web.access import SESSIONLESS
from web.unit_of_work import SAFE_METHODS

View = TypeVar("View", bound=Callable[..., Any])
OWN = frozenset({"same-origin", "none"})


def init_app(app: Flask) -> None:
    app.before_request(_refuse_foreign)


def same_origin(view: View) -> View:
    """Take a form without its token: that it was sent from this site is checked for whatever changes things."""
    return csrf.exempt(view)  # type: ignore[no-any-return]


def _refuse_foreign() -> None:
    """Answer 400 to what another site sent (security.md N8), except where no cookie is read."""
    if request.method not in SAFE_METHODS and request.blueprint not in SESSIONLESS and not is_own():
        abort(400)


def is_own() -> bool:
    """Tell whether nothing says that the request began on another site.

    Browsers say where a request began in Sec-Fetch-Site; older ones name the origin, `null` under our referrer
    policy. A program that is no browser says neither, and has no visitor's session to abuse.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in OWN
    origin = request.headers.get("Origin", "null")
    own = (request.host, urlsplit(current_app.extensions["mailbox.config"].public_url).netloc)
    return origin == "null" or urlsplit(origin).netloc in own
