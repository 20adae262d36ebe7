"""Arrays saved by NumPy."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from kb_registry import Splits, param

from kb_keras.datasets.samples._divided_dataset import DividedDataset

if TYPE_CHECKING:
    from kb_registry import Preparation

    from kb_keras.datasets.samples._division import Source


class Npz(DividedDataset):
    """An .npz file with x and y, or with x_train, y_train, x_test and y_test.

    `x` has shape `(samples, ...)`; bytes count as pixels and are scaled from 0..255 to [0, 1].
    `y` holds classes, of shape `(samples,)`: whole numbers, counted from 0 or not, or words; or
    as rows of shape `(samples, classes)` with a single 1. Or it holds targets of a regression, of
    shape `(samples,)` or `(samples, targets)`.
    """

    reference = "https://numpy.org/doc/stable/reference/generated/numpy.savez.html"

    path: str = param(help="the file")
    task: Literal["auto", "classification", "regression"] = param(
        default="auto",
        kw_only=True,
        help="auto: words, integers, and whole numbers of at most 20 kinds are classes",
    )

    def read(self) -> "Source":
        """Read the arrays.

        Raises:
            DataError: The file is missing, unreadable or cut short, an array is missing or
                holds NaN, or a label is out of range.
        """
        from kb_keras.datasets.archives._npz_file import read_npz

        return read_npz(self.path, self.task)

    def preparation(self, description: Mapping[str, Any]) -> "Preparation":
        """Restore what makes samples of new arrays, from its description in a run.

        Its `read` takes an .npz file with `x` or `x_test`, an .npy file, a file of images in
        MNIST's format, or a folder of such files.

        Raises:
            DataError: The description is damaged or of a newer version.
        """
        from kb_keras.datasets.archives._preparation import ArrayPreparation

        return ArrayPreparation.restore(description)

    def script(self, seed: int, data: Splits) -> str | None:
        """Return code that reads the arrays."""
        from kb_keras.datasets.archives._preparation import ArrayPreparation
        from kb_keras.datasets.archives._script import npz_code
        from kb_keras.datasets.samples._script import loading_code

        if not isinstance(data.preparation, ArrayPreparation):
            return None
        loading, divided = npz_code(self.path, data.preparation)
        return loading_code(
            loading,
            data=data,
            validation=self.validation,
            test=None if divided else self.test,
            seed=seed,
        )
