"""Disclosure requests at the desk: the list, one request with every act on it, and taking applications in."""

from blueprints.request_desk import conflicts, documents, identity, papers, questions, registering, remedies, routes
from blueprints.request_desk.area import blueprint

__all__ = ["blueprint", "conflicts", "documents", "identity", "papers", "questions", "registering", "remedies",
           "routes"]
