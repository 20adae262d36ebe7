"""The arrays of an .npz file."""

import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from kb_registry import DataError, DataSpec, Split, Task

from kb_keras.datasets.archives._npz_member import samples_of
from kb_keras.datasets.samples import _checks as checks
from kb_keras.datasets.samples._division import Source

WHOLE = ("x", "y")
DIVIDED = ("x_train", "y_train", "x_test", "y_test")

Arrays = dict[str, Any]
"""Samples, in memory or not, and targets in memory."""


def read_npz(path: str, task: str) -> Source:
    """Read samples, and test samples if there are any.

    Args:
        path: The file.
        task: classification, regression, or auto to go by the type of the targets.

    Raises:
        DataError: The file is damaged, an array is missing, or arrays don't fit.
    """
    file = Path(path).expanduser()
    arrays = _arrays(file)
    targets = [array for name, array in arrays.items() if name[0] == "y"]
    regression = task == "regression" or (
        task == "auto" and any(array.dtype.kind == "f" for array in targets)
    )
    if len(arrays) == len(WHOLE):
        samples = _split(file, arrays, WHOLE, regression=regression)
        return Source(_spec(file, [samples], regression=regression), samples)
    samples = _split(file, arrays, DIVIDED[:2], regression=regression)
    test = _split(file, arrays, DIVIDED[2:], regression=regression, most=len(samples))
    if test.x.shape[1:] != samples.x.shape[1:]:
        raise DataError(
            f"{file}: x_train holds samples of shape {samples.x.shape[1:]}, x_test of"
            f" {test.x.shape[1:]}."
        )
    return Source(_spec(file, [samples, test], regression=regression), samples, test)


def _arrays(file: Path) -> Arrays:
    try:
        with file.open("rb") as content:  # by itself, NumPy leaves a damaged file open
            archive = np.load(content, allow_pickle=False)
            if isinstance(archive, np.ndarray):
                raise _lacking(file, WHOLE, ["a single array without a name"])
            wanted = WHOLE if set(WHOLE) <= set(archive) else DIVIDED
            missing = [name for name in wanted if name not in archive]
            if missing:
                raise _lacking(file, missing, archive)
            return {
                name: samples_of(archive, name, content, file) if name[0] == "x" else archive[name]
                for name in wanted
            }
    except DataError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
        raise DataError(
            f"{file} is damaged or no .npz file: {error}.", hint="Save it again with np.savez."
        ) from error
    except OSError as error:
        raise DataError(
            f"{file} can't be read: {error.strerror}.", hint="Check the path and its permissions."
        ) from error


def _lacking(file: Path, missing: Iterable[str], held: Iterable[str]) -> DataError:
    return DataError(
        f"{file} lacks {' and '.join(missing)}; it holds {', '.join(held) or 'nothing'}.",
        hint="Expected are x and y, or x_train, y_train, x_test and y_test.",
    )


def _split(
    file: Path,
    arrays: Arrays,
    pair: tuple[str, ...],
    *,
    regression: bool,
    most: int | None = None,
) -> Split:
    x, y = (arrays[name] for name in pair)
    where = [f"{file}, {name}" for name in pair]
    features = checks.features(x, where[0])
    numbers = checks.targets(y, where[1]) if regression else checks.labels(y, where[1], most)
    checks.same_length(features, numbers, f"{file}, {pair[0]} and {pair[1]}")
    return Split(features, numbers)


def _spec(file: Path, parts: list[Split], *, regression: bool) -> DataSpec:
    name, shape = file.stem, parts[0].x.shape[1:]
    if regression:
        targets = parts[0].y.shape[1] if parts[0].y.ndim > 1 else 1
        return DataSpec(name, shape, Task.REGRESSION, targets=targets)
    classes = 1 + max(int(part.y.max()) for part in parts)
    return DataSpec(name, shape, checks.task_of(classes), tuple(map(str, range(classes))))
