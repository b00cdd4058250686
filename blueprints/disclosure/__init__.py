"""The public side of open government: asking for information, following what was asked, reading what was answered."""

from blueprints.disclosure.area import blueprint

__all__ = ["blueprint"]
