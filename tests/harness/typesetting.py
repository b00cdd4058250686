"""Whether this machine can set a PDF and read it back."""

from __future__ import annotations

import ctypes.util
import shutil

LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")
READER = "pdftotext"
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 poppler-utils"


def is_there() -> bool:
    """Tell whether every library of the engine, and the reader, are installed."""
    return all(map(ctypes.util.find_library, LIBRARIES)) and shutil.which(READER) is not None
