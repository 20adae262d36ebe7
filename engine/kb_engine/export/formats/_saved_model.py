"""TensorFlow's own format."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from kb_registry import Exporter, Rows

from kb_engine.export._apart import predicted_in

if TYPE_CHECKING:
    import keras
    import numpy as np


class SavedModel(Exporter):
    """Folder for TensorFlow, TensorFlow Serving and its relatives, which need no Keras."""

    reference = "https://www.tensorflow.org/guide/saved_model"

    suffixes: ClassVar = ("",)

    def write(self, model: "keras.Model", path: Path, card: Mapping[str, Any]) -> None:
        """Trace the model in inference mode, with the signature `serving_default`."""
        del card
        model.export(path, format="tf_saved_model", verbose=False)

    def predict(self, path: Path, rows: Rows, model: "keras.Model") -> "np.ndarray":
        """Call the signature in a process that can't import Keras."""
        del model
        return predicted_in("in_tensorflow", path, rows)
