"""A stage for each module of faults: one start of the service for several faults."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.faults.stage import Stage, set_stage
from tests.harness.smtp import MailSink


@contextmanager
def _stage(commands: dict[str, tuple[str, ...]], **env: str) -> Iterator[Stage]:
    directory = Path(tempfile.mkdtemp(prefix="mb-"))  # short: the address of a socket has room for a hundred bytes
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, directory, ignore_errors=True)
        sink = MailSink().start()
        stack.callback(sink.stop)
        stage = set_stage(directory, sink, commands, **env)
        stack.callback(lambda: sys.stdout.write(stage.service.last_logs(4000)))
        stack.callback(stage.service.stop)
        yield stage


@pytest.fixture(scope="module")
def staged() -> Iterator[Callable[..., Stage]]:
    """Set stages: `staged(commands, NAME="value")`; they are struck with the module."""
    with ExitStack() as stack:
        yield lambda commands, **env: stack.enter_context(_stage(commands, **env))
