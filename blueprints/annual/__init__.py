"""The annual report for staff: returns of departments, the filled forms with their cases, the report and its files."""

from blueprints.annual import own, report, returns, tables
from blueprints.annual.area import blueprint

__all__ = ["blueprint", "own", "report", "returns", "tables"]
