"""Samples and targets in any form that Keras trains on, as arrays."""

from typing import Any

import numpy as np

from kb_engine.diagnosis._samples_error import SamplesError


def as_arrays(x: Any, y: Any) -> tuple[Any, Any]:
    """Samples and targets whose rows can be taken; what has them already stays as it is.

    Sparse samples become dense, and ragged ones are padded with zeros.

    Args:
        x: One array, or a list or mapping of one for each input.
        y: Targets in the same form, or None.

    Raises:
        SamplesError: They are given as batches, targets are words, or samples and targets differ in
            number.
    """
    x, y = _structure(x), _structure(y)
    if any(each.dtype.kind in "USO" for each in _leaves(y) if isinstance(each, np.ndarray)):
        raise SamplesError(
            "Targets are words, and Keras trains on numbers.",
            hint="Number them: names, y = np.unique(y, return_inverse=True).",
        )
    counts = {len(each) for part in (x, y) if part is not None for each in _leaves(part)}
    if len(counts) > 1:
        told = " and ".join(f"{count:,}" for count in sorted(counts))
        raise SamplesError(
            f"Samples and targets are of {told} rows.", hint="Give a target for each sample."
        )
    return x, y


def _structure(values: Any) -> Any:
    if values is None:
        return None
    if isinstance(values, dict):
        return {name: _array(each) for name, each in values.items()}
    if isinstance(values, list | tuple) and any(hasattr(each, "shape") for each in values):
        return type(values)(_array(each) for each in values)
    return _array(values)


def _leaves(structure: Any) -> list[Any]:
    if isinstance(structure, dict):
        return list(structure.values())
    return list(structure) if isinstance(structure, list | tuple) else [structure]


def _array(values: Any) -> Any:
    if hasattr(values, "toarray"):  # SciPy's sparse arrays
        return values.toarray()
    if hasattr(values, "dense_shape") or hasattr(values, "row_splits"):
        import tensorflow as tf

        ragged = hasattr(values, "row_splits")
        return (values.to_tensor() if ragged else tf.sparse.to_dense(values)).numpy()
    if hasattr(values, "numpy"):  # a tensor, of which rows can't be taken by their numbers
        return values.numpy()
    if not hasattr(values, "shape"):
        return _from_lists(values)
    if values.shape is None or not len(values.shape):
        raise SamplesError(f"{type(values).__name__} has no rows.", hint=_HINT)
    return values


def _from_lists(values: Any) -> Any:
    if not isinstance(values, list | tuple):
        raise SamplesError(f"{type(values).__name__} isn't an array.", hint=_HINT)
    try:
        return np.asarray(values)
    except ValueError:
        raise SamplesError("The rows differ in length.", hint="Pad them to one length.") from None


_HINT = "Give samples and targets as arrays, x and y."
