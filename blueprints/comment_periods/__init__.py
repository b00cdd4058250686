"""Public comment for the public: periods, their drafts passage by passage, comments, and what became of them."""

from blueprints.comment_periods import comments, feed, pages, published_file
from blueprints.comment_periods.area import blueprint

__all__ = ["blueprint", "comments", "feed", "pages", "published_file"]
