"""The application factory: settings in, application out. Every concern binds itself through its own `init_app`."""

from __future__ import annotations

from flask import Flask, Response

import cli
from adapters import database, logs, mail, secrets, start_checks
from adapters.clock import clock
from adapters.disk import space
from adapters.files import files
from adapters.papers import papers
from adapters.scanner import scanner
from adapters.soundness import soundness
from blueprints import register_blueprints
from config import Config
from extensions import csrf, db, migrate, queue
from web import (
    access,
    addresses,
    cookies,
    errors,
    filters,
    headers,
    health,
    limits,
    metrics,
    origin,
    page_cache,
    schema_guard,
    static_files,
    templating,
    unit_of_work,
    uploads,
)


class Application(Flask):
    """Flask with the one commit per request inside the reach of its error handlers."""

    request_class = uploads.LetterRequest
    jinja_environment = templating.PageEnvironment

    def full_dispatch_request(self) -> Response:
        with unit_of_work.intent():
            return super().full_dispatch_request()

    def dispatch_request(self) -> Response:
        return unit_of_work.run(self, super().dispatch_request)


def create_app(config: Config | None = None) -> Flask:
    """Return the application for the given settings, by default those of the environment.

    Raises ConfigError for settings that cannot be used.
    """
    config = config or Config.from_env()
    app = Application("mailbox", root_path=str(static_files.ROOT), static_folder=None)
    start_checks.require_safe(config)
    keys = secrets.load(config)
    app.extensions["mailbox.config"] = config
    app.extensions["mailbox.secrets"] = keys
    app.config.update(
        SECRET_KEY=keys.session,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=database.engine_options(config.database_url),
        MAX_CONTENT_LENGTH=config.limits.request_bytes,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        TRUSTED_HOSTS=config.trusted_hosts,
        WTF_CSRF_TIME_LIMIT=None,  # a letter may take an afternoon to write
        WTF_CSRF_SSL_STRICT=False,  # our own policy sends no referrer, which this would ask for
    )
    # An address with a slash too many is no page; merging would answer it with a redirect that programs cannot read.
    app.url_map.merge_slashes = False
    clock.file = config.clock_file
    db.init_app(app)
    migrate.init_app(app, db, directory=str(static_files.ROOT / "migrations"), render_as_batch=True)
    csrf.init_app(app)
    with app.app_context():
        database.prepare(db.engine)
    for concern in (addresses, queue, logs, cookies, mail, files, papers, scanner, soundness, space, headers, filters,
                    errors, schema_guard, origin, limits, access, health, metrics, page_cache, static_files,
                    templating):
        concern.init_app(app)
    register_blueprints(app)
    cli.init_app(app)
    access.refuse_undeclared(app)
    return app
