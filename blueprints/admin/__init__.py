"""The pages of administration: accounts, how the service runs, and the audit trail."""

from blueprints.admin import audit, breaches, factors, operations, routes, staff_acts
from blueprints.admin.area import blueprint

__all__ = ["audit", "blueprint", "breaches", "factors", "operations", "routes", "staff_acts"]
