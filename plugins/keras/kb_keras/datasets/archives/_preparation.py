"""New arrays, prepared like those that a model was trained on."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen
from kb_registry import DataError, DataSpec, NewData, PreparedRows, RawForm, RawInput, Samples
from numpy.typing import NDArray

from kb_keras.datasets.archives._new_arrays import new_arrays
from kb_keras.datasets.samples import _checks as checks
from kb_keras.datasets.samples import _description as description_of
from kb_keras.datasets.samples._byte_input import ByteInput
from kb_keras.datasets.samples._labels import Classes
from kb_keras.datasets.samples._views import blocks
from kb_keras.datasets.samples._warning import warn

KIND, FORMAT = "arrays", 1


@frozen(eq=False)
class ArrayPreparation:
    """Makes samples of arrays.

    Attributes:
        spec: What the dataset is.
        classes: Its classes, and how they stand in files; None for a regression.
        bytes_scaled: Whether training samples were bytes, scaled from 0..255 to [0, 1].
    """

    spec: DataSpec
    classes: Classes | None
    bytes_scaled: bool

    def describe(self) -> dict[str, Any]:
        """Return it as plain data."""
        values = None if self.classes is None else self.classes.values
        return {
            **description_of.spec(KIND, FORMAT, self.spec),
            "labels": None if values is None else list(values),
            "bytes_scaled": self.bytes_scaled,
        }

    @classmethod
    def restore(cls, description: Mapping[str, Any]) -> "ArrayPreparation":
        """Return what was described.

        Raises:
            DataError: The description is damaged or of a newer version.
        """
        with description_of.reading(description, KIND, FORMAT):
            spec, labels = DataSpec.restore(description), description["labels"]
            values = None if labels is None else tuple(labels)
            classes = Classes(spec.classes, values) if spec.classes else None
            return cls(spec, classes, description["bytes_scaled"])

    def read(self, source: NewData, *, targets: bool = False) -> Iterator[PreparedRows]:
        """Yield the samples of an .npz or .npy file, or of idx files, in order.

        An .npz file holds `x`, or `x_test`, and with `targets` `y` or `y_test`. Rows are
        identified by their numbers, counted from 0.

        Raises:
            DataError: The file can't be read, or its samples are of another shape than those
                that the model was trained on.
        """
        if not isinstance(source, (str, Path)):
            raise DataError("Arrays can't be read from a stream.", hint="Give a file.")
        found, y, where = new_arrays(Path(source).expanduser(), targets=targets)
        if found.shape[1:] != self.spec.input_shape:
            raise DataError(
                f"{where} holds samples of shape {found.shape[1:]}; the model was trained on"
                f" {self.spec.input_shape}."
            )
        x = checks.features(found, where)
        labels = None if y is None else self._targets(y, where)
        if labels is not None:
            checks.same_length(x, labels, where)
        yield from self._rows(x, labels, where)

    def in_units(self, outputs: NDArray[Any]) -> NDArray[Any]:
        """Return outputs as they are: targets of arrays aren't standardized."""
        return outputs

    def raw_input(self, form: RawForm) -> RawInput | None:
        """Return the scaling of bytes as a layer; other arrays go in as they are."""
        del form
        return ByteInput(self.spec.input_shape) if self.bytes_scaled else None

    def _targets(self, y: NDArray[Any], where: str) -> NDArray[Any]:
        return self.classes.labels(y, where) if self.classes else checks.targets(y, where)

    def _rows(self, x: Samples, y: NDArray[Any] | None, where: str) -> Iterator[PreparedRows]:
        for first, block in blocks(x):
            if self.bytes_scaled and block.max() > 1:
                warn(
                    f"{where} holds {block.max():g}, but training samples were bytes scaled to"
                    " [0, 1]. Save bytes as uint8, and they are scaled as well."
                )
            ids = tuple(range(first, first + len(block)))
            yield PreparedRows(ids, block, None if y is None else y[first : first + len(block)])
