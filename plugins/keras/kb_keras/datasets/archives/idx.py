"""Images in files of the format of MNIST."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from kb_registry import Ge, Splits, param

from kb_keras.datasets.samples._divided_dataset import DividedDataset

if TYPE_CHECKING:
    from kb_registry import Preparation

    from kb_keras.datasets.samples._division import Source


class Idx(DividedDataset):
    """A folder of images in MNIST's format, packed with gzip or not.

    The files are `train-images-idx3-ubyte` and `train-labels-idx1-ubyte`,
    `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`, each with `.gz` at its end or not.
    With both pairs, t10k is the test; with one of them, its samples are divided. Bytes are
    scaled from 0..255 to [0, 1].
    """

    reference = "LeCun, Cortes & Burges 1998, The MNIST database, http://yann.lecun.com/exdb/mnist/"

    path: str = param(help="the folder")
    classes: Annotated[int, Ge(2)] | None = param(
        default=None, kw_only=True, help="how many classes there are; none: as the labels show"
    )

    def read(self) -> "Source":
        """Read both pairs of files, or the one there is.

        Raises:
            DataError: A file is missing, unreadable or cut short, images and labels differ in
                number, or a label is out of range.
        """
        from kb_keras.datasets.archives._idx_folder import read_folder

        return read_folder(self.path, self.classes)

    def preparation(self, description: Mapping[str, Any]) -> "Preparation":
        """Restore what makes samples of new arrays, from its description in a run.

        Its `read` takes an .npz file with `x` or `x_test`, an .npy file, a file of images in
        MNIST's format, or a folder of such files.

        Raises:
            DataError: The description is damaged or of a newer version.
        """
        from kb_keras.datasets.archives._preparation import ArrayPreparation

        return ArrayPreparation.restore(description)

    def script(self, seed: int, data: Splits) -> str:
        """Return code that reads the files."""
        from kb_keras.datasets.archives._script import idx_code
        from kb_keras.datasets.samples._script import loading_code

        definition, loading, divided = idx_code(self.path)
        code = loading_code(
            loading,
            data=data,
            validation=self.validation,
            test=None if divided else self.test,
            seed=seed,
        )
        return f"{definition}\n\n\n{code}"
