"""A file that somebody sent, as it is handed out to staff: nothing of it runs in the browser, and nothing keeps it."""

from __future__ import annotations

from io import BytesIO

from flask import send_file
from werkzeug.wrappers import Response

from services.file_access import Handed

SANDBOX = "default-src 'none'; sandbox"


def sent(handed: Handed, name: str, *, inline: bool = False) -> Response:
    """Return the answer with a file, to be saved under this name; `inline` is for what was made here alone."""
    response = send_file(BytesIO(handed.content), mimetype=handed.media_type, as_attachment=not inline,
                         download_name=name, max_age=None, etag=False, conditional=False)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "no-store"
    return response
