"""The letters office: giving letters to units, all letters, publication, and messages that did not go out."""

from blueprints.supervision import publication
from blueprints.supervision.routes import blueprint

publication.register(blueprint)

__all__ = ["blueprint"]
