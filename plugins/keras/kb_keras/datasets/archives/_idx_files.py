"""The files in MNIST's format that a folder holds."""

import re
from pathlib import Path

from kb_registry import DataError

_NAME = re.compile(r"(train|t10k)-(images|labels)[-.]idx\d-ubyte(\.gz)?")

Files = dict[tuple[str, str], Path]


def idx_files(folder: Path) -> Files:
    """Return the files by part, train or t10k, and by what they hold, images or labels.

    Raises:
        DataError: The folder can't be read.
    """
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except OSError as error:
        raise DataError(
            f"{folder} can't be read: {error.strerror}.", hint="Give the path of a folder."
        ) from error
    files: Files = {}
    for name in names:  # a packed file comes after its unpacked twin, which wins
        match = _NAME.fullmatch(name)
        if match:
            files.setdefault((match[1], match[2]), folder / name)
    return files


def idx_pair(folder: Path, files: Files, part: str) -> tuple[Path, Path] | None:
    """Return the files of images and labels of a part; None if there are none of it.

    Raises:
        DataError: One lacks the other.
    """
    images, labels = files.get((part, "images")), files.get((part, "labels"))
    if images is None and labels is None:
        return None
    if images is None or labels is None:
        present, absent = ("labels", "images") if images is None else ("images", "labels")
        raise DataError(
            f"{folder} holds {part}-{present}, but no {part}-{absent}.",
            hint=f"Put {part}-{absent}-idx{1 if labels is None else 3}-ubyte.gz beside it.",
        )
    return images, labels


def no_images(folder: Path) -> DataError:
    """Say that a folder holds no such files."""
    return DataError(
        f"{folder} holds no images in the format of MNIST.",
        hint="Expected files such as train-images-idx3-ubyte.gz.",
    )
