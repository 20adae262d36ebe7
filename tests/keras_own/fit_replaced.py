"""A pytest plugin for Keras' own tests: `fit` on arrays is ours.

`KB_COMPILATION` is "graph", "xla", or "as compiled". Whatever ours doesn't take stays Keras': data
that aren't arrays, `steps_per_epoch`, `validation_freq` and the like.
"""

import inspect
import os
from collections.abc import Callable
from typing import Any

import pytest

USUAL = {"steps_per_epoch": None, "validation_steps": None, "validation_freq": 1}


def pytest_sessionstart(session: pytest.Session) -> None:
    """Replace `fit`, once Keras' own conftest has imported the checkout's Keras."""
    import keras

    del session
    keras.Model.fit = replacement(keras.Model.fit)  # type: ignore[method-assign]


def replacement(keras_fit: Callable[..., Any]) -> Callable[..., Any]:
    """Return a `fit` that calls ours where it can, and Keras' elsewhere."""
    signature = inspect.signature(keras_fit)
    ours_runs = False

    def fit(*given: Any, **named: Any) -> Any:
        nonlocal ours_runs
        from kb_engine.training import fit as our_fit

        told = signature.bind(*given, **named)
        told.apply_defaults()
        arguments = None if ours_runs else ours(told.arguments)
        if arguments is None:
            return keras_fit(*given, **named)
        ours_runs = True
        try:
            return our_fit(told.arguments["self"], **arguments)
        finally:
            ours_runs = False

    return fit


def ours(told: dict[str, Any]) -> dict[str, Any] | None:
    """Return the arguments of our `fit` for those of Keras', or None if it doesn't take them."""
    data: Any = told["x"], told["y"], told["sample_weight"]
    batch_size = told["batch_size"] or 32
    if inspect.isgenerator(told["x"]) and told["steps_per_epoch"] == 1:
        data, batch_size = next(told["x"]), 2**20  # layers are tested with a batch at a time
        told = told | {"steps_per_epoch": None}
    validation = told["validation_data"]
    if any(told[name] != usual for name, usual in USUAL.items()):
        return None
    if told["validation_batch_size"] not in {None, batch_size}:
        return None
    if not (isinstance(data, tuple) and are_arrays((data, validation))):
        return None
    if told["validation_split"] and validation is None:
        from keras.src.trainers.data_adapters.array_slicing import train_validation_split

        data, validation = train_validation_split(data, validation_split=told["validation_split"])
    compilation = os.environ["KB_COMPILATION"]
    callbacks = told["callbacks"] or []
    return {
        "train": data,
        "validation": validation,
        "epochs": told["epochs"],
        "batch_size": batch_size,
        "seed": 0,
        "initial_epoch": told["initial_epoch"],
        "compilation": None if compilation == "as compiled" else compilation,
        "callbacks": callbacks if isinstance(callbacks, list) else [callbacks],
        "class_weight": told["class_weight"],
        "shuffle": told["shuffle"],
        "verbose": 1 if told["verbose"] == "auto" else told["verbose"],
    }


def are_arrays(data: Any) -> bool:
    """Whether all leaves are dense arrays or `None`s."""
    import keras
    import numpy as np
    import tensorflow as tf

    leaves = [leaf for leaf in keras.tree.flatten(data) if leaf is not None]
    return bool(leaves) and all(
        isinstance(leaf, np.ndarray | tf.Tensor) and leaf.shape for leaf in leaves
    )
