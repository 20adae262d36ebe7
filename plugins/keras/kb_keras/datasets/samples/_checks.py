"""What must hold before a model may be trained on samples."""

import numpy as np
from kb_registry import DataError, Samples, Task
from numpy.typing import NDArray

from kb_keras.datasets.samples._views import blocks, mapped


def features(x: Samples, where: str) -> Samples:
    """Samples as float32; bytes count as pixels and are scaled from 0..255 to [0, 1].

    Args:
        x: Numbers of shape `(samples, ...)`, in memory or not.
        where: File and array, for the message.

    Raises:
        DataError: There are no samples, or values that aren't finite numbers.
    """
    if len(x.shape) < 2 or 0 in x.shape:  # noqa: PLR2004 - samples, and at least one axis of features
        raise DataError(
            f"{where} holds no samples: its shape is {x.shape}.",
            hint="Expected (samples, features) or (samples, height, width).",
        )
    _check_numeric(x, where)
    if x.dtype.kind == "f":
        _check_finite(x, where)
    return mapped(x, scaled if x.dtype == np.uint8 else _single)


def targets(y: NDArray[np.generic], where: str) -> NDArray[np.float32]:
    """Targets of a regression as float32, of shape `(samples,)` or `(samples, targets)`.

    Raises:
        DataError: There are values that aren't finite numbers, or more than two axes.
    """
    y = column(y)
    if y.ndim not in {1, 2}:
        raise DataError(
            f"{where} has shape {y.shape}.", hint="Expected (samples,) or (samples, targets)."
        )
    _check_numeric(y, where)
    _check_finite(y, where)
    return _single(y)


def labels(y: NDArray[np.generic], where: str, most: int | None = None) -> NDArray[np.int64]:
    """Labels as int64 of shape `(samples,)`.

    Args:
        y: Whole numbers.
        where: File and array, for the message.
        most: How many classes there may be; None for one a label.

    Raises:
        DataError: Labels that aren't whole numbers or don't count classes from 0.
    """
    y = column(y)
    whole(y, where, most or len(y))
    return y.astype(np.int64)


def whole(y: NDArray[np.generic], where: str, most: int | None = None) -> None:
    """Check that labels of shape `(samples,)` are whole numbers.

    Args:
        y: The labels.
        where: File and array, for the message.
        most: How many classes they count from 0; None for any numbers.

    Raises:
        DataError: They aren't.
    """
    if y.ndim != 1:
        raise DataError(f"{where} has shape {y.shape}.", hint="Expected one label for each sample.")
    _check_numeric(y, where)
    _check_finite(y, where)
    numbers = _single(y)
    outside = (numbers < 0) | (numbers >= most) if most else False
    wrong = np.flatnonzero((numbers % 1 != 0) | outside)
    if wrong.size:
        known = f"none of 0 to {most - 1}" if most else "not a whole number"
        raise DataError(
            f"{where}: row {wrong[0]} has label {y[wrong[0]]}, which is {known}.",
            hint="Number the classes from 0 without gaps.",
        )


def same_length(x: Samples, y: NDArray[np.generic], where: str) -> None:
    """Check that every sample has its label.

    Raises:
        DataError: There are more of one than of the other.
    """
    if len(x) != len(y):
        raise DataError(
            f"{where}: {len(x)} samples but {len(y)} labels.",
            hint="Use both from the same source.",
        )


def task_of(classes: int) -> Task:
    """The task that a number of classes makes: two are told apart by one probability."""
    return Task.BINARY if classes == 2 else Task.CLASSIFICATION  # noqa: PLR2004


def column(y: NDArray[np.generic]) -> NDArray[np.generic]:
    """Targets of shape `(samples,)` if they come as `(samples, 1)`."""
    return y[:, 0] if y.ndim > 1 and y.shape[1:] == (1,) else y


def scaled(values: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Bytes as shares of 255, in single precision."""
    return np.divide(values, np.float32(255), dtype=np.float32)


def _single(values: NDArray[np.generic]) -> NDArray[np.float32]:
    with np.errstate(over="ignore"):  # what float32 can't hold becomes infinite, and is named
        return values.astype(np.float32)


def _check_numeric(values: Samples, where: str) -> None:
    if values.dtype.kind not in "biuf":
        raise DataError(
            f"{where} holds {values.dtype}, not numbers.", hint="Save it as an array of numbers."
        )


def _check_finite(values: Samples, where: str) -> None:
    first, count = "", 0
    for start, block in blocks(values):
        numbers = _single(block)
        wrong = np.argwhere(~np.isfinite(numbers))
        if len(wrong) and not count:
            row, *place = wrong[0].tolist()
            column = f", column {', '.join(map(str, place))}" if place else ""
            first = f"row {start + row}{column} is {numbers[tuple(wrong[0])]}"
        count += len(wrong)
    if count:
        raise DataError(
            f"{where}: {first} ({count} such values in all).",
            hint="Fill in or leave out such samples; rows and columns count from 0.",
        )
