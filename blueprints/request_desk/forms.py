"""The forms that stand on the page of one request. Each has a prefix, so that no two fields share a name."""

from __future__ import annotations

from wtforms import HiddenField

from web.forms import BaseForm


class PlainForm(BaseForm):
    """An act without words: signing for a request."""

    version = HiddenField()
