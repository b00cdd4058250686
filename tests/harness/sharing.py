"""Which tests go to which process of a run: a file's stay together, for they share what they have started."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

# Of these folders all do: one demonstration for the whole contract, and one test at a time that does harm.
TOGETHER = ("tests/contract/", "tests/faults/")


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out whole files and folders. Groups of tests by mark are lost on their way with this pytest."""

    def _split_scope(self, nodeid: str) -> str:
        path: str = nodeid.partition("::")[0]
        return next((folder for folder in TOGETHER if path.startswith(folder)), path)
