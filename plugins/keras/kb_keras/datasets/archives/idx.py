"""Images in files of the format of MNIST."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Ge, param

from kb_keras.datasets.samples._divided_dataset import DividedDataset

if TYPE_CHECKING:
    from kb_keras.datasets.samples._division import Source


class Idx(DividedDataset):
    """A folder of images in MNIST's format, packed with gzip or not.

    Expected are `train-images-idx3-ubyte` and `train-labels-idx1-ubyte`,
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
