"""Samples divided into training, validation and test."""

import numpy as np
from attrs import evolve, field, frozen
from kb_registry import DataError, DataSpec, Preparation, Split, Splits, Task, derive_seed
from sklearn.model_selection import train_test_split

from kb_keras.datasets.samples._views import selected


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
    """Divide samples at random, stratified by class where there are classes.

    Args:
        source: The samples.
        validation: Number or share of the samples to choose on.
        test: Number or share to report on, unless the source has test samples of its own.
        seed: Decides which samples go where.

    Raises:
        DataError: There are too few samples of a class to have some in each part, or a class
            is among the source's test samples alone.
    """
    whole, tested, chosen = len(source.samples), source.test, source.validation
    train = source.samples
    _check_known(source)
    if tested is None:
        train, tested = _part(source, _count(test, whole), derive_seed(seed, "test"))
        source = evolve(source, samples=train)
    if chosen is None:
        train, chosen = _part(source, _count(validation, whole), derive_seed(seed, "validation"))
    return Splits(source.spec, train, chosen, tested, preparation=source.preparation)


def _count(size: float, whole: int) -> int:
    return size if isinstance(size, int) else max(1, round(size * whole))


def _part(source: Source, count: int, seed: int) -> tuple[Split, Split]:
    samples = source.samples
    _check_enough(source, count)
    rest, taken = train_test_split(
        np.arange(len(samples)),
        test_size=count,
        stratify=None if source.spec.task is Task.REGRESSION else samples.y,
        random_state=seed,
    )
    kept, given = (Split(selected(samples.x, rows), samples.y[rows]) for rows in (rest, taken))
    return kept, given


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


def _check_enough(source: Source, count: int) -> None:
    name, samples = source.spec.name, source.samples
    if source.spec.task is Task.REGRESSION:
        if len(samples) <= count:
            raise DataError(
                f"{name} has too few samples: training, validation and test need one each.",
                hint="Bring more samples.",
            )
        return
    labels, sizes = np.unique(samples.y, return_counts=True)
    if sizes.min() == 1:
        raise DataError(
            f"{name} has a single sample of class {source.spec.classes[labels[sizes.argmin()]]}"
            " to divide.",
            hint="Bring more samples of this class, or leave it out.",
        )
    if min(count, len(samples) - count) < len(labels):
        raise DataError(
            f"{name}: {len(samples)} samples of {len(labels)} classes can't be divided into"
            f" {len(samples) - count} and {count} with every class in both.",
            hint="Bring more samples, or change the shares validation and test.",
        )
