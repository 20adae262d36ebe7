"""The format of phones and small devices, which was called TensorFlow Lite."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from kb_registry import Exporter, ExportError, RawForm, Rows

from kb_engine.export._apart import predicted_in

if TYPE_CHECKING:
    import keras
    import numpy as np


class LiteRT(Exporter):
    """File for LiteRT, once TensorFlow Lite: phones, microcontrollers, browsers.

    LiteRT's own operations alone are used, so that every interpreter can run the file. They know
    neither text nor double precision: tables' words go in as their numbers.
    """

    reference = "https://ai.google.dev/edge/litert"

    suffixes: ClassVar = (".tflite",)
    form: ClassVar = RawForm(words=False, numbers="float32")
    modules: ClassVar = ("ai_edge_litert",)
    install: ClassVar = "keras-blocks[litert]"

    def write(self, model: "keras.Model", path: Path, card: Mapping[str, Any]) -> None:
        """Trace the model in inference mode, and convert the graph.

        Raises:
            ExportError: The model needs an operation that LiteRT doesn't have.
        """
        import tensorflow as tf
        from tensorflow.lite.python.convert_phase import ConverterError

        del card
        own = {"supported_ops": [tf.lite.OpsSet.TFLITE_BUILTINS]}
        try:
            model.export(str(path), format="litert", verbose=False, target_spec=own)
        except (ConverterError, RuntimeError) as error:  # Keras 3.13 wraps the first
            raise ExportError(f"LiteRT can't hold this model: {_reason(str(error))}.") from error

    def predict(self, path: Path, rows: Rows, model: "keras.Model") -> "np.ndarray":
        """Run the file in LiteRT's interpreter, in a process without TensorFlow."""
        del model
        return predicted_in("in_litert", path, rows)


def _reason(message: str) -> str:
    """The operations that are missing, out of the converter's pages."""
    found = re.search(r"^\s*(?:Flex|Custom) ops: (.+)", message, re.MULTILINE)
    if found:
        return f"it has no operation {found[1].replace('Flex', '')}"
    return message.strip().splitlines()[0].rstrip(".")
