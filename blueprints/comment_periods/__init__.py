"""Public comment for the public: periods, their drafts passage by passage, comments, and what became of them."""

from blueprints.comment_periods import confirming, own, pages, writing
from blueprints.comment_periods.area import blueprint

__all__ = ["blueprint", "confirming", "own", "pages", "writing"]
