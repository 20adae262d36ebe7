"""How new files become samples like those that a model was trained on."""

from collections.abc import Iterator
from itertools import compress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

from attrs import frozen

from kb_registry.vocabulary._data_spec import DataSpec

if TYPE_CHECKING:
    import numpy as np

NewData = str | Path | IO[bytes]
"""A file, a folder, or an open stream such as `sys.stdin.buffer`."""


@frozen(eq=False)
class PreparedRows:
    """Some of the rows of new data, in their order, ready for the model.

    Attributes:
        ids: What identifies each row: the line in which it ends, counted from 1, the name of
            its file, or its number, counted from 0.
        x: Samples, float32, shape `(samples, *input_shape)`: one for each row that isn't skipped.
        y: Targets as the model was trained on: integer labels of shape `(samples,)`, or float32,
            standardized if the training's were. None unless they were asked for.
        skipped: Those of `ids` whose rows make no sample because they miss a value. There are
            none unless the dataset was told to leave such rows out.
    """

    ids: tuple[int | str, ...]
    x: "np.ndarray"
    y: "np.ndarray | None" = None
    skipped: tuple[int | str, ...] = ()

    @property
    def present(self) -> list[bool]:
        """Whether each of `ids` makes a sample."""
        left_out = set(self.skipped)
        return [each not in left_out for each in self.ids]

    @property
    def complete(self) -> tuple[int | str, ...]:
        """Those of `ids` whose rows make a sample, in the order of `x`."""
        return tuple(compress(self.ids, self.present))


class Preparation(Protocol):
    """What was fitted on the training samples, to be applied to new data.

    A dataset's `load` returns it in `Splits.preparation`. Its description goes into a file of the
    run; in another process, `Dataset.preparation` makes it anew from there:

        description = json.loads(text)
        preparation = dataset.preparation(description)
        for rows in preparation.read("new.csv"):
            outputs = model.predict_on_batch(rows.x)
    """

    @property
    def spec(self) -> DataSpec:
        """Shape of a sample, task, and the classes in the order of their labels."""
        ...

    def describe(self) -> dict[str, Any]:
        """Return everything that was fitted as plain data, which JSON holds without loss.

        `format` is the version of the description, `kind` says what is described.
        """
        ...

    def read(self, source: NewData, *, targets: bool = False) -> Iterator[PreparedRows]:
        """Yield all rows of new data in order, some at a time.

        Nothing is fitted anew: means, words and classes are those of the training samples.
        What the model doesn't need, such as extra columns, is ignored.

        Args:
            source: Of the same kind as the training data.
            targets: Whether to read the targets too, which must then be there.

        Raises:
            DataError: The data can't be read, lacks what the model needs, or holds values that
                training never saw where only known ones can be used.
        """
        ...

    def in_units(self, outputs: "np.ndarray") -> "np.ndarray":
        """Return predicted numbers in the target's own unit; class probabilities unchanged."""
        ...
