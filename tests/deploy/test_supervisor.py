"""The whole service as `make run` starts it: real processes, real signals."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from deploy.children import ROOT
from tests.harness.processes import PYTHON, Service
from tests.harness.waiting import wait_until

SUPERVISOR = (PYTHON, "-m", "deploy.supervisor")


def start(service: Service) -> Service:
    process = service.start("supervisor", SUPERVISOR)
    ready = f"Ready: {service.url}"
    wait_until(lambda: ready in service.log("supervisor") or process.poll() is not None, ready, within_s=90)
    assert ready in service.log("supervisor")
    return service


@pytest.fixture
def running(service: Callable[..., Service]) -> Service:
    """A service that the test ends."""
    return start(service())


@pytest.fixture(scope="module")
def kept() -> Iterator[Service]:
    """A service that several tests share: whatever they do to it, it gets well again."""
    with tempfile.TemporaryDirectory(prefix="mb-") as folder:
        service = start(Service(Path(folder)))
        yield service
        service.stop()


def child(running: Service, words: str) -> psutil.Process | None:
    for process in psutil.Process(running.processes["supervisor"].pid).children():
        try:
            if words in " ".join(process.cmdline()):
                return process
        except psutil.Error:
            continue
    return None


def run(service: Service) -> subprocess.CompletedProcess[str]:
    return subprocess.run(SUPERVISOR, cwd=ROOT, env=service.env, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    ("name", "words"),
    [("web", "gunicorn"), ("workers", "workers.pool"), ("scheduler", "workers.scheduler"), ("redis", "valkey-server")],
)
def test_killed_child_is_started_again(kept: Service, name: str, words: str) -> None:
    before = {process.pid for process in kept.children("supervisor")}
    wait_until(lambda: child(kept, words), words).kill()
    line = f"{name} ended (signal SIGKILL); starting it again in "
    wait_until(lambda: line in kept.log("supervisor"), line)
    wait_until(lambda: (fresh := child(kept, words)) and fresh.pid not in before, f"another {name}")
    wait_until(lambda: kept.readyz()[1].get("redis") == "ok", "redis", within_s=60)
    kept.wait_until_ready()


def test_children_stay_in_the_group_of_the_supervisor(kept: Service) -> None:
    leader = kept.processes["supervisor"].pid
    assert {os.getpgid(process.pid) for process in psutil.Process(leader).children()} == {leader}


def test_second_start_on_the_same_data_dir_is_refused(kept: Service) -> None:
    done = run(kept)
    assert done.returncode == 1
    assert "already runs on DATA_DIR" in done.stderr
    kept.wait_until_ready()


def test_terminate_ends_every_process(running: Service) -> None:
    family = running.children("supervisor")
    assert len(family) >= 8
    running.kill("supervisor", signal.SIGTERM)
    assert running.processes["supervisor"].wait(25) == 0
    assert psutil.wait_procs(family, timeout=0.5)[1] == []


def test_ctrl_c_for_the_whole_group_ends_every_process(running: Service) -> None:
    family = running.children("supervisor")
    running.kill_group("supervisor", signal.SIGINT)
    assert running.processes["supervisor"].wait(25) == 0
    assert psutil.wait_procs(family, timeout=0.5)[1] == []


def test_kill_of_supervisor_alone_ends_every_process(running: Service) -> None:
    family = running.children("supervisor")
    running.kill("supervisor")
    assert psutil.wait_procs(family, timeout=25)[1] == []


def test_start_on_used_port_names_another_in_one_line(service: Callable[..., Service]) -> None:
    with socket.socket() as occupant:
        occupant.bind(("127.0.0.1", 0))
        occupant.listen()
        port = occupant.getsockname()[1]
        done = run(service(PORT=str(port)))
    assert done.returncode == 1
    assert done.stderr == f"Port {port} is in use; choose another, as in: PORT={port + 1} make run\n"
    assert done.stdout == ""


def test_start_with_unwritable_data_dir_says_so_in_one_line(
    service: Callable[..., Service], tmp_path: Path
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    done = run(service(DATA_DIR=str(in_the_way / "var")))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"DATA_DIR {in_the_way}/var cannot be written" in done.stderr


def test_start_with_unusable_setting_says_so_in_one_line(service: Callable[..., Service]) -> None:
    done = run(service(PUBLIC_URL="http://mailbox.example.org"))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "PUBLIC_URL" in done.stderr


def test_start_with_unreadable_queue_store_goes_on_with_an_empty_one(service: Callable[..., Service]) -> None:
    damaged = service()
    damaged.start_redis()
    damaged.stop("redis")
    next((damaged.data_dir / "redis" / "appendonlydir").glob("*.manifest")).write_text("damaged\n")
    start(damaged)
    assert "trying again with an empty store" in damaged.log("supervisor")
