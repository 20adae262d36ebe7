"""Arrays in new files, of whatever format a file has."""

from pathlib import Path
from typing import Any

from kb_registry import DataError, Samples
from numpy.typing import NDArray

from kb_keras.datasets.archives._idx_files import idx_files, idx_pair, no_images
from kb_keras.datasets.archives._idx_format import read_idx
from kb_keras.datasets.archives._npz_arrays import read_arrays
from kb_keras.datasets.archives._npz_member import read_npy


def new_arrays(file: Path, *, targets: bool) -> tuple[Samples, NDArray[Any] | None, str]:
    """Return samples, their targets if these are wanted, and what to call them in messages.

    Of a folder in MNIST's format the test images are read, or the training images if it has no
    others.

    Raises:
        DataError: The file can't be read, or lacks what is wanted.
    """
    if file.is_dir():
        files = idx_files(file)
        pair = idx_pair(file, files, "t10k") or idx_pair(file, files, "train")
        if pair is None:
            raise no_images(file)
        images, labels = pair
        return read_idx(images), read_idx(labels)[:] if targets else None, str(images)
    start = _start(file)
    if start.startswith(b"\x93NUMPY"):
        if targets:
            raise DataError(
                f"{file} holds a single array, without targets.",
                hint="Save an .npz file with x and y: np.savez.",
            )
        return read_npy(file), None, str(file)
    if start.startswith(b"PK"):
        names = (("x", "y"), ("x_test", "y_test")) if targets else (("x",), ("x_test",))
        found = read_arrays(file, (names[1], names[0]) if targets else names)
        x, *y = found.values()
        return x, y[0] if y else None, f"{file}, {next(iter(found))}"
    if targets:
        raise DataError(
            f"{file} holds images without labels.", hint="Give the folder that holds both."
        )
    return read_idx(file), None, str(file)


def _start(file: Path) -> bytes:
    try:
        with file.open("rb") as content:
            return content.read(6)
    except OSError as error:
        raise DataError(
            f"{file} can't be read: {error.strerror}.", hint="Check the path and its permissions."
        ) from error
