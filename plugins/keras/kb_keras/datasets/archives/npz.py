"""Arrays saved by NumPy."""

from typing import TYPE_CHECKING, Literal

from kb_registry import param

from kb_keras.datasets.samples._divided_dataset import DividedDataset

if TYPE_CHECKING:
    from kb_keras.datasets.samples._division import Source


class Npz(DividedDataset):
    """An .npz file with x and y, or with x_train, y_train, x_test and y_test.

    `x` has shape `(samples, ...)`; bytes are taken for pixels and scaled from 0..255 to [0, 1].
    `y` holds labels that count from 0, of shape `(samples,)`, or targets of a regression, of
    shape `(samples,)` or `(samples, targets)`.
    """

    reference = "https://numpy.org/doc/stable/reference/generated/numpy.savez.html"

    path: str = param(help="the file")
    task: Literal["auto", "classification", "regression"] = param(
        default="auto", kw_only=True, help="auto: whole numbers in y are labels, others are targets"
    )

    def read(self) -> "Source":
        """Read the arrays.

        Raises:
            DataError: The file is missing, unreadable or cut short, an array is missing or
                holds NaN, or a label is out of range.
        """
        from kb_keras.datasets.archives._npz_file import read_npz

        return read_npz(self.path, self.task)
