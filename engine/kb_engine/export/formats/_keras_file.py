"""Keras' own format."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from kb_registry import Exporter, Rows

from kb_engine.export._calls import call

if TYPE_CHECKING:
    import keras
    import numpy as np


class KerasFile(Exporter):
    """File of Keras 3, with preparation inside; loads in Python with `keras.saving.load_model`.

    Layers that Keras doesn't bring need the package that defines them.
    """

    reference = "https://keras.io/api/models/model_saving_apis/model_saving_and_loading/"

    suffixes: ClassVar = (".keras",)

    def write(self, model: "keras.Model", path: Path, card: Mapping[str, Any]) -> None:
        """Save the model."""
        del card
        model.save(path)

    def predict(self, path: Path, rows: Rows, model: "keras.Model") -> "np.ndarray":
        """Load the file, and call what was loaded."""
        import keras

        del model
        return call(keras.saving.load_model(path, compile=False), rows)
