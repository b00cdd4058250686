"""Public comment for the public: periods, their drafts passage by passage, comments, and what became of them."""

from blueprints.comment_periods import (
    comments,
    confirming,
    feed,
    hearings,
    materials,
    own,
    pages,
    published_file,
    results,
    texts,
    writing,
)
from blueprints.comment_periods.area import blueprint

__all__ = ["blueprint", "comments", "confirming", "feed", "hearings", "materials", "own", "pages", "published_file",
           "results", "texts", "writing"]
