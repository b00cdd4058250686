"""The template environment: Jinja's own, with names that can be told apart quickly."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class Names(ChainMap[str, Any]):
    """The global names of a template."""

    def keys(self) -> Any:
        """Return all names as one set.

        Jinja subtracts them whenever a template imports a macro; against the view that a ChainMap has by itself this
        took a seventh of the time of a page.
        """
        return {name for names in self.maps for name in names}


class PageEnvironment(Environment):
    """Flask's environment, whose templates have their global names as `Names`."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> Names:
        return Names({} if d is None else d, self.globals)
