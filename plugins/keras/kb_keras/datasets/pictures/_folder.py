"""The pictures in a folder per class."""

import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen
from kb_registry import DataError, DataSpec, Split
from numpy.typing import NDArray
from PIL import Image

from kb_keras.datasets.samples import _checks as checks
from kb_keras.datasets.samples._division import Source
from kb_keras.datasets.samples._stored_rows import StoredRows, unpacked

MODES = {"rgb": ("RGB", 3), "gray": ("L", 1)}

TOGETHER = 256
"""Pictures that are decoded side by side before they are written."""


@frozen
class Format:
    """What every picture is brought to."""

    size: tuple[int, int]
    color: str

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width and channels."""
        return (*self.size, MODES[self.color][1])


def read_folder(path: str, size: tuple[int, int], color: str) -> Source:
    """Read a folder of folders, or two of them called train and test.

    Raises:
        DataError: A folder is missing or empty, or a file is broken.
    """
    folder, form = Path(path).expanduser(), Format(size, color)
    names = _folders(folder)
    divided = names == ("test", "train")
    root = folder / "train" if divided else folder
    classes = _folders(root) if divided else names
    if len(classes) < 2:  # noqa: PLR2004 - one class can't be told from another
        raise DataError(
            f"{root} holds {len(classes)} folders: there is nothing to tell apart.",
            hint="Expected is a folder of pictures for each class, two at least.",
        )
    labels = {name: label for label, name in enumerate(classes)}
    spec = DataSpec(folder.resolve().name, form.shape, checks.task_of(len(classes)), classes)
    if not divided:
        return Source(spec, _split(root, labels, form))
    tested = _folders(folder / "test")
    if unknown := set(tested) - set(classes):
        raise DataError(f"{folder / 'test'} holds {min(unknown)}, which {root} doesn't.")
    test = _split(folder / "test", {name: labels[name] for name in tested}, form)
    return Source(spec, _split(root, labels, form), test)


def _folders(folder: Path) -> tuple[str, ...]:
    try:
        return tuple(sorted(f.name for f in folder.iterdir() if f.is_dir() and _is_shown(f)))
    except OSError as error:
        raise DataError(
            f"{folder} can't be read: {error.strerror}.", hint="Give the path of a folder."
        ) from error


def _is_shown(path: Path) -> bool:
    return not path.name.startswith((".", "__"))


def _split(root: Path, numbers: dict[str, int], form: Format) -> Split:
    """The pictures in some folders, each with its folder's number."""
    files, labels = [], []
    for name, number in numbers.items():
        found = sorted(filter(_is_shown, (root / name).glob("*")))
        if not found:
            raise DataError(f"{root / name} holds no pictures.", hint="Fill or remove it.")
        files += found
        labels += [number] * len(found)
    with unpacked(_decoded(files, form), root) as whole:
        pixels = StoredRows(whole, root, 0, (len(files), *form.shape), np.uint8)
    return Split(checks.features(pixels, str(root)), np.array(labels, np.int64))


def _decoded(files: list[Path], form: Format) -> Iterator[NDArray[np.uint8]]:
    """Yield the pixels of each picture; decoding them once saves doing so in every epoch."""
    remaining = iter(files)
    with warnings.catch_warnings(), ThreadPoolExecutor() as threads:
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        while together := list(islice(remaining, TOGETHER)):
            yield from threads.map(partial(_pixels, form=form), together)


def _pixels(file: Path, form: Format) -> NDArray[np.uint8]:
    height, width = form.size
    try:
        with Image.open(file) as image:
            picture: Any = image.convert(MODES[form.color][0])
            picture = picture.resize((width, height), Image.Resampling.BILINEAR)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Warning) as error:
        raise DataError(
            f"{file} is broken or no picture: {error}.", hint="Replace or remove the file."
        ) from error
    return np.asarray(picture, np.uint8).reshape(form.shape)
