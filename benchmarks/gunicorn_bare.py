"""The settings of deploy/gunicorn.conf.py for the bare application, which has none of our extensions."""

from __future__ import annotations

import runpy
from pathlib import Path

_SETTINGS = runpy.run_path(str(Path(__file__).resolve().parent.parent / "deploy" / "gunicorn.conf.py"))
_OURS = ("post_fork", "when_ready")
globals().update({name: value for name, value in _SETTINGS.items() if not name.startswith("_") and name not in _OURS})
