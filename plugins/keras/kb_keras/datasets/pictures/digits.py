"""Small images of handwritten digits that come with scikit-learn."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kb_registry import DataSpec, Task

from kb_keras.datasets.samples._divided_dataset import DividedDataset

if TYPE_CHECKING:
    from kb_registry import Preparation, Splits

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

        from kb_keras.datasets.archives._preparation import ArrayPreparation
        from kb_keras.datasets.samples._division import Source
        from kb_keras.datasets.samples._labels import Classes

        digits = load_digits()
        x = (digits.images / 16).astype(np.float32)
        y = digits.target.astype(np.int64)
        classes = Classes(self.spec().classes, tuple(range(10)))
        preparation = ArrayPreparation(self.spec(), classes, bytes_scaled=True)
        return Source(self.spec(), Split(x, y), preparation=preparation)

    def script(self, seed: int, data: "Splits") -> str:
        """Return code that loads the images from scikit-learn."""
        from kb_keras.datasets.samples._script import loading_code

        return loading_code(
            "    digits = datasets.load_digits()\n"
            "    x = (digits.images / 16).astype(np.float32)\n"
            "    y = digits.target.astype(np.int64)",
            data=data,
            validation=self.validation,
            test=self.test,
            seed=seed,
        )

    def preparation(self, description: Mapping[str, Any]) -> "Preparation":
        """Restore what makes samples of new arrays, from its description in a run.

        Its `read` takes an .npz file with `x` or `x_test`, an .npy file, a file of images in
        MNIST's format, or a folder of such files.

        Raises:
            DataError: The description is damaged or of a newer version.
        """
        from kb_keras.datasets.archives._preparation import ArrayPreparation

        return ArrayPreparation.restore(description)
