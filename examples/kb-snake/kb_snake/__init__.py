"""The snake activation for Keras Blocks."""

from kb_snake.component import Snake

__all__ = ["Snake"]
