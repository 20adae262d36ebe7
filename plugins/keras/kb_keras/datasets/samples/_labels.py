"""Targets in arrays: which task they make, and the classes among them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen
from kb_registry import DataError, SetParameter, Task
from numpy.typing import NDArray

from kb_keras.datasets.samples import _checks as checks
from kb_keras.datasets.samples._classes import MOST_NUMBERED_CLASSES, class_name, is_quantity

Array = NDArray[Any]


@frozen(eq=False)
class Classes:
    """Classes and the values that stand for them in files.

    Attributes:
        names: In the order of their labels.
        values: What stands in a file for each; None if a row holds a one for its class.
    """

    names: tuple[str, ...]
    values: tuple[Any, ...] | None

    @property
    def task(self) -> Task:
        """The task that so many classes make."""
        return checks.task_of(len(self.names))

    def labels(self, y: Array, where: str) -> NDArray[np.int64]:
        """Return the label of each value, counted from 0.

        Raises:
            DataError: A value stands for no class.
        """
        y = readable(y)
        if self.values is None:
            if not _is_one_hot(y) or y.shape[1] != len(self.names):
                raise DataError(
                    f"{where} has shape {y.shape}.",
                    hint=f"Expected {len(self.names)} columns, with a single 1 in each row.",
                )
            return np.asarray(y.argmax(axis=1), np.int64)
        values = np.array(self.values)
        order = np.argsort(values)
        places = np.searchsorted(values[order], y).clip(max=len(values) - 1)
        labels = order[places]
        wrong = np.flatnonzero(values[labels] != y)
        if wrong.size:
            raise DataError(
                f"{where}: row {wrong[0]} has label {y[wrong[0]]}, which isn't one of the"
                f" {len(values)} classes.",
                hint="Rows count from 0.",
            )
        return np.asarray(labels, np.int64)


def classes_in(parts: Sequence[Array], wheres: Sequence[str], task: str) -> Classes | None:
    """Return the classes among targets of all parts; None if they are those of a regression.

    Words are classes, and so are rows with a single 1 among zeros, whole numbers of an integer
    type, and other whole numbers of at most 20 kinds. Numbers from 0 on count classes, of which
    some may have no sample.

    Raises:
        DataError: The task that was asked for can't be done with them.
    """
    parts = [readable(y) for y in parts]
    words = all(y.dtype.kind == "U" for y in parts)
    if task == "regression":
        if words:
            raise DataError(
                f"{wheres[0]} holds words, which no regression can predict.",
                suggestions=[SetParameter("task", "classification")],
            )
        return None
    if words:
        kinds = np.unique(np.concatenate([y.reshape(-1) for y in parts]))
        return Classes(tuple(map(class_name, kinds.tolist())), tuple(kinds.tolist()))
    if any(y.dtype.kind not in "biuf" for y in parts):
        return None  # which the checks of a regression's targets will name
    if all(_is_one_hot(y) for y in parts):
        return Classes(tuple(map(str, range(parts[0].shape[1]))), None)
    integers = all(y.dtype.kind in "biu" for y in parts)
    if task == "auto" and not integers and any(is_quantity(y) for y in parts):
        return None
    for y, where in zip(parts, wheres, strict=True):
        checks.whole(y, where)
    return _numbered(np.unique(np.concatenate(parts)), sum(map(len, parts)), wheres[0], task)


def readable(targets: Array) -> Array:
    """Targets with a single axis if one is enough, and words as text."""
    y: Any = checks.column(targets)
    return np.char.decode(y, "utf-8") if y.dtype.kind == "S" else y


def _numbered(kinds: Array, rows: int, where: str, task: str) -> Classes:
    if kinds[0] == 0 and kinds[-1] < rows:
        count = int(kinds[-1]) + 1
        return Classes(tuple(map(str, range(count))), tuple(range(count)))
    if task == "auto" and len(kinds) > MOST_NUMBERED_CLASSES:
        raise DataError(
            f"{where} holds {len(kinds)} different whole numbers from {kinds[0]} to {kinds[-1]},"
            " which may be classes or targets.",
            suggestions=[
                SetParameter("task", "classification", purpose="If they are classes"),
                SetParameter("task", "regression", purpose="If they are targets"),
            ],
        )
    return Classes(tuple(map(class_name, kinds.tolist())), tuple(kinds.tolist()))


def _is_one_hot(y: Array) -> bool:
    return bool(
        y.ndim == 2  # noqa: PLR2004 - rows and classes
        and y.shape[1] > 1
        and y.dtype.kind in "biuf"
        and np.isin(y, (0, 1)).all()
        and (y.sum(axis=1) == 1).all()
    )
