"""The worker pool: processes that take jobs from the queue. Start with `python -m workers.pool [COUNT]`.

Owns the start of the workers; how they treat jobs is in workers/worker.py.
"""

from __future__ import annotations

import logging
import socket
import sys
import time

from redis import Redis

from adapters import embedded_redis, logs
from adapters.database_roles import require_bounded
from adapters.process import end_forks_with_parent
from config import Config, ConfigError
from extensions import db
from workers.application import application, prepare_to_fork
from workers.worker import worker_pool

log = logging.getLogger(__name__)

# Bounds every socket that a library opens without a limit of its own; Flask-Mail has none.
SOCKET_TIMEOUT_S = 30
WORKERS = 2


def wait_for_server(config: Config) -> Redis:
    """Return a connection as soon as the queue's server answers; it may start after us."""
    waited = 0
    while True:
        url = config.redis_url or embedded_redis.redis_url(config.data_dir)
        if url and embedded_redis.is_answering(url):
            return Redis.from_url(url)
        if waited % 60 == 0:
            log.warning("Waiting for the queue's server")
        waited += 1
        time.sleep(1)


def main() -> None:
    """Run workers until told to stop."""
    try:
        config = Config.from_env()
    except ConfigError as fault:
        sys.exit(str(fault))
    logs.start(config.operations.log_format)
    socket.setdefaulttimeout(SOCKET_TIMEOUT_S)
    connection = wait_for_server(config)
    prepare_to_fork()
    try:
        with application().app_context():
            require_bounded(config, db.engine)
    except ConfigError as fault:
        sys.exit(str(fault))
    end_forks_with_parent()
    count = int(sys.argv[1]) if len(sys.argv) > 1 else WORKERS
    worker_pool(connection, count, config.limits, config.timing).start()


if __name__ == "__main__":
    main()
