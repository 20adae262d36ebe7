"""Custom gradients that TensorFlow registers as it traces, and never forgets."""

from typing import Any

from tensorflow.python.framework import ops


def forget_custom_gradients(function: Any) -> None:
    """Let go of a traced function from which nobody takes gradients any more.

    TensorFlow keeps the gradient of every call of `tf.custom_gradient` for the life of the
    process, and with it the graph that the call stands in. Keras' optimizers make one for each
    step that is traced. Functions called in the graph keep theirs: others may call them, too.
    """
    known = ops.gradient_registry._registry  # noqa: SLF001 - there is no other way out of it
    for operation in function.graph.get_operations():
        if "_gradient_op_type" in operation.node_def.attr:
            known.pop(operation.get_attr("_gradient_op_type").decode(), None)
