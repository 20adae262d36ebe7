"""The Open Neural Network Exchange format."""

import json
import logging
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from kb_registry import Exporter, ExportError, RawForm, Rows

from kb_engine.export._apart import predicted_in
from kb_engine.export.formats._erfc import teach_erfc

if TYPE_CHECKING:
    import keras
    import numpy as np

CARD = "keras_blocks"


class ONNX(Exporter):
    """File for ONNX Runtime, which runs in many languages and on many devices.

    Tables' words go in as their numbers, since the converter can't write lookup of text. What
    goes in and out is in the file's metadata under `keras_blocks`, as JSON.
    """

    reference = "https://onnx.ai/onnx/repo-docs/IR.html"

    suffixes: ClassVar = (".onnx",)
    form: ClassVar = RawForm(words=False)
    modules: ClassVar = ("tf2onnx", "onnx", "onnxruntime")
    install: ClassVar = "keras-blocks[onnx]"

    def write(self, model: "keras.Model", path: Path, card: Mapping[str, Any]) -> None:
        """Trace the model in inference mode, and convert the graph.

        Raises:
            ExportError: The converter doesn't know an operation.
        """
        import onnx

        with _told_errors() as errors:
            teach_erfc()
            model(model.input)  # Keras takes no model that was never called
            model.export(path, format="onnx", verbose=False)
        if errors:
            raise ExportError(f"ONNX can't hold this model: {errors[0]}.")
        written = onnx.load(path)
        onnx.helper.set_model_props(written, {CARD: json.dumps(card)})
        onnx.save(written, path)

    def predict(self, path: Path, rows: Rows, model: "keras.Model") -> "np.ndarray":
        """Run the file in ONNX Runtime, in a process without TensorFlow."""
        del model
        return predicted_in("in_onnxruntime", path, rows)


@contextmanager
def _told_errors() -> Iterator[list[str]]:
    """The converter's errors, which it prints and then writes a broken file."""
    told: list[str] = []
    log, handler = logging.getLogger("tf2onnx"), _Listener(told)
    before = log.propagate
    log.addHandler(handler)
    log.propagate = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of NumPy's old names
            yield told
    finally:
        log.removeHandler(handler)
        log.propagate = before


class _Listener(logging.Handler):
    def __init__(self, told: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._told = told

    def emit(self, record: logging.LogRecord) -> None:
        self._told.append(record.getMessage().partition("\n")[0])
