"""New pictures, prepared like those that a model was trained on."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen
from kb_registry import DataError, DataSpec, NewData, PreparedRows, RawForm, RawInput, closest
from numpy.typing import NDArray

from kb_keras.datasets.pictures._decoding import Format, decode, shares
from kb_keras.datasets.pictures._files import all_pictures
from kb_keras.datasets.samples import _description as description_of
from kb_keras.datasets.samples._byte_input import ByteInput

KIND, FORMAT = "pictures", 1

TOGETHER = 256
"""Pictures that are decoded side by side."""


@frozen
class PicturePreparation:
    """Makes samples of pictures.

    Attributes:
        spec: What the dataset is.
        form: What every picture is brought to.
    """

    spec: DataSpec
    form: Format

    def describe(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            **description_of.spec(KIND, FORMAT, self.spec),
            "size": list(self.form.size),
            "color": self.form.color,
            "ground": self.form.ground,
            "white": self.form.white,
        }

    @classmethod
    def restore(cls, description: Mapping[str, Any]) -> "PicturePreparation":
        """Return what was described.

        Raises:
            DataError: The description is damaged or of a newer version.
        """
        with description_of.reading(description, KIND, FORMAT):
            height, width = description["size"]
            form = Format(
                (height, width), description["color"], description["ground"], description["white"]
            )
            return cls(DataSpec.restore(description), form)

    def read(self, source: NewData, *, targets: bool = False) -> Iterator[PreparedRows]:
        """Yield all pictures of a folder in order, those in its folders included.

        With `targets`, the folder in which a picture lies names its class.

        Raises:
            DataError: There are no pictures, one is broken, or a class is unknown.
        """
        if not isinstance(source, (str, Path)):
            raise DataError(
                "Pictures can't be read from a stream.", hint="Give a file or a folder."
            )
        root = Path(source).expanduser()
        remaining = iter(self._found(root))
        with ThreadPoolExecutor() as threads:
            while files := list(islice(remaining, TOGETHER)):
                decoded = threads.map(partial(decode, form=self.form), files)
                x = np.stack([shares(pixels) for pixels in decoded])
                y = np.array([self._label(file) for file in files], np.int64) if targets else None
                yield PreparedRows(tuple(_called(file, root) for file in files), x, y)

    def in_units(self, outputs: NDArray[Any]) -> NDArray[Any]:
        """Return class probabilities as they are."""
        return outputs

    def raw_input(self, form: RawForm) -> RawInput | None:
        """Return the scaling of pixels as a layer; pictures of this size and colour go in."""
        del form
        return ByteInput(self.spec.input_shape)

    def _found(self, root: Path) -> list[Path]:
        found = all_pictures(root)
        if not found:
            raise DataError(f"{root} holds no pictures.", hint="Give a folder of pictures.")
        return found

    def _label(self, file: Path) -> int:
        name = file.parent.name
        if name not in self.spec.classes:
            raise DataError(
                f"{file} lies in {name}, which isn't a class that training saw.",
                hint=closest(name, self.spec.classes),
            )
        return self.spec.classes.index(name)


def _called(file: Path, root: Path) -> str:
    return file.name if file == root else file.relative_to(root).as_posix()
