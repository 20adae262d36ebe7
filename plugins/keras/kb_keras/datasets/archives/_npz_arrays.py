"""Named arrays of an .npz file."""

import zipfile
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from kb_registry import DataError
from numpy.typing import NDArray

from kb_keras.datasets.archives._npz_member import objects, samples_of

WHOLE = ("x", "y")
DIVIDED = ("x_train", "y_train", "x_test", "y_test")

Arrays = dict[str, Any]
"""Samples, in memory or not, and targets in memory."""


def read_arrays(file: Path, choices: Sequence[tuple[str, ...]]) -> Arrays:
    """Return the arrays of the first choice that a file holds in full.

    Raises:
        DataError: The file can't be read, is damaged, or lacks one of the last choice's arrays.
    """
    try:
        with file.open("rb") as content:  # by itself, NumPy leaves a damaged file open
            archive = np.load(content, allow_pickle=False)
            if isinstance(archive, np.ndarray):
                raise _lacking(file, WHOLE, ["a single array without a name"])
            complete = (choice for choice in choices if set(choice) <= set(archive))
            wanted = next(complete, choices[-1])
            missing = [name for name in wanted if name not in archive]
            if missing:
                raise _lacking(file, missing, archive)
            return {
                name: samples_of(archive, name, content, file)
                if name[0] == "x"
                else _targets(archive, name, file)
                for name in wanted
            }
    except DataError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
        raise DataError(
            f"{file} is damaged or isn't an .npz file: {error}.",
            hint="Save it again with np.savez.",
        ) from error
    except OSError as error:
        raise DataError(
            f"{file} can't be read: {error.strerror}.", hint="Check the path and its permissions."
        ) from error


def _lacking(file: Path, missing: Iterable[str], held: Iterable[str]) -> DataError:
    return DataError(
        f"{file} lacks {' and '.join(missing)}; it holds {', '.join(held) or 'nothing'}.",
        hint="Expected x and y, or x_train, y_train, x_test and y_test.",
    )


def _targets(archive: Any, name: str, file: Path) -> NDArray[Any]:
    try:
        found: NDArray[Any] = archive[name]
    except ValueError as error:
        if "Object arrays" not in str(error):
            raise
        raise objects(file, name) from error
    return found
