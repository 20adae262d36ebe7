"""Trials of a sweep on a Ray cluster."""

from kb_ray._executor import Ray

__all__ = ["Ray"]
