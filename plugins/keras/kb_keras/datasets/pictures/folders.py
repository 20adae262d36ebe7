"""Pictures in folders."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from kb_registry import Ge, Gt, param

from kb_keras.datasets.samples._divided_dataset import DividedDataset

if TYPE_CHECKING:
    from kb_registry import Preparation

    from kb_keras.datasets.samples._division import Source

Pixels = Annotated[int, Ge(1)]


class Images(DividedDataset):
    """Pictures in a folder per class, brought to one size.

    `path/cats/1.png` is a sample of class `cats`. If the folders in `path` are called train and
    test, train, val and test, Training and Testing, training_set and test_set or the like, each
    holds a folder per class, and they stay the parts that they are. Pixels are scaled to [0, 1]; a
    picture of another size is stretched, bilinearly. Pictures are turned as their camera noted,
    transparent pixels are laid on `ground`, and pictures of 16 bits keep them.
    """

    reference = "https://pillow.readthedocs.io/en/stable/handbook/image-file-formats.html"

    path: str = param(help="the folder that holds the folders")
    size: tuple[Pixels, Pixels] = param(default=(32, 32), help="height and width in pixels")
    color: Literal["rgb", "gray"] = param(
        default="rgb", kw_only=True, help="rgb: shape (height, width, 3); gray: (height, width, 1)"
    )
    ground: str = param(
        default="white", kw_only=True, help="what lies behind transparent pixels, such as black"
    )
    white: Annotated[float, Gt(0)] | None = param(
        default=None,
        kw_only=True,
        help="value of white with over 8 bits; none: 65535, and 1 in floating point",
    )

    def read(self) -> "Source":
        """Decode all pictures into a temporary file, from which they are read when needed.

        Raises:
            DataError: A folder is missing or empty, there is one class alone, or a file is
                broken or isn't a picture.
        """
        from kb_keras.datasets.pictures._decoding import Format
        from kb_keras.datasets.pictures._folder import read_folder

        return read_folder(self.path, Format(self.size, self.color, self.ground, self.white))

    def preparation(self, description: Mapping[str, Any]) -> "Preparation":
        """Return what makes samples of new pictures, from its description in a run.

        Its `read` takes a picture or a folder of pictures, in folders of classes or not.

        Raises:
            DataError: The description is damaged or of a newer version.
        """
        from kb_keras.datasets.pictures._preparation import PicturePreparation

        return PicturePreparation.restore(description)
