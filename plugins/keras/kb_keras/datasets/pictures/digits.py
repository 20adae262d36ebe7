"""Small images of handwritten digits that come with scikit-learn."""

from typing import TYPE_CHECKING

from kb_registry import DataSpec, Task

from kb_keras.datasets.samples._divided_dataset import DividedDataset

if TYPE_CHECKING:
    from kb_keras.datasets.samples._division import Source


class Digits(DividedDataset):
    """Handwritten digits: 1,797 images of 8 x 8 pixels in ten classes, without a download.

    Pixels are scaled from 0..16 to [0, 1].
    """

    reference = (
        "Alpaydin & Kaynak 1998, Optical recognition of handwritten digits, doi:10.24432/C50P49"
    )

    def spec(self) -> DataSpec:
        """What the dataset is, without loading it."""
        return DataSpec("digits", (8, 8), Task.CLASSIFICATION, tuple("0123456789"))

    def read(self) -> "Source":
        """Read all samples from scikit-learn."""
        import numpy as np
        from kb_registry import Split
        from sklearn.datasets import load_digits

        from kb_keras.datasets.samples._division import Source

        digits = load_digits()
        x = (digits.images / 16).astype(np.float32)
        return Source(self.spec(), Split(x, digits.target.astype(np.int64)))
