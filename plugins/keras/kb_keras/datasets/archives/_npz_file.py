"""Samples and targets of an .npz file."""

from pathlib import Path

import numpy as np
from kb_registry import DataError, DataSpec, Split, Task

from kb_keras.datasets.archives._npz_arrays import DIVIDED, WHOLE, Arrays, read_arrays
from kb_keras.datasets.archives._preparation import ArrayPreparation
from kb_keras.datasets.samples import _checks as checks
from kb_keras.datasets.samples._division import Source
from kb_keras.datasets.samples._labels import Classes, classes_in


def read_npz(path: str, task: str) -> Source:
    """Read samples, and test samples if there are any.

    Args:
        path: The file.
        task: classification, regression, or auto to go by the targets.

    Raises:
        DataError: The file is damaged, an array is missing, or arrays don't fit.
    """
    file = Path(path).expanduser()
    arrays = read_arrays(file, (WHOLE, DIVIDED))
    pairs = [tuple(arrays)[i : i + 2] for i in range(0, len(arrays), 2)]
    wheres = [f"{file}, {y}" for _, y in pairs]
    classes = classes_in([arrays[y] for _, y in pairs], wheres, task)
    first, *rest = (_split(file, arrays, pair, classes) for pair in pairs)
    for test in rest:
        if test.x.shape[1:] != first.x.shape[1:]:
            raise DataError(
                f"{file}: x_train holds samples of shape {first.x.shape[1:]}, x_test of"
                f" {test.x.shape[1:]}."
            )
    spec = _spec(file, first, classes)
    bytes_scaled = arrays[pairs[0][0]].dtype == np.uint8
    preparation = ArrayPreparation(spec, classes, bytes_scaled=bytes_scaled)
    return Source(spec, first, *rest, preparation=preparation)


def _split(file: Path, arrays: Arrays, pair: tuple[str, ...], classes: Classes | None) -> Split:
    x, y = (arrays[name] for name in pair)
    where = [f"{file}, {name}" for name in pair]
    features = checks.features(x, where[0])
    numbers = classes.labels(y, where[1]) if classes else checks.targets(y, where[1])
    checks.same_length(features, numbers, f"{file}, {pair[0]} and {pair[1]}")
    return Split(features, numbers)


def _spec(file: Path, part: Split, classes: Classes | None) -> DataSpec:
    name, shape = file.stem, part.x.shape[1:]
    if classes is None:
        targets = part.y.shape[1] if part.y.ndim > 1 else 1
        return DataSpec(name, shape, Task.REGRESSION, targets=targets)
    return DataSpec(name, shape, classes.task, classes.names)
