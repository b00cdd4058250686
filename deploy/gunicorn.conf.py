"""Settings of the web server: `gunicorn -c deploy/gunicorn.conf.py 'app:create_app()'`."""

from __future__ import annotations

import os
from pathlib import Path

bind = f"{os.environ.get('BIND') or '127.0.0.1'}:{os.environ.get('PORT') or 8000}"
# Sync workers were the steadiest in measurements; slow clients are held off by nginx in front.
worker_class = "sync"
workers = int(os.environ.get("WEB_WORKERS") or 2)
backlog = 512

# A worker that is busy longer is stuck: a request is over in a second, an upload is already read by nginx.
timeout = 30
# A worker that was asked to end in the moment of its birth does not hear it; it is killed after this.
graceful_timeout = 10

# The application is made once in the parent. A killed worker is back after a fork and not after an
# import, memory is shared, and a setting that cannot be used ends the start instead of a worker loop.
preload_app = True

# A safety net against slow leaks; with preloading a new worker costs milliseconds.
max_requests = 20_000
max_requests_jitter = 5_000

# The sign of life is a file; on a full disk it must not be what stops a worker.
MEMORY = "/dev/shm"  # noqa: S108 - a file system in memory, as the comment above wants
worker_tmp_dir = MEMORY if os.access(MEMORY, os.W_OK) else None
control_socket_disable = True

accesslog = None
errorlog = "-"
loglevel = "info"
proc_name = "mailbox-web"
chdir = str(Path(__file__).resolve().parent.parent)

limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190


def when_ready(server):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """End the start when the database's role could change the record (security.md U1, S5)."""
    from adapters.database_roles import require_bounded
    from config import ConfigError
    from extensions import db

    app = server.app.callable
    with app.app_context():
        try:
            require_bounded(app.extensions["mailbox.config"], db.engine)
        except ConfigError as fault:
            server.log.error(str(fault))
            raise SystemExit(1) from None


def post_fork(server, worker):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Leave behind the parent's database connections, and end with the parent, which frees the port at once."""
    # This file is read before the project folder is on the path.
    from adapters.process import end_with_parent
    from extensions import db

    end_with_parent(worker.ppid)
    with server.app.callable.app_context():
        for engine in db.engines.values():
            engine.dispose(close=False)
