"""The desk of a department: its letters, one letter, and every act on it."""

from blueprints.desk import demands, digests, files, identity
from blueprints.desk.routes import blueprint

__all__ = ["blueprint", "demands", "digests", "files", "identity"]
