"""Pictures in folders."""

from typing import TYPE_CHECKING, Annotated, Literal

from kb_registry import Ge, param

from kb_keras.datasets.samples._divided_dataset import DividedDataset

if TYPE_CHECKING:
    from kb_keras.datasets.samples._division import Source

Pixels = Annotated[int, Ge(1)]


class Images(DividedDataset):
    """Pictures in a folder per class, brought to one size.

    `path/cats/1.png` is a sample of class `cats`. If `path` holds exactly the folders `train`
    and `test`, each with a folder per class, test is the test. Pixels are scaled from 0..255
    to [0, 1]; a picture of another size is stretched, bilinearly.
    """

    reference = "https://pillow.readthedocs.io/en/stable/handbook/image-file-formats.html"

    path: str = param(help="the folder that holds the folders")
    size: tuple[Pixels, Pixels] = param(default=(32, 32), help="height and width in pixels")
    color: Literal["rgb", "gray"] = param(
        default="rgb", kw_only=True, help="rgb: shape (height, width, 3); gray: (height, width, 1)"
    )

    def read(self) -> "Source":
        """Decode all pictures into a temporary file, from which they are read when needed.

        Raises:
            DataError: A folder is missing or empty, there is one class alone, or a file is
                broken or no picture.
        """
        from kb_keras.datasets.pictures._folder import read_folder

        return read_folder(self.path, self.size, self.color)
