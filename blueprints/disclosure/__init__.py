"""The public side of open government: asking for information, following what was asked, reading what was answered."""

from blueprints.disclosure import annual, applying, documents, papers, reading, receipts, status
from blueprints.disclosure.area import blueprint

__all__ = ["annual", "applying", "blueprint", "documents", "papers", "reading", "receipts", "status"]
