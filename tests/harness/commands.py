"""Commands of the command line, each in a process of its own that is forked from one with the program loaded.

Loading the program takes longer than most commands. A fork has the environment, input and output it is given, as
though it had been started by `python -m flask --app app:create_app`; that this starts too is tested by itself.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from importlib import import_module

from flask import cli

from adapters.process import end_with_parent
from deploy.children import ROOT

LARGEST = 1 << 17
_starting = threading.Lock()
_loaded: list[socket.socket] = []


def run(arguments: tuple[str, ...], env: Mapping[str, str], said: str = "",
        timeout_s: float = 120.0) -> subprocess.CompletedProcess[str]:
    """Run `flask` with these arguments and nothing but this environment, and return what it printed and its status."""
    request = json.dumps({"arguments": arguments, "env": dict(env)}).encode()
    with ExitStack() as stack:
        files = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(3)]
        files[0].write(said.encode())
        files[0].seek(0)
        mine, theirs = map(stack.enter_context, socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET))
        socket.send_fds(_program(), [request], [*(file.fileno() for file in files), theirs.fileno()])
        theirs.close()
        mine.settimeout(timeout_s)
        group = int(mine.recv(LARGEST))
        try:
            status = int(mine.recv(LARGEST))
        except TimeoutError:
            os.killpg(group, signal.SIGKILL)
            raise subprocess.TimeoutExpired(["flask", *arguments], timeout_s) from None
        for file in files:
            file.seek(0)
        said_back = [file.read().decode() for file in files[1:]]
    return subprocess.CompletedProcess(["flask", *arguments], status, *said_back)


def _program() -> socket.socket:
    """Return the line to the process that has loaded the program, which ends with this one."""
    with _starting:
        if not _loaded:
            mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL") if name in os.environ}
            parent = os.getpid()
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.harness.commands", str(theirs.fileno())], cwd=ROOT, env=kept,
                stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()],
                preexec_fn=lambda: end_with_parent(parent, signal.SIGKILL))
            theirs.close()
            atexit.register(process.wait)
            atexit.register(mine.close)
            _loaded.append(mine)
    return _loaded[0]


def _answer_requests(control: socket.socket) -> None:
    """Fork for each request; returns in the process that is to run a command."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who ends is waited for by nobody here
    while True:
        request, fds, *_ = socket.recv_fds(control, LARGEST, 4)
        if not request:
            sys.exit()
        if os.fork() == 0:
            control.close()
            return _run(json.loads(request), fds)
        for descriptor in fds:
            os.close(descriptor)


def _run(request: dict[str, object], fds: list[int]) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    reply = socket.socket(fileno=fds.pop())
    reply.send(str(os.getpid()).encode())
    guardian = os.getpid()
    if child := os.fork():
        reply.send(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())
        os._exit(0)
    end_with_parent(guardian, signal.SIGKILL)
    reply.close()
    for place, descriptor in enumerate(fds):
        os.dup2(descriptor, place)
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(request["env"])  # type: ignore[call-overload]
    tempfile.tempdir = None
    sys.argv = ["flask", "--app", "app:create_app", *request["arguments"]]  # type: ignore[misc]


if __name__ == "__main__":
    import_module("app")
    _answer_requests(socket.socket(fileno=int(sys.argv[1])))
    cli.cli.main(prog_name="python -m flask")
