"""How what a component builds has to behave in Keras.

What is asked follows from the class of the Keras object, so that kinds which come later are
covered where they build objects that Keras knows.
"""

# ruff: noqa: S101 - a check is an assertion

import inspect
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from kb_registry.testing._subject import Subject
from kb_registry.vocabulary._block_kinds import Wrapper

if TYPE_CHECKING:
    import keras

PROBES = ((4, 32), (4, 8, 32), (4, 8, 8, 32), (4, 4, 4, 4, 32))
"""Shapes of input; a layer gets the first one that it accepts."""


def builds_afresh(subject: Subject) -> None:
    """Two builds give two objects, since Keras ties what shares one."""
    if _builds_alone(subject):
        first, second = _build(subject), _build(subject)
        assert isinstance(first, str) or first is not second, "return a new object each time"


def survives_saving(subject: Subject) -> None:
    """What was built is the same after Keras has saved and loaded it."""
    import keras

    built = _build(subject) if _builds_alone(subject) else None
    if hasattr(built, "get_config"):
        config = keras.saving.serialize_keras_object(built)
        loaded = keras.saving.deserialize_keras_object(deepcopy(config))  # Keras takes it apart
        assert keras.saving.serialize_keras_object(loaded) == config, (
            "decorate the class with keras.saving.register_keras_serializable and let"
            " get_config() return every argument"
        )


def stays_finite(subject: Subject) -> None:
    """What was built turns ordinary numbers into finite ones, gradients included."""
    if _builds_alone(subject):
        for name, values in _results(subject).items():
            assert _all_finite(values), f"{name} has a NaN or an infinity"


def honours_precision(subject: Subject) -> None:
    """A layer computes in the precision that Keras is set to."""
    import keras

    if not _builds_alone(subject) or not isinstance(_build(subject), keras.Layer):
        return
    before = keras.config.dtype_policy()
    for policy in ("mixed_float16", "mixed_bfloat16"):
        keras.config.set_dtype_policy(policy)
        try:
            _, output = _called(_build(subject))
        finally:
            keras.config.set_dtype_policy(before)
        computed, expected = keras.backend.standardize_dtype(output.dtype), policy[6:]
        assert computed == expected, f"under {policy} the output is {computed}"


REQUIREMENTS = (builds_afresh, survives_saving, stays_finite, honours_precision)


def _builds_alone(subject: Subject) -> bool:
    """Whether a component builds its object without a run or a network around it."""
    if subject.kind is Wrapper:
        return True
    build = getattr(subject.component(), "build", None)
    return build is not None and list(inspect.signature(build).parameters) == ["self"]


def _build(subject: Subject) -> Any:
    component: Any = subject.example()
    if subject.kind is Wrapper:
        import keras

        return component.build(keras.layers.Dense(8))
    return component.build()


def _results(subject: Subject) -> dict[str, Any]:
    """What an object makes of ordinary numbers, by what it is."""
    import keras

    built = _build(subject)
    square: Any = keras.ops.reshape(keras.ops.linspace(-2.0, 2.0, 64), (8, 8))
    if isinstance(built, keras.Layer):
        return _layer_results(built)
    if isinstance(built, keras.initializers.Initializer):
        return {"the value": built((8, 8))}
    if isinstance(built, keras.regularizers.Regularizer | keras.constraints.Constraint):
        return {"the value": built(square)}
    if isinstance(built, keras.optimizers.schedules.LearningRateSchedule):
        return {f"step {step}": built(step) for step in (0, 1, 1000)}
    if isinstance(built, keras.optimizers.Optimizer):
        model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(8)])
        model.compile(built, "mse")
        getattr(subject.example(), "prepare", lambda _: None)(model)
        model.train_on_batch(square, square)
        return {"a weight after one step": model.weights[0]}
    return {}


def _layer_results(layer: "keras.Layer") -> dict[str, Any]:
    import keras

    x, output = _called(layer)
    results = {"the output": output}
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        with tf.GradientTape() as tape:
            tape.watch(x)
            total: Any = keras.ops.sum(layer(x, training=True))
        gradient = tape.gradient(total, x)
        results |= {} if gradient is None else {"the gradient": gradient}
    return results


def _called(layer: "keras.Layer") -> tuple[Any, Any]:
    """A probe and a layer's output for it, from the first shape that the layer takes."""
    import keras

    refusal: Exception | None = None
    for shape in PROBES:
        size = 1
        for length in shape:
            size *= length
        x = keras.ops.reshape(keras.ops.linspace(-3.0, 3.0, size), shape)
        try:
            return x, layer(x, training=True)
        except ValueError as error:
            refusal = error
    raise AssertionError(f"the layer takes none of {PROBES}: {refusal}")


def _all_finite(values: Any) -> bool:
    import keras

    return bool(keras.ops.all(keras.ops.isfinite(keras.ops.convert_to_tensor(values))))
