"""A pytest plugin for Keras' own tests: `fit` on arrays is ours.

Environment variables say what it does:

- `KB_COMPILATION` is "graph", "xla" or "as compiled". Whatever ours doesn't take stays Keras': data
  that aren't arrays, `steps_per_epoch`, `validation_freq` and the like. If the variable isn't set,
  all stays Keras'.
- `KB_TRAINING_TESTS` is a file that names the tests that call `fit`. A run with Keras' `fit` writes
  it. A run with ours leaves out all others, to which it makes no difference.
- `KB_PASSED_TESTS` is a file to name the tests in that passed.
"""

import inspect
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

USUAL = {"steps_per_epoch": None, "validation_steps": None, "validation_freq": 1}


def pytest_sessionstart(session: pytest.Session) -> None:
    """Replace `fit`, once Keras' own conftest has imported the checkout's Keras."""
    import keras

    del session
    replace = replacement if "KB_COMPILATION" in os.environ else noting
    trainer = next(each for each in keras.Model.__mro__ if "fit" in vars(each))
    trainer.fit = replace(trainer.fit)  # tests derive from it, too


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, if `fit` is ours, the tests that don't call it."""
    if "KB_COMPILATION" not in os.environ:
        return
    training = named_in("KB_TRAINING_TESTS").read_text(encoding="utf-8").splitlines()
    others = [each for each in items if lasting(each.nodeid) not in training]
    config.hook.pytest_deselected(items=others)
    items[:] = [each for each in items if lasting(each.nodeid) in training]


def lasting(test: str) -> str:
    """A test's name without the addresses of objects, which are others in each process."""
    return re.sub(r"0x[0-9a-f]+", "0x", test)


outcomes: dict[str, set[str]] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep how a test's preparation, its call and its end went."""
    outcomes.setdefault(lasting(report.nodeid), set()).add(report.outcome)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Name the tests that passed."""
    if not hasattr(session.config, "workerinput"):  # xdist's workers report to the one session
        passed = [test for test, outcome in outcomes.items() if outcome == {"passed"}]
        named_in("KB_PASSED_TESTS").write_text("\n".join(passed), encoding="utf-8")


def named_in(variable: str) -> Path:
    """The file that an environment variable names."""
    return Path(os.environ[variable])


def noting(keras_fit: Callable[..., Any]) -> Callable[..., Any]:
    """Return Keras' `fit`, noting which test calls it."""

    def fit(*given: Any, **named: Any) -> Any:
        test, _, _ = os.environ["PYTEST_CURRENT_TEST"].rpartition(" ")
        with named_in("KB_TRAINING_TESTS").open("a", encoding="utf-8") as file:
            file.write(f"{lasting(test)}\n")
        return keras_fit(*given, **named)

    return fit


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
