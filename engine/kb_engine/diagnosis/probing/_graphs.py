"""Graphs that run too seldom to repay what rewriting them costs."""

from collections.abc import Iterator
from contextlib import contextmanager

_REWRITING = "disable_meta_optimizer"


@contextmanager
def unoptimized_graphs() -> Iterator[None]:
    """Run graphs as they were traced, without TensorFlow's rewriting (Grappler), for a while.

    Source: https://www.tensorflow.org/guide/graph_optimization
    """
    import tensorflow as tf

    before = tf.config.optimizer.get_experimental_options().get(_REWRITING, False)
    tf.config.optimizer.set_experimental_options({_REWRITING: True})
    try:
        yield
    finally:
        tf.config.optimizer.set_experimental_options({_REWRITING: before})
