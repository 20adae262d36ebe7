"""A comparison as one HTML file that needs nothing else."""

from kb.report._commands import how_to_repeat
from kb.report._page import write_report

__all__ = ["how_to_repeat", "write_report"]
