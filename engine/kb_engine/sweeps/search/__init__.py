"""What a sweep tries: the values of each field, and the order in which they are tried."""

from kb_engine.sweeps.search._dimension import Dimension, Option
from kb_engine.sweeps.search._space import Point, Space

__all__ = ["Dimension", "Option", "Point", "Space"]
