"""See inside a Keras model with TensorBoard.

`TensorBoard` is a plain Keras callback; nothing else of Keras Blocks is needed to use it:

    model.fit(x, y, callbacks=[kb_tensorboard.TensorBoard("logs/first")])

`write_findings` writes what was found out about a model after its training.
"""

from typing import TYPE_CHECKING

from kb_registry import lazy_names

from kb_tensorboard.writing._findings import write_findings

if TYPE_CHECKING:
    from kb_tensorboard._callback import TensorBoard

__all__ = ["TensorBoard", "write_findings"]

if not TYPE_CHECKING:  # a checker that saw this would take every misspelt name for an object
    # the callback is a Keras class, and importing Keras takes seconds
    __getattr__, __dir__ = lazy_names(__name__, {"kb_tensorboard._callback": "TensorBoard"})
