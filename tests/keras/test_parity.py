"""The components are Keras' blocks: all of them, with their parameters and defaults.

The installed Keras is asked for what it has. Whatever it has and the components lack has to
stand in `kb_keras.omissions`, with the reason.
"""

import inspect
from typing import Any

import keras
import pytest
from kb_keras.activations._function import ActivationFunction
from kb_keras.keras_inventory import keras_blocks, lookup
from kb_keras.omissions import CLASSES, DATASETS, DEFAULTS, PARAMETERS
from kb_registry import Block, Component, Dataset, Parameter, installed_registry

from tests.keras.inventory import classes, keras_version

NEWEST = (3, 15)
"""The release that the components are written for."""

EVERYWHERE = {"self", "x", "args", "kwargs", "name", "dtype"}
FILES = {
    "layers": "activations/, normalizations.py, dropouts.py or wrappers.py",
    "activations": "activations/",
    "optimizers.schedules": "schedules/",
    "initializers": "initializers/",
    "regularizers": "regularizers.py",
    "constraints": "constraints.py",
    "callbacks": "callbacks/",
    "optimizers": "optimizers/",
    "losses": "losses/",
    "metrics": "metrics/",
}


def keras_name(cls: type[Component]) -> str | None:
    if issubclass(cls, ActivationFunction):
        return f"keras.activations.{cls.function}"
    return getattr(cls, "keras_name", None)


def mirrored() -> dict[str, type[Component]]:
    return {name: cls for cls in classes() if (name := keras_name(cls))}


def signature(name: str) -> dict[str, inspect.Parameter]:
    found = dict(inspect.signature(lookup(name)).parameters)
    return {n: p for n, p in found.items() if n not in EVERYWHERE}


def public() -> list[str]:
    """The names of Keras' blocks, datasets apart."""
    return [name for name, kind in keras_blocks().items() if kind != "dataset"]


def file_of(name: str) -> str:
    """Where the component of a block is, or where it would go."""
    if name in mirrored():
        return f"plugins/keras/{mirrored()[name].__module__.replace('.', '/')}.py"
    module = name.removeprefix("keras.").rpartition(".")[0]
    return f"plugins/keras/kb_keras/{FILES[module]}"


def test_keras_is_asked_about_what_it_really_has() -> None:
    found = set(keras_blocks())
    assert {
        "keras.layers.BatchNormalization",
        "keras.layers.PReLU",
        "keras.layers.AlphaDropout",
        "keras.activations.gelu",
        "keras.datasets.mnist",
        "keras.optimizers.schedules.CosineDecay",
        "keras.metrics.AUC",
    } <= found
    assert len(found) > 150


@pytest.mark.parametrize("name", sorted(public()))
def test_every_block_of_keras_has_a_component_or_a_reason(name: str) -> None:
    assert name in mirrored() or name in CLASSES, (
        f"{name} has no component: write one in {file_of(name)} and register it in "
        "plugins/keras/pyproject.toml, or give the reason in kb_keras/omissions.py."
    )
    assert not (name in mirrored() and name in CLASSES), (
        f"{name} has a component: take it out of kb_keras/omissions.py."
    )


def test_every_dataset_of_keras_has_a_component_or_a_reason() -> None:
    theirs = {name for name, kind in keras_blocks().items() if kind == "dataset"}
    ours = {f"keras.datasets.{name}" for name in installed_registry().names(Dataset)}
    assert theirs - ours == DATASETS.keys()


@pytest.mark.parametrize("name", sorted(mirrored()))
def test_a_component_has_the_parameters_of_its_class(name: str) -> None:
    assert lookup(name) is not None, f"Keras has no {name} any more: edit {file_of(name)}."
    ours, theirs = mirrored()[name].parameters(), signature(name)
    missing = [p for p in theirs if p not in ours and f"{name}.{p}" not in PARAMETERS]
    assert not missing, (
        f"{name} has new parameters {missing}: add them in {file_of(name)}, with `since`, or "
        "give the reason in kb_keras/omissions.py."
    )
    newer = getattr(mirrored()[name], "since", {})
    surplus = [p for p in ours if p not in theirs and not (p in newer and keras_version() < NEWEST)]
    assert not surplus, f"{name} has no {surplus} any more: edit {file_of(name)}."


@pytest.mark.parametrize("name", sorted(mirrored()))
def test_a_component_has_the_defaults_of_its_class(name: str) -> None:
    theirs = signature(name)
    for parameter in mirrored()[name].parameters().values():
        if parameter.name in theirs and f"{name}.{parameter.name}" not in DEFAULTS:
            default = theirs[parameter.name].default
            assert same(parameter, default), (
                f"{name}.{parameter.name} is {default!r} by default, and {parameter.default!r} "
                f"in {file_of(name)}: edit that, or kb_keras/omissions.py."
            )


def same(parameter: Parameter, default: Any) -> bool:
    """Whether a component's default means what Keras' does."""
    if parameter.required:
        return default is inspect.Parameter.empty
    if isinstance(parameter.default, Block):
        return type(parameter.default.build()) is type(keras.initializers.get(default))
    return bool(parameter.default == default)


@pytest.mark.parametrize("name", sorted(mirrored()))
def test_positions_are_those_of_keras(name: str) -> None:
    ours = [p.name for p in mirrored()[name].parameters().values() if not p.keyword_only]
    theirs = [p for p in signature(name) if p in mirrored()[name].parameters()]
    by_name = {p.name for p in mirrored()[name].parameters().values() if p.keyword_only}
    assert ours == [p for p in theirs if p not in by_name]


@pytest.mark.skipif(keras_version() < NEWEST, reason="older releases lack what newer ones brought")
def test_what_is_left_out_exists() -> None:
    gone = [name for name in CLASSES if lookup(name) is None]
    for path in (*PARAMETERS, *DEFAULTS):
        name, _, parameter = path.rpartition(".")
        if parameter not in signature(name):
            gone.append(path)
    assert not gone, f"Keras has no {gone}: take them out of kb_keras/omissions.py."


def test_the_word_accuracy_has_no_class_behind_it() -> None:
    assert [cls.__name__ for cls in classes() if not keras_name(cls)] == ["Accuracy"]
