"""A comparison as one HTML file that needs nothing else."""

from kb.report._commands import commands
from kb.report._page import write_report

__all__ = ["commands", "write_report"]
