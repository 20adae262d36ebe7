"""Copies of a model with fresh weights, made without touching the model."""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import keras
from kb_observe.layers import named_layers, own_weights
from kb_registry import KerasBlocksError, derive_seed


class CopyError(KerasBlocksError, ValueError):
    """A model that can't be copied, such as a subclassed one without a configuration."""


def fresh_copy(
    model: keras.Model,
    x: Any,
    *,
    rebuild: Callable[[Any], Any] | None = None,
    around: Callable[[Any, Any, Any], Any] | None = None,
) -> keras.Model:
    """A new model of the same layers, not compiled.

    Layers that aren't trained keep their weights: somebody trained them before.

    Args:
        model: A functional, sequential or subclassed model.
        x: A few samples, for models that are only built when they are called.
        rebuild: Makes the copy of a layer; from its configuration, if left out.
        around: Calls a copied layer, given the original, the copy and what goes in.

    Raises:
        CopyError: The model can't be made from a configuration.
    """
    originals: dict[str, Any] = {}

    def clone(layer: Any) -> Any:
        made = (rebuild or unseeded)(layer)
        originals[made.name] = layer
        return made

    def call(layer: Any, *arguments: Any, **settings: Any) -> Any:
        original = originals.get(layer.name)
        if around is None or original is None or len(arguments) != 1:
            return layer(*arguments, **settings)
        return around(original, layer, arguments[0])

    with _python_seed(0), _uncompiled(model):
        try:
            if not (rebuild or around) and _is_graph(model) and model.built:
                copy = keras.models.clone_model(model, clone_function=clone)
            elif model.built and _is_graph(model):
                whole = keras.Model(_inputs(model), model.outputs)
                copy = keras.models.clone_model(whole, clone_function=clone, call_function=call)
            else:
                copy = remade(model, model.get_config())
                copy(x)
        except Exception as error:
            raise CopyError(
                f"{type(model).__name__} can't be copied: {error}.",
                hint="Give it get_config and from_config, or make it functional.",
            ) from error
    made: keras.Model = copy
    keep_frozen(model, made)
    return made


def unseeded(layer: Any) -> Any:
    """A layer with the same configuration, but for seeds."""
    if isinstance(layer, keras.layers.Lambda):  # a function of one's own is only a name in there
        settings = {"arguments": layer.arguments, "name": layer.name, "dtype": layer.dtype_policy}
        return keras.layers.Lambda(
            layer.function,
            output_shape=layer._output_shape,  # noqa: SLF001 - no public way
            mask=layer.mask,
            **settings,
        )
    config = without_seeds(layer.get_config())
    if hasattr(layer, "get_vocabulary") and config.get("vocabulary") is None:
        config["vocabulary"] = layer.get_vocabulary(include_special_tokens=False)
    return remade(layer, config)


def remade(original: Any, config: Mapping[str, Any]) -> Any:
    """Another of its class, also where `__init__` doesn't take what every layer is made with.

    Args:
        original: A layer or model.
        config: Its configuration.

    Raises:
        TypeError: The class needs something that isn't plain.
    """
    try:
        return type(original).from_config(config)
    except TypeError:
        # Keras notes what a layer was made with
        given = dict(getattr(getattr(original, "_auto_config", None), "config", None) or {})
        plain = (bool, int, float, str, tuple, type(None))
        if not all(isinstance(value, plain) for value in given.values()):
            raise
        made = type(original)(**given)
        made.name = original.name
        made.trainable = original.trainable
        return made


def without_seeds(config: Any) -> Any:
    """A configuration whose seeds are left open."""
    if isinstance(config, dict):
        return {k: None if k == "seed" else without_seeds(v) for k, v in config.items()}
    return [without_seeds(each) for each in config] if isinstance(config, list) else config


def keep_frozen(model: keras.Model, copy: keras.Model) -> None:
    """Give a copy the weights of layers that aren't trained, adapted ones included."""
    theirs = dict(named_layers(copy))
    for path, layer in named_layers(model):
        same = theirs.get(path)
        trained = layer.trainable and bool(layer.trainable_weights)
        if trained or same is None or not layer.weights:
            continue
        if [w.shape for w in same.weights] == [w.shape for w in layer.weights]:
            same.set_weights(layer.get_weights())
            if hasattr(same, "finalize_state"):  # what it computes with follows from its weights
                same.finalize_state()


def redraw(model: keras.Model, seed: int) -> None:
    """Give a copy new weights, drawn as its layers' initializers do.

    Weights whose initializer isn't known keep their values.
    """
    for path, layer in named_layers(model):
        if not layer.trainable and layer.weights:
            continue
        for role, weight in own_weights(layer):
            start = getattr(layer, f"{role}_initializer", None)
            if start is None or not hasattr(start, "get_config"):
                continue
            config = start.get_config()
            if "seed" in config:
                config = {**config, "seed": derive_seed(seed, f"{path}/{role}")}
            weight.assign(type(start).from_config(config)(weight.shape, dtype=weight.dtype))


def compile_like(copy: keras.Model, model: keras.Model, **changes: Any) -> None:
    """Compile a copy as its model is, with an optimizer of its own.

    Args:
        copy: What to compile.
        model: A compiled model.
        **changes: What to compile with instead.

    Raises:
        CopyError: Its class compiles otherwise than Keras does.
    """
    settings = dict(getattr(getattr(model, "_compile_config", None), "config", {}) or {})
    optimizer = changes.pop("optimizer", None) or fresh_optimizer(model.optimizer)
    try:
        copy.compile(
            optimizer=optimizer,
            loss=changes.get("loss", settings.get("loss", getattr(model, "loss", None))),
            loss_weights=settings.get("loss_weights"),
            jit_compile=False,
        )
    except TypeError as error:
        raise CopyError(
            f"{type(model).__name__} compiles in a way of its own: {error}.",
            hint="Let it take optimizer, loss and loss_weights, as Keras' own does.",
        ) from error


def fresh_optimizer(optimizer: Any, **changes: Any) -> Any:
    """An optimizer of the same settings, at its first step."""
    config = optimizer.get_config()
    schedule = getattr(optimizer, "_learning_rate", None)
    if isinstance(schedule, keras.optimizers.schedules.LearningRateSchedule):
        config["learning_rate"] = schedule  # one of a class that nobody registered can't be remade
    return type(optimizer).from_config({**config, **changes})


def _is_graph(model: keras.Model) -> bool:
    """Whether a model is drawn as a graph of layers, and so can be drawn again."""
    return isinstance(model, keras.Sequential) or hasattr(model, "_nodes_by_depth")


def _inputs(model: keras.Model) -> Any:
    """The inputs in the structure that the model takes."""
    structure = getattr(model, "_inputs_struct", None)
    return model.inputs if structure is None else structure


@contextmanager
def _uncompiled(model: keras.Model) -> Iterator[None]:
    """Let a model pass for one that wasn't compiled, for a while.

    Keras would compile its clone from a configuration, in which a loss of one's own is only a name.
    """
    compiled = model.compiled
    model.compiled = False
    try:
        yield
    finally:
        model.compiled = compiled


@contextmanager
def _python_seed(seed: int) -> Iterator[None]:
    """Seeds Python's generator, from which Keras draws seeds that aren't given, for a while."""
    state = random.getstate()
    random.seed(seed)
    try:
        yield
    finally:
        random.setstate(state)
