"""Samples divided into training, validation and test."""

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from attrs import field, frozen
from kb_registry import DataError, DataSpec, Preparation, Split, Splits, Task, derive_seed
from numpy.typing import NDArray
from sklearn.model_selection import train_test_split

from kb_keras.datasets.samples._views import selected
from kb_keras.datasets.samples._warning import warn

MOST_NAMED = 5
"""Rare classes that a warning names."""

Rows: TypeAlias = NDArray[np.int64]

Drawn: TypeAlias = dict[str, Rows]
"""The rows of each part, by its name."""


@frozen(eq=False)
class Source:
    """What a dataset holds before it is divided.

    Attributes:
        spec: What the dataset is.
        samples: To be divided.
        test: Test samples of the dataset's own; None if it has none.
        validation: Validation samples of the dataset's own; None if it has none.
        preparation: What makes samples of new files, if nothing has to be fitted for it.
    """

    spec: DataSpec
    samples: Split
    test: Split | None = None
    validation: Split | None = field(default=None, kw_only=True)
    preparation: Preparation | None = field(default=None, kw_only=True)


def divide(source: Source, *, validation: float, test: float = 0.0, seed: int) -> Splits:
    """Divide samples at random, stratified by class if there are classes.

    If a class is too small to have samples in each part, all of it is in training, with a warning.

    Args:
        source: The samples.
        validation: Number or share to choose on, unless the source has such samples of its own.
        test: Number or share to report on, unless the source has test samples of its own.
        seed: Decides which samples go where.

    Raises:
        DataError: There are too few samples to have some in each part, or a class is among the
            source's own validation or test samples alone.
    """
    _check_known(source)
    samples, whole = source.samples, len(source.samples)
    counts = {} if source.test else {"test": _count(test, whole)}
    counts |= {} if source.validation else {"validation": _count(validation, whole)}
    labels = None if source.spec.task is Task.REGRESSION else samples.y
    rows = _drawn(whole, labels, counts, seed)
    if rows is None:
        rows = _drawn_by_class(source, counts, seed)
    elif labels is not None:
        _warn_of_absent_classes(source, rows)
    parts = {name: Split(selected(samples.x, r), samples.y[r]) for name, r in rows.items()}
    return Splits(
        source.spec,
        parts["train"],
        source.validation or parts["validation"],
        source.test or parts["test"],
        preparation=source.preparation,
    )


def _count(size: float, whole: int) -> int:
    return size if isinstance(size, int) else max(1, round(size * whole))


def _drawn(whole: int, labels: Rows | None, counts: Mapping[str, int], seed: int) -> Drawn | None:
    """Draw the rows of each part, with the same shares of each class; None if they are too few."""
    train, drawn = np.arange(whole), {}
    for name, count in counts.items():
        left = None if labels is None else labels[train]
        if not _enough(len(train), left, count):
            return None
        rest, taken = train_test_split(
            np.arange(len(train)),
            test_size=count,
            stratify=left,
            random_state=derive_seed(seed, name),
        )
        drawn[name], train = train[taken], train[rest]
    return {**drawn, "train": train}


def _enough(whole: int, labels: Rows | None, count: int) -> bool:
    if labels is None:
        return whole > count
    sizes = np.unique(labels, return_counts=True)[1]
    return sizes.min() > 1 and min(count, whole - count) >= len(sizes)


def _drawn_by_class(source: Source, counts: Mapping[str, int], seed: int) -> Drawn:
    """Draw the rows of each part class by class, at least one of each class that has enough."""
    name, samples = source.spec.name, source.samples
    if source.spec.task is Task.REGRESSION:
        raise DataError(
            f"{name} has too few samples: training, validation and test need one each.",
            hint="Bring more samples.",
        )
    random = np.random.default_rng(derive_seed(seed, "classes"))
    drawn: dict[str, list[Rows]] = {part: [] for part in (*counts, "train")}
    small = {}
    for label in np.unique(samples.y):
        rows = random.permutation(np.flatnonzero(samples.y == label))
        if len(rows) <= len(counts):
            small[source.spec.classes[label]] = len(rows)
        else:
            size = len(rows)
            for left, (part, count) in zip(range(len(counts), 0, -1), counts.items(), strict=True):
                share = max(1, min(round(size * count / len(samples)), len(rows) - left))
                drawn[part].append(rows[:share])
                rows = rows[share:]
        drawn["train"].append(rows)
    sizes = ", ".join(f"{size} of class {name}" for name, size in small.items())
    if not all(drawn.values()):
        raise DataError(
            f"{name} has too few samples of every class to be divided: {sizes}.",
            hint=f"Bring {len(counts) + 1} samples of each class or more.",
        )
    if small:
        warn(f"{name} has {sizes}: too few to be divided, so all of these are training samples.")
    return {part: np.sort(np.concatenate(rows)) for part, rows in drawn.items()}


def _warn_of_absent_classes(source: Source, rows: Drawn) -> None:
    labels = source.samples.y
    kinds, sizes = np.unique(labels, return_counts=True)
    present = [set(np.unique(labels[part]).tolist()) for part in rows.values()]
    rare = [
        f"{size} of class {source.spec.classes[label]}"
        for label, size in zip(kinds.tolist(), sizes, strict=True)
        if not all(label in part for part in present)
    ]
    if rare:
        more = f", ... ({len(rare):,} classes)" if len(rare) > MOST_NAMED else ""
        shown = ", ".join(rare[:MOST_NAMED]) + more
        warn(f"{source.spec.name} has {shown}: some part got none of them.")


def _check_known(source: Source) -> None:
    for name, part in (("validation", source.validation), ("test", source.test)):
        if part is None or source.spec.task is Task.REGRESSION:
            continue
        unknown = np.setdiff1d(part.y, source.samples.y)
        if unknown.size:
            raise DataError(
                f"{source.spec.name}: class {source.spec.classes[unknown[0]]} is among the {name}"
                " samples alone, so nothing can be learned of it.",
                hint=f"Bring training samples of this class, or leave it out of the {name}.",
            )
