"""The front of the service, nginx with the deployed file: only names, ports, paths and TLS are changed for the test."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

from adapters.process import end_with_parent
from deploy.children import ROOT
from tests.harness.processes import free_port
from tests.harness.waiting import wait_until

DEPLOYED = ROOT / "deploy" / "nginx.conf"
# What Debian's own main file says; a county is not expected to tune it.
MAIN = """daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 2; {user}
events {{ worker_connections 768; }}
http {{
client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
{deployed}
}}
"""


class Front:
    """A running nginx in front of a port, itself on `port`; its files lie in `folder`."""

    def __init__(self, folder: Path, service_port: int) -> None:
        self.folder, self.port = folder, free_port()
        binary = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        assert binary, "nginx is missing; install this package: nginx-light"
        folder.mkdir(parents=True, exist_ok=True)
        user = "user root;" if os.geteuid() == 0 else ""
        text = MAIN.format(folder=folder, user=user, deployed=self._deployed(service_port))
        (folder / "nginx.conf").write_text(text)
        parent = os.getpid()
        self.process = subprocess.Popen(
            [binary, "-c", folder / "nginx.conf", "-p", folder], stderr=subprocess.DEVNULL,
            preexec_fn=lambda: end_with_parent(parent, signal.SIGTERM))
        wait_until((folder / "pid").exists, "nginx")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)

    def _deployed(self, service_port: int) -> str:
        text = DEPLOYED.read_text("utf-8")
        for pattern, replacement in (
                (r"(?ms)^server \{\n    listen 80;.*?^\}\n", ""), (r"(?m)^ *(listen|ssl_\w+) .*\n", ""),
                (r"server_name _;", f"listen 127.0.0.1:{self.port} default_server; server_name _;"),
                (r"server_name mailbox[\w.]+;", f"listen 127.0.0.1:{self.port}; server_name 127.0.0.1;"),
                (r"server 127\.0\.0\.1:8000", f"server 127.0.0.1:{service_port}"),
                (r"/var/cache/nginx/mailbox", f"{self.folder}/cache"), (r"/var/log/nginx", str(self.folder))):
            text, count = re.subn(pattern, replacement, text)
            assert count, pattern
        return text
