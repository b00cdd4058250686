"""Free space: what is left is measured where the data is, also before the folder exists."""

from __future__ import annotations

import shutil
from pathlib import Path

from adapters.disk import MEGABYTE, FreeSpace, free_mb


def test_free_space_of_a_folder_that_is_not_there_yet_is_that_of_its_parent(tmp_path: Path) -> None:
    assert abs(free_mb(tmp_path / "var" / "files") - shutil.disk_usage(tmp_path).free // MEGABYTE) < 1024


def test_space_below_the_floor_is_short_and_above_it_is_not(tmp_path: Path) -> None:
    space = FreeSpace()
    space.root, space.floor_mb = tmp_path, free_mb(tmp_path) * 2
    assert space.is_short()
    space.floor_mb = 1
    assert not space.is_short()
