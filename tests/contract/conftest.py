"""What the contract is checked on: the demonstration as `make run` starts it, and a county whose service is stopped."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.children import ROOT
from tests.harness.processes import Service
from tests.harness.waiting import wait_until

UNITS = ROOT / "demo" / "units.csv"
# The installation is there already: the tests run in it.
MAKE_RUN = ("make", "--old-file=.stamps/runtime", f"VENV={sys.prefix}", "run")


def made_to_run(service: Service) -> Service:
    """Start a service by `make run` and wait for its line."""
    service.start("make", MAKE_RUN)
    wait_until(lambda: "Ready: " in service.log("make") or service.processes["make"].poll() is not None,
               "the line Ready", within_s=120)
    assert service.processes["make"].poll() is None, service.log("make")
    return service


@pytest.fixture(scope="session")
def demonstration() -> Iterator[Service]:
    """The demonstration county, running."""
    with tempfile.TemporaryDirectory(prefix="mb-") as folder:
        service = Service(Path(folder) / "var", DEMO="1")
        try:
            yield made_to_run(service)
        finally:
            service.stop()


@pytest.fixture(scope="session")
def county() -> Iterator[Service]:
    """A county with its departments and without letters, whose service does not run."""
    with tempfile.TemporaryDirectory(prefix="mb-") as folder:
        service = Service(Path(folder) / "var", DEMO="0")
        for command in (("db", "upgrade"), ("seed",), ("departments", "import", str(UNITS))):
            service.flask(*command)
        yield service


@pytest.fixture
def fresh_county(county: Service, tmp_path: Path) -> Service:
    """A county of the test's own."""
    service = Service(tmp_path / "var", DEMO="0")
    (service.data_dir / "mailbox.db").write_bytes((county.data_dir / "mailbox.db").read_bytes())
    (service.data_dir / "keys").mkdir()
    for key in (county.data_dir / "keys").iterdir():
        (service.data_dir / "keys" / key.name).write_bytes(key.read_bytes())
    return service
