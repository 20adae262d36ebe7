"""Making the changes that a fix suggests in a copy of a model, and in its data."""

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
from attrs import field, frozen
from kb_observe.layers import named_layers
from kb_observe.networks import describe
from kb_observe.rules import Change, Design, Fix
from kb_registry import KerasBlocksError

from kb_engine.diagnosis.probing._copies import (
    CopyError,
    compile_like,
    fresh_copy,
    fresh_optimizer,
    unseeded,
    without_seeds,
)

_COMPILED = frozenset(
    {
        *("learning_rate", "weight_decay", "epsilon"),
        *("clipnorm", "clipvalue", "global_clipnorm"),
    }
)
_ADVICE = frozenset({"metrics"})
"""Changes that make no difference to training."""


@frozen(eq=False)
class Mended:
    """A model with its data after changes.

    Attributes:
        model: Compiled, with fresh weights.
        x: Samples.
        y: Targets.
        batch_size: What batches are to be; None for what they were.
        epochs: The same of epochs.
    """

    model: keras.Model
    x: Any
    y: Any
    batch_size: int | None = None
    epochs: int | None = None


@frozen(eq=False)
class _Edits:
    """Changes, by what they are made to."""

    layers: dict[str, dict[str, Any]] = field(factory=dict)
    norms: dict[str, str] = field(factory=dict)
    removed: set[str] = field(factory=set)
    compiled: dict[str, Any] = field(factory=dict)
    data: dict[str, Any] = field(factory=dict)


def mended(model: keras.Model, x: Any, y: Any, fix: Fix) -> Mended:
    """Make the changes of a fix in a copy.

    Raises:
        CopyError: The changes can't be made in this model.
    """
    design = Design(describe(model))
    edits = _Edits()
    for change in fix.changes:
        _note(change, design, edits)
    x, y = _data(x, y, edits.data)
    few = keras.tree.map_structure(lambda values: np.asarray(values[:2]), x)
    copy = _copy(model, few, edits)
    settings: dict[str, Any] = {}
    if "loss" in edits.compiled:
        settings["loss"] = edits.compiled["loss"]
    settings["optimizer"] = _optimizer(model, edits.compiled)
    compile_like(copy, model, **settings)
    return Mended(
        copy, x, y, batch_size=edits.data.get("batch_size"), epochs=edits.data.get("epochs")
    )


def _note(change: Change, design: Design, edits: _Edits) -> None:
    what, value = change.what, change.value
    if what in _COMPILED or what in {"loss", "optimizer"}:
        edits.compiled[what] = value
    elif what in {"inputs", "targets", "epochs", "batch_size"}:
        edits.data[what] = value
    elif what == "normalization":
        edits.norms.update(dict.fromkeys(change.layers, str(value)))
    elif what == "remove":
        edits.removed.update(change.layers)
    elif what not in _ADVICE:
        for path in change.layers:
            target = _place(path, design) if what == "activation" else path
            edits.layers.setdefault(target, {})[what] = value


def _place(path: str, design: Design) -> str:
    """The layer that applies the activation behind another."""
    for stage in design.stages:
        if stage.path == path and stage.activations:
            return stage.activations[0]
    return path


def _data(x: Any, y: Any, changes: Mapping[str, Any]) -> tuple[Any, Any]:
    if "inputs" in changes:
        x = keras.tree.map_structure(lambda values: standardized(np.asarray(values)), x)
    if changes.get("targets") == "standardize":
        y = keras.tree.map_structure(lambda values: standardized(np.asarray(values)), y)
    elif changes.get("targets") == "from_zero":
        y = keras.tree.map_structure(
            lambda values: np.unique(np.asarray(values), return_inverse=True)[1].reshape(
                np.shape(values)
            ),
            y,
        )
    return x, y


def standardized(values: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """Mean 0 and deviation 1: of each column of a table, of pictures as a whole."""
    known = np.nan_to_num(values.astype(np.float32))
    axis = 0 if known.ndim <= 2 else None  # noqa: PLR2004 - samples and columns
    deviation = np.std(known, axis=axis)
    result: np.ndarray[Any, Any] = (known - np.mean(known, axis=axis)) / np.where(
        deviation > 0, deviation, 1.0
    )
    return result


def _optimizer(model: keras.Model, changes: Mapping[str, Any]) -> Any:
    rates = {name: value for name, value in changes.items() if name in _COMPILED}
    if "optimizer" in changes:
        return keras.optimizers.get({"class_name": str(changes["optimizer"]), "config": rates})
    return fresh_optimizer(model.optimizer, **rates)


def _copy(model: keras.Model, x: Any, edits: _Edits) -> keras.Model:
    structural = edits.layers or edits.norms or edits.removed
    if not structural:
        return fresh_copy(model, x)
    if not (isinstance(model, keras.Sequential) or hasattr(model, "_nodes_by_depth")):
        raise CopyError(f"The layers of {type(model).__name__} can't be changed from outside.")
    paths = {id(layer): path for path, layer in named_layers(model)}

    def rebuild(layer: Any) -> Any:
        wanted = edits.layers.get(paths.get(id(layer), ""))
        return unseeded(layer) if wanted is None else _changed(layer, wanted)

    def around(original: Any, layer: Any, inputs: Any) -> Any:
        path = paths.get(id(original), "")
        if path in edits.removed:
            return inputs
        outputs = layer(inputs)
        norm = edits.norms.get(path)
        return outputs if norm is None else _norm(norm)(outputs)

    return fresh_copy(model, x, rebuild=rebuild, around=around)


def _norm(name: str) -> Any:
    made: Any = keras.layers.LayerNormalization if name == "layer_norm" else None
    other: Any = keras.layers.BatchNormalization
    return (made or other)()


def _changed(layer: Any, wanted: Mapping[str, Any]) -> Any:
    config, kind = without_seeds(layer.get_config()), type(layer)
    for what, value in wanted.items():
        if what == "activation" and "activation" not in config:  # a layer of its own
            kind, config = keras.layers.Activation, {"activation": value, "name": layer.name}
        elif what == "dropout" and isinstance(value, str):
            rate = float(value.partition(":")[2] or layer.rate)
            kind, config = keras.layers.AlphaDropout, {"rate": rate, "name": layer.name}
        else:
            config |= _setting(what, value, config)
    try:
        return kind.from_config(config)
    except (TypeError, ValueError, KerasBlocksError) as error:
        raise CopyError(f"{layer.name} can't be changed: {error}.") from error


def _setting(what: str, value: Any, config: Mapping[str, Any]) -> dict[str, Any]:
    match what:
        case "units":
            return {"units" if "units" in config else "filters": int(value)}
        case "regularizer":
            return {"kernel_regularizer": _penalty(value)}
        case "dropout":
            return {"rate": value}
        case "initializer" | "constraint":
            return {f"kernel_{what}": value}
        case _:
            return {what: value}


def _penalty(value: Any) -> Any:
    """A penalty from a text such as `l2:0.0001`."""
    if value is None:
        return None
    name, _, factor = str(value).partition(":")
    return keras.regularizers.get({"class_name": name, "config": {name: float(factor or 0.01)}})
