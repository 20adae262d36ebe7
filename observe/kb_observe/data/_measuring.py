"""Looking at samples and targets."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from kb_observe.data._data import Data, Input, Kind, Target
from kb_observe.data._numbers import survey

ROWS = 10_000
"""Samples that are looked at, spread evenly over all of them."""

VALUES = 2**24
"""Values of one input that are looked at: of larger samples, fewer."""

FEW = 1_000
"""Classes that whole numbers may stand for; more are counts or measurements."""

RARE = 0.5
"""Share of distinct values from which whole numbers are measurements, not labels."""


def describe_data(x: Any, y: Any = None, validation: tuple[Any, Any] | None = None) -> Data:
    """Look at the samples a model is to be trained on.

    Args:
        x: An array of shape `(samples, ...)`, or a list or mapping of such arrays.
        y: Targets in the same form, or None.
        validation: Samples and targets that the model is to be validated on.
    """
    inputs, targets = dict(_named(x)), dict(_named(y))
    samples = len(next(iter(inputs.values()))) if inputs else 0
    beside = describe_data(*validation) if validation is not None else None
    return Data(
        samples,
        tuple(_input(name, values) for name, values in inputs.items()),
        tuple(_target(name, values) for name, values in targets.items()),
        beside,
        0.0 if validation is None else _overlap(inputs, dict(_named(validation[0]))),
    )


def _named(structure: Any) -> Iterator[tuple[str, Any]]:
    if structure is None:
        return
    if isinstance(structure, Mapping):
        yield from ((str(name), values) for name, values in structure.items())
    elif isinstance(structure, list | tuple) and any(hasattr(each, "shape") for each in structure):
        yield from ((str(place), values) for place, values in enumerate(structure))
    else:
        yield "", structure if hasattr(structure, "shape") else np.asarray(structure)


def _rows(values: Any) -> "np.ndarray[Any, Any]":
    """Some rows, evenly spread, as numbers."""
    count = len(values)
    width = max(1, int(np.prod(values.shape[1:])))
    most = max(1, min(ROWS, VALUES // width))
    every = count <= most
    # what isn't in memory must be asked for its rows: NumPy would take them one by one
    found = np.asarray(
        values[:] if every else values[np.unique(np.linspace(0, count - 1, most).astype(np.int64))]
    )
    return found if found.dtype.kind in "biuf" else np.zeros((len(found), 0), np.float64)


def _input(name: str, values: Any) -> Input:
    shape = tuple(int(size) for size in values.shape[1:])
    rows = _rows(values)
    numbers = survey(rows)
    tabular = len(shape) == 1 and rows.size > 0 and numbers.finite == 1 and len(rows) > 1
    columns = rows.astype(np.float64) if tabular else np.zeros((0, 0))
    return Input(
        name,
        shape,
        whole=numbers.whole,
        minimum=numbers.minimum,
        maximum=numbers.maximum,
        mean=numbers.mean,
        std=numbers.std,
        squared_norm=numbers.squared_norm,
        non_finite=1.0 - numbers.finite,
        stds=tuple(map(float, columns.std(axis=0))) if tabular else (),
        constant=tuple(_constant(columns)) if tabular else (),
        counting=tuple(_counting(columns)) if tabular else (),
    )


def _constant(rows: "np.ndarray[Any, Any]") -> Iterator[int]:
    """Columns of one value; those always zero, as in the corner of a picture, cost nothing."""
    for column in np.flatnonzero((np.ptp(rows, axis=0) == 0) & (rows[0] != 0)):
        yield int(column)


def _counting(rows: "np.ndarray[Any, Any]") -> Iterator[int]:
    """Columns that grow by the same amount from every row to the next."""
    steps = np.diff(rows, axis=0)
    for column in np.flatnonzero((steps == steps[:1]).all(axis=0)):
        if len(rows) > 2 and steps[0, column] != 0:  # noqa: PLR2004 - two points are always a line
            yield int(column)


def _target(name: str, values: Any) -> Target:
    rows = _rows(values)
    shape = tuple(int(size) for size in values.shape[1:])
    numbers = survey(rows)
    flat = rows.astype(np.float64)
    kind = _kind(flat, whole=numbers.whole and flat.size > 0)
    return Target(
        name,
        shape,
        kind,
        whole=numbers.whole,
        minimum=numbers.minimum,
        maximum=numbers.maximum,
        mean=numbers.mean,
        std=numbers.std,
        non_finite=1.0 - numbers.finite,
        shares=_shares(flat, kind),
    )


def _kind(values: "np.ndarray[Any, Any]", *, whole: bool) -> Kind:
    columns = values.shape[-1] if values.ndim > 1 else 1
    if columns == 1:
        if not whole:
            return "real"
        distinct = np.unique(values)
        if len(distinct) <= 2 and set(distinct) <= {0.0, 1.0}:  # noqa: PLR2004 - two classes
            return "binary"
        few = len(distinct) <= min(FEW, max(2, RARE * values.size)) and distinct[0] >= 0
        return "labels" if few and distinct[-1] < 2 * len(distinct) + 2 else "real"
    sums_to_one = bool(np.allclose(values.sum(axis=-1), 1.0, atol=1e-3))
    if whole and values.min() >= 0 and values.max() <= 1:
        return "one_hot" if sums_to_one else "multi_hot"
    return "shares" if sums_to_one and values.min() >= 0 else "real"


def _shares(values: "np.ndarray[Any, Any]", kind: Kind) -> tuple[float, ...]:
    if kind in {"labels", "binary"}:
        counts = np.unique(values, return_counts=True)[1].astype(np.float64)
    elif kind == "one_hot":
        counts = values.reshape(-1, values.shape[-1]).sum(axis=0)
    else:
        return ()
    return tuple(map(float, np.sort(counts / counts.sum())[::-1]))


def _overlap(train: Mapping[str, Any], validation: Mapping[str, Any]) -> float:
    """The share of validation samples that are training samples, bit for bit.

    Of data that is too large to compare, the first samples are compared.
    """
    if not train or train.keys() != validation.keys():
        return 0.0
    name = next(iter(train))
    width = max(1, int(np.prod(train[name].shape[1:])))
    most = max(1, VALUES // width)
    known = {row.tobytes() for row in np.asarray(train[name][:most])}
    compared = [row.tobytes() for row in np.asarray(validation[name][:most])]
    return sum(row in known for row in compared) / max(1, len(compared))
