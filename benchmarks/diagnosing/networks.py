"""Networks from facts about real ones."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from benchmarks.diagnosing.surrogates import Repeated, surrogate

DEFAULT_RATE = {"sgd": 0.01, "adadelta": 0.001}


class Made(NamedTuple):
    """A network with its data."""

    model: Any
    x: Any
    y: Any
    validation: Any
    epochs: int | None
    batch_size: int | None


def built(case: Mapping[str, Any]) -> Made | None:
    """Make a network from its facts; None if layers or data aren't known."""
    import keras

    if not case.get("layers"):
        return None
    keras.utils.set_random_seed(0)
    x, y, count = surrogate(case)
    inputs = flow = keras.Input(x.shape[1:])
    flat = len(x.shape) == 2
    for facts in case["layers"]:
        for _ in range(facts.get("repeat") or 1):
            for layer in _layers(facts, flat=flat, shape=flow.shape):
                flow = layer(flow)
    model = keras.Model(inputs, flow)
    optimizer = case["optimizer"]
    settings = {
        k: v
        for k, v in optimizer.items()
        if k in {"momentum", "nesterov", "epsilon", "beta_1", "beta_2"} and v is not None
    }
    name = optimizer.get("name") or "adam"
    rate = optimizer.get("lr") or DEFAULT_RATE.get(name, 0.001)
    made = keras.optimizers.get({"class_name": name, "config": {"learning_rate": rate, **settings}})
    losses = {
        "softmax_cross_entropy_from_logits": keras.losses.CategoricalCrossentropy(from_logits=True),
        "cross_entropy_clipped": "binary_crossentropy",
    }
    loss = losses.get(case["loss"], case["loss"] or "mse")
    model.compile(
        made,
        loss,
        metrics=["accuracy"]
        if "accuracy_metric_on_regression" in str(case.get("judgement"))
        else None,
    )
    batch = case.get("batch_size")
    wrong_scale = "raw 0..255 test" in str(case["data"].get("scaling"))
    overlap = "train_validation_overlap" in case.get("root_cause", [])
    validation = (
        (x[:100] * 255, y[:100]) if wrong_scale else (x[:100], y[:100]) if overlap else None
    )
    return Made(
        model, Repeated(x, count), Repeated(y, count), validation, case.get("epochs"), batch or 32
    )


def _layers(facts: Mapping[str, Any], *, flat: bool, shape: Any) -> Iterator[Any]:
    """The Keras layers of one entry."""
    import keras

    kinds = keras.layers
    settings: dict[str, Any] = {}
    if facts.get("init"):
        settings["kernel_initializer"] = _initializer(facts["init"])
    elif "init" in facts and facts["type"] in {"dense", "conv2d"}:
        settings["kernel_initializer"] = "zeros"
    if facts.get("bias_init"):
        settings["bias_initializer"] = _initializer(facts["bias_init"])
    if facts.get("use_bias") is False:
        settings["use_bias"] = False
    if facts.get("reg"):
        kind, factor = facts["reg"].split()
        settings["kernel_regularizer"] = (
            keras.regularizers.L1 if kind == "l1" else keras.regularizers.L2
        )(float(factor))
    before = facts.get("dropout_before_activation"), facts.get("norm")
    activation = facts.get("activation") or "linear"
    inside = None if any(before) else activation
    match facts["type"]:
        case "dense":
            yield kinds.Dense(facts["units"], activation=inside, **settings)
        case "conv2d":
            yield kinds.Conv2D(
                facts["filters"],
                min(facts.get("kernel") or 3, shape[1]),
                strides=facts.get("stride") or 1,
                padding=facts.get("padding") or "valid",
                activation=inside,
                **settings,
            )
        case "conv1d":
            if len(shape) == 2:
                yield kinds.Reshape((shape[1], 1))
            yield kinds.Conv1D(
                facts.get("filters") or facts.get("units"),
                facts.get("kernel") or 3,
                activation=inside,
                **settings,
            )
        case "maxpool2d" if shape[1] >= facts.get("pool", 2):
            yield kinds.MaxPooling2D(facts.get("pool", 2))
        case "maxpool1d":
            yield kinds.MaxPooling1D(facts.get("pool", 2))
        case "dropout":
            yield kinds.Dropout(facts["rate"])
        case "flatten" if not flat or len(shape) > 2:
            yield kinds.Flatten()
        case "batchnorm":
            yield kinds.BatchNormalization()
        case "activation":
            yield kinds.Activation(facts.get("name") or activation)
    if before[1]:
        yield kinds.BatchNormalization()
    if before[0]:
        yield kinds.Dropout(before[0])
    if any(before):
        yield kinds.Activation(activation)


def _initializer(text: str) -> Any:
    """An initializer from what the facts call it."""
    import keras

    kinds = keras.initializers
    numbers = [float(each) for each in re.findall(r"-?\d+\.?\d*", text)]
    if text.startswith("random_uniform"):
        return kinds.RandomUniform(*numbers[:2])
    if text.startswith("random_normal"):
        return kinds.RandomNormal(*numbers[:2])
    if text.startswith("constant"):
        return kinds.Constant(numbers[0])
    if "scale 1, fan_avg" in text or text.startswith("scale"):
        return kinds.VarianceScaling(1.0, "fan_avg", "untruncated_normal")
    return "lecun_normal" if text.startswith("lecun") else text
