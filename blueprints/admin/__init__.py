"""The security administrator's pages: accounts and nothing else."""

from blueprints.admin.routes import blueprint

__all__ = ["blueprint"]
