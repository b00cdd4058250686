"""Bulletins for the public, their files, the Atom feeds and the map of the site."""

from blueprints.bulletins import documents, feeds, pages, site_map
from blueprints.bulletins.area import blueprint

__all__ = ["blueprint", "documents", "feeds", "pages", "site_map"]
