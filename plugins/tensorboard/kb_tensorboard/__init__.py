"""See inside a Keras model with TensorBoard.

`TensorBoard` is a plain Keras callback; nothing else of Keras Blocks is needed to use it:

    model.fit(x, y, callbacks=[kb_tensorboard.TensorBoard("logs/first")])

`write_findings` writes what was found out about a model after its training.
"""

from typing import TYPE_CHECKING, Any

from kb_tensorboard.writing._findings import write_findings

if TYPE_CHECKING:
    from kb_tensorboard._callback import TensorBoard

__all__ = ["TensorBoard", "write_findings"]


def __getattr__(name: str) -> Any:
    # The callback is a Keras class, and importing Keras takes seconds: not before it is needed.
    if name == "TensorBoard":
        from kb_tensorboard._callback import TensorBoard

        return TensorBoard
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
