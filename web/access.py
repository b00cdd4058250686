"""Who may open a page: every view declares its audience; what is not declared is refused, at start and at request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import Blueprint, Flask, abort, current_app, g, redirect, request, url_for

from extensions import csrf
from rules.actors import Role
from services import signing_in
from services.signing_in import FirstStep
from web import freshness, refusals
from web.sign_in import drop, load_session
from web.unit_of_work import current_work

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Audience:
    """`signed_in`: staff only; `roles` narrows it. A public view has neither.

    `fresh`: whoever does this has shown password or code again a short while ago (security.md N9).
    `before_use`: open to those who have to choose a password or set up the second factor first.
    """

    signed_in: bool = False
    roles: frozenset[Role] = field(default_factory=frozenset)
    fresh: bool = False
    before_use: bool = False


PUBLIC = Audience()
# Blueprints whose views read no cookie: a browser that is made to ask them lends them nothing.
SESSIONLESS: set[str] = set()
FIRST_PAGES = {FirstStep.PASSWORD: "accounts.first_password", FirstStep.FACTOR: "accounts.factor"}


def public(view: View) -> View:
    """Declare a view that anyone may open."""
    return _declare(view, PUBLIC)


def staff(*roles: Role, fresh: bool = False, before_use: bool = False) -> Callable[[View], View]:
    """Declare a view for signed-in staff, of the given roles when there are any.

    `fresh`: who has shown password or code a short while ago; `before_use`: also who has first steps to do.
    """
    return lambda view: _declare(view, Audience(True, frozenset(roles), fresh, before_use))


def without_session(blueprint: Blueprint) -> Blueprint:
    """Declare that the views of a blueprint read no cookie, so that nobody's browser can be made to act in them."""
    csrf.exempt(blueprint)
    SESSIONLESS.add(blueprint.name)
    return blueprint


def audience_of(app: Flask, endpoint: str) -> Audience | None:
    """Return what the view behind an endpoint declared, None for nothing."""
    return getattr(app.view_functions.get(endpoint), "audience", None)


def init_app(app: Flask) -> None:
    app.before_request(_guard)
    refusals.init_app(app)


def refuse_undeclared(app: Flask) -> None:
    """Stop the start when a view has no audience."""
    silent = sorted(name for name in app.view_functions if audience_of(app, name) is None)
    if silent:
        raise RuntimeError(f"Views without a declared audience: {', '.join(silent)}")


def _guard() -> Any:
    if request.endpoint is None:
        return None  # no such page: the 404 follows
    audience = getattr(_view(), "audience", None)
    if audience is None:
        abort(404)
    if not audience.signed_in:
        return None
    if any("\0" in str(value) for value in (request.view_args or {}).values()):
        abort(404)  # PostgreSQL compares nothing with NUL, and no row has a name with one
    row = load_session()
    if row is None:
        drop()
        return redirect(url_for("accounts.sign_in", next=request.full_path if request.method == "GET" else None))
    g.staff = row.staff
    step = signing_in.first_step(current_work(), row)
    if step is not None and not audience.before_use:
        return redirect(url_for(FIRST_PAGES[step]), 303)
    if audience.roles and g.staff.role not in audience.roles:
        refusals.mark()
        abort(403)
    return freshness.demand(row) if audience.fresh else None


def _view() -> Any:
    return current_app.view_functions.get(request.endpoint or "")


def _declare(view: View, audience: Audience) -> View:
    view.audience = audience  # type: ignore[attr-defined]
    return view
