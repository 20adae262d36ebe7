"""Weights alone."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from kb_registry import Exporter, Rows

from kb_engine.export._calls import call

if TYPE_CHECKING:
    import keras
    import numpy as np

ARRAYS = ".npz"


class Weights(Exporter):
    """Weights without the network: HDF5 for `model.load_weights`, or .npz for NumPy.

    In an .npz file each weight stands under its path, such as `hidden_1/kernel`.
    """

    reference = "https://keras.io/api/models/model_saving_apis/weights_saving_and_loading/"

    suffixes: ClassVar = (".weights.h5", ARRAYS)
    form: ClassVar = None

    def write(self, model: "keras.Model", path: Path, card: Mapping[str, Any]) -> None:
        """Write every weight, trained or not."""
        import numpy as np

        del card
        if path.suffix == ARRAYS:
            np.savez(path, allow_pickle=False, **_by_path(model))
        else:
            model.save_weights(path)

    def predict(self, path: Path, rows: Rows, model: "keras.Model") -> "np.ndarray":
        """Load the weights into a copy of the network."""
        import keras
        import numpy as np

        copy = keras.models.clone_model(model)
        if path.suffix == ARRAYS:
            with np.load(path) as arrays:
                for variable, name in zip(copy.weights, _by_path(model), strict=True):
                    variable.assign(arrays[name])
        else:
            copy.load_weights(path)
        return call(copy, rows)


def _by_path(model: "keras.Model") -> dict[str, "np.ndarray"]:
    import numpy as np

    return {variable.path: np.asarray(variable) for variable in model.weights}
