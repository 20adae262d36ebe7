"""The one operation of Keras' activations that tf2onnx doesn't know."""

from functools import cache
from typing import Any


@cache
def teach_erfc() -> None:
    """Let tf2onnx write erfc(x), which GELU needs, as 1 - erf(x)."""
    import numpy as np
    from tf2onnx.handler import tf_op

    @tf_op("Erfc")
    class Erfc:
        @classmethod
        def version_9(cls, ctx: Any, node: Any, **_: Any) -> None:
            """Since the operation set that has Erf."""
            one = ctx.make_const(f"{node.name}_one", np.array(1, np.float32)).output[0]
            erf = ctx.make_node("Erf", node.input).output[0]
            shapes, types = [ctx.get_shape(node.output[0])], [ctx.get_dtype(node.output[0])]
            ctx.remove_node(node.name)
            ctx.make_node(
                "Sub", [one, erf], outputs=node.output, name=node.name, shapes=shapes, dtypes=types
            )
