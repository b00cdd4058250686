"""Forms without a token, on pages that are the same for all visitors: the origin of the request is checked instead."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import abort, current_app, request

from extensions import csrf

View = TypeVar("View", bound=Callable[..., Any])
OWN = frozenset({"same-origin", "none"})


def same_origin(view: View) -> View:
    """Take a form without its token when the browser says that it was sent from this site; else answer 400."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and not is_own():
            abort(400)
        return view(*args, **kwargs)

    return csrf.exempt(guarded)  # type: ignore[no-any-return]


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
