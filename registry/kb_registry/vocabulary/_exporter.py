"""Formats in which a trained model leaves for other programs."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from kb_registry.components._component import Component
from kb_registry.components._kind import Kind
from kb_registry.vocabulary._raw_input import RawForm, Rows

if TYPE_CHECKING:
    import keras
    import numpy as np


class Exporter(Component):
    """Format in which a trained model leaves for other programs.

    Attributes:
        suffixes: How its files end, the usual one first; `""` for a folder.
        form: What the model's inputs can hold; None if only samples that are prepared can be
            given to what is written.
        modules: What must be importable to write and to check it.
        install: What pip installs to have the modules.
    """

    kind: ClassVar = Kind("exporter", "kb.exporters")
    suffixes: ClassVar[tuple[str, ...]]
    form: ClassVar[RawForm | None] = RawForm()
    modules: ClassVar[tuple[str, ...]] = ()
    install: ClassVar[str] = ""

    def write(self, model: "keras.Model", path: Path, card: Mapping[str, Any]) -> None:
        """Write a model.

        Args:
            model: What to write. Its inputs have names.
            path: A file of one of the suffixes, or a folder; it isn't there yet.
            card: What goes in and what comes out, as plain data, for formats with room for it.
                It is written beside the file in any case.

        Raises:
            ExportError: The format can't hold the model.
            OSError: It can't be written.
        """
        raise NotImplementedError

    def predict(self, path: Path, rows: Rows, model: "keras.Model") -> "np.ndarray":
        """Return what the format's own runtime makes of rows with what was written.

        Args:
            path: What `write` wrote.
            rows: Arrays by the name of the input.
            model: The model that was written, for formats that hold weights alone.

        Raises:
            ExportError: The runtime can't use it.
        """
        raise NotImplementedError
