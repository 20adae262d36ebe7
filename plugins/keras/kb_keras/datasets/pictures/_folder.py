"""The pictures in a folder per class."""

import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from kb_registry import DataError, DataSpec, Split
from numpy.typing import DTypeLike, NDArray
from PIL import Image

from kb_keras.datasets.pictures._decoding import Format, decode, is_deep, shares
from kb_keras.datasets.pictures._files import folders, parts_of, pictures
from kb_keras.datasets.pictures._preparation import PicturePreparation
from kb_keras.datasets.samples import _checks as checks
from kb_keras.datasets.samples._division import Source
from kb_keras.datasets.samples._stored_rows import StoredRows, unpacked

TOGETHER = 256
"""Pictures that are decoded side by side before they are written."""


def read_folder(path: str, form: Format) -> Source:
    """Read a folder of folders, or two or three such folders called train, validation and test.

    Raises:
        DataError: A folder is missing or empty, or a file is broken.
    """
    form.check()
    root = Path(path).expanduser()
    parts = parts_of(root, folders(root)) or {"train": root}
    classes = folders(parts["train"])
    if len(classes) < 2:  # noqa: PLR2004 - one class can't be told from another
        raise DataError(
            f"{parts['train']} holds {len(classes)} folders, so there are fewer than two classes.",
            hint="Expected a folder of pictures for each class.",
        )
    spec = DataSpec(root.resolve().name, form.shape, checks.task_of(len(classes)), classes)
    read = {part: _split(folder, parts["train"], classes, form) for part, folder in parts.items()}
    return Source(
        spec,
        read["train"],
        read.get("test"),
        validation=read.get("validation"),
        preparation=PicturePreparation(spec, form),
    )


def _split(root: Path, known_from: Path, classes: tuple[str, ...], form: Format) -> Split:
    """The pictures in some folders, each with its class' number."""
    numbers = {name: number for number, name in enumerate(classes)}
    files, labels = [], []
    for name in folders(root):
        if name not in numbers:
            raise DataError(f"{root} holds {name}, which {known_from} doesn't.")
        found = pictures(root / name)
        files += found
        labels += [numbers[name]] * len(found)
    if not files:
        raise DataError(f"{root} holds no pictures.", hint="Expected a folder for each class.")
    with warnings.catch_warnings(), ThreadPoolExecutor() as threads:
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        dtype = np.float32 if any(threads.map(is_deep, files)) else np.uint8
        pieces = _decoded(files, form, dtype, threads)
        with unpacked(pieces, root) as whole:
            pixels = StoredRows(whole, root, 0, (len(files), *form.shape), dtype)
    return Split(checks.features(pixels, str(root)), np.array(labels, np.int64))


def _decoded(
    files: list[Path], form: Format, dtype: DTypeLike, threads: ThreadPoolExecutor
) -> Iterator[NDArray[Any]]:
    """Yield the pixels of each picture; decoding them once saves doing so in every epoch."""
    remaining = iter(files)
    while together := list(islice(remaining, TOGETHER)):
        for pixels in threads.map(partial(decode, form=form), together):
            yield pixels if dtype == np.uint8 else np.ascontiguousarray(shares(pixels))
