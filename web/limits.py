"""How often the public site may be used, counted in Redis per source, contact, form and altogether (security.md B1).

Counts hold keyed digests, never an address. Without Redis every process counts for itself (B3). Wrong passwords, codes
and query codes are counted in the database instead: see `services/attempts.py` and `services/lookup.py`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask, current_app, g, request
from flask_limiter import RateLimitExceeded

from config import Config, Rates
from extensions import limiter, queue
from rules import numbering
from rules.errors import TooMany
from services import notices
from web.access import audience_of
from web.filters import full_moment
from web.sign_in import source
from web.unit_of_work import SAFE_METHODS, current_work

ALL = "all"
LETTERS = "从这里提交的多了，请在{until}以后再提交。"
EVERYBODY = "现在提交的人很多，请在{until}以后再提交。"
COMMENT_CONTACT = "留这个手机号码或者邮箱的今天已经很多，请在{until}以后再提交，或者不留联系方式提交。"
CONTACT = "留这个手机号码或者邮箱的今天已经很多，请在{until}以后再提交；写信的，也可以不留联系方式。"
POSTS = "按得太快了，请在{until}以后再按一次。"
SEARCHES = "查得太快了，请在{until}以后再查。"
Key = Callable[[], str]


def init_app(app: Flask) -> None:
    """Count in the Redis of the queue; a server that hangs is left alone as quickly as there."""
    client = queue.client()
    app.config["RATELIMIT_STORAGE_URI"] = "redis://" if client is not None else "memory://"
    app.config["RATELIMIT_STORAGE_OPTIONS"] = {"connection_pool": client.connection_pool if client else None}
    limiter.init_app(app)
    app.before_request(_count_public_post)


def retry_after(refusal: TooMany) -> dict[str, str]:
    """Return the header that tells programs when to come again."""
    return {"Retry-After": str(refusal.wait_s)}


def count_lookup() -> None:
    """Count one question for a letter by number and code, right or wrong. Raises TooMany."""
    _take(_lookup, SEARCHES)


def count_search() -> None:
    """Count one search through the published letters. Raises TooMany."""
    _take(_search, SEARCHES)


def count_letter(email: str, phone: str) -> None:
    """Count one letter of the form against its source, its contact and all letters. Raises TooMany."""
    _take(_letter, LETTERS)
    _count_contacts(email, phone, _contact, CONTACT)
    _take(_any_letter, EVERYBODY)


def count_api_letter(email: str, phone: str) -> None:
    """Count one letter that a program sent. Raises TooMany."""
    _take(_api_letter, LETTERS)
    _count_contacts(email, phone, _contact, CONTACT)
    _take(_any_api_letter, EVERYBODY)


def count_comment(email: str, phone: str) -> None:
    """Count one comment of the form against its source, its contact and all comments. Raises TooMany."""
    _take(_comment, LETTERS)
    _count_contacts(email, phone, _comment_contact, COMMENT_CONTACT)
    _take(_any_comment, EVERYBODY)


def count_api_comment(email: str, phone: str) -> None:
    """Count one comment that a program sent. Raises TooMany."""
    _take(_api_comment, LETTERS)
    _count_contacts(email, phone, _comment_contact, COMMENT_CONTACT)
    _take(_any_api_comment, EVERYBODY)


def is_free() -> bool:
    """Tell whether one more letter is within what needs no solved puzzle, and count it."""
    try:
        _free_letter()
    except RateLimitExceeded:
        return False
    return True


def count_answered_question() -> None:
    """Count one puzzle that was answered in words. Raises TooMany."""
    _take(_answered, LETTERS)


def source_key() -> str:
    """Return the name of the source in the counts; nobody reads an address from it."""
    return _digest(source())


def _count_public_post() -> None:
    """Count whatever is sent to a public page, also what is refused afterwards."""
    audience = audience_of(current_app, request.endpoint) if request.endpoint else None  # type: ignore[arg-type]
    if request.method not in SAFE_METHODS and audience is not None and not audience.signed_in:
        _take(_post, POSTS)


def _count_contacts(email: str, phone: str, count: Callable[[], None], words: str) -> None:
    work = current_work()
    digests = [notices.email_digest(work, email)] if email else []
    digests += [notices.phone_digest(work, phone)] if phone else []
    for digest in digests:
        g.counted_contact = _digest(digest)
        _take(count, words)


def _digest(text: str) -> str:
    return numbering.keyed_digest(current_app.extensions["mailbox.secrets"].code, "rate", text)[:32]


def _take(count: Callable[[], None], words: str) -> None:
    try:
        count()
    except RateLimitExceeded:
        limit = limiter.current_limit
        # The end of a window is told in whole seconds, rounded up: no wait is longer than the window itself.
        wait_s = max(1, min(round(limit.reset_at - time.time()), limit.limit.get_expiry())) if limit else 1
        until = current_work().now + timedelta(seconds=wait_s)
        raise TooMany(words.format(until=full_moment(_whole_minute(until))), wait_s) from None


def _whole_minute(instant: datetime) -> datetime:
    """Return the next whole minute: whoever comes back then is not too early."""
    down = instant.replace(second=0, microsecond=0)
    return down if down == instant else down + timedelta(minutes=1)


def _rates() -> Rates:
    config: Config = current_app.extensions["mailbox.config"]
    return config.rates


def _counted(setting: str, window: str, key: Key) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Count each call against a setting of `Rates`; everything that is counted has its name from the setting."""
    return limiter.shared_limit(lambda: f"{getattr(_rates(), setting)} per {window}", scope=setting, key_func=key)


@_counted("posts_per_source_minute", "minute", source_key)
def _post() -> None: ...


@_counted("lookups_per_source_minute", "minute", source_key)
def _lookup() -> None: ...


@_counted("searches_per_source_minute", "minute", source_key)
def _search() -> None: ...


@_counted("letters_per_source_hour", "hour", source_key)
def _letter() -> None: ...


@_counted("letters_hour", "hour", lambda: ALL)
def _any_letter() -> None: ...


@_counted("letters_per_contact_day", "day", lambda: str(g.counted_contact))
def _contact() -> None: ...


@_counted("api_letters_per_source_hour", "hour", source_key)
def _api_letter() -> None: ...


@_counted("api_letters_hour", "hour", lambda: ALL)
def _any_api_letter() -> None: ...


@_counted("comments_per_source_hour", "hour", source_key)
def _comment() -> None: ...


@_counted("comments_hour", "hour", lambda: ALL)
def _any_comment() -> None: ...


@_counted("comments_per_contact_day", "day", lambda: str(g.counted_contact))
def _comment_contact() -> None: ...


@_counted("api_comments_per_source_hour", "hour", source_key)
def _api_comment() -> None: ...


@_counted("api_comments_hour", "hour", lambda: ALL)
def _any_api_comment() -> None: ...


@_counted("answered_questions_per_source_hour", "hour", source_key)
def _answered() -> None: ...


@_counted("free_letters_per_source_hour", "hour", source_key)
@_counted("free_letters_hour", "hour", lambda: ALL)
def _free_letter() -> None: ...
