"""Networks and surrogate data from facts about real ones, and a grid of recipes.

Data isn't distributed with the facts. A surrogate has the same kind of input, number of classes,
kind of targets and scale. Pictures are at most 32 pixels wide, and there are at most 600 different
samples, which are repeated to the number of the real ones.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple

import numpy as np

DIFFERENT, PICTURES, SIDE = 600, 300, 32
STEPS, STEPS_ON_PICTURES = 400, 120
BATCH_OF_PICTURES = 32
DEFAULT_RATE = {"sgd": 0.01, "adadelta": 0.001}


class Repeated:
    """Some samples over and over, without taking the memory."""

    def __init__(self, values: "np.ndarray[Any, Any]", count: int) -> None:
        self._values, self.shape, self.dtype = values, (count, *values.shape[1:]), values.dtype

    def __len__(self) -> int:
        return int(self.shape[0])

    def __getitem__(self, rows: Any) -> Any:
        wanted = np.arange(len(self))[rows]
        return self._values[wanted % len(self._values)]


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
    x, y, count = data(case)
    inputs = flow = keras.Input(x.shape[1:])
    flat = len(x.shape) == 2
    for facts in case["layers"]:
        for _ in range(facts.get("repeat") or 1):
            for layer in layers(facts, flat=flat, shape=flow.shape):
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


def layers(facts: Mapping[str, Any], *, flat: bool, shape: Any) -> Iterator[Any]:
    """The Keras layers of one entry."""
    import keras

    kinds = keras.layers
    settings: dict[str, Any] = {}
    if facts.get("init"):
        settings["kernel_initializer"] = start(facts["init"])
    elif "init" in facts and facts["type"] in {"dense", "conv2d"}:
        settings["kernel_initializer"] = "zeros"
    if facts.get("bias_init"):
        settings["bias_initializer"] = start(facts["bias_init"])
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


def start(text: str) -> Any:
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


def data(case: Mapping[str, Any]) -> tuple[Any, Any, int]:
    """Surrogate samples and targets, and how many there are of the real ones."""
    facts, generator = case["data"], np.random.default_rng(0)
    classes = facts.get("classes") or case.get("output_units") or 2
    picture = facts.get("image_shape") and not facts.get("flattened")
    count = facts.get("n_train") or 2_000
    different = min(count, PICTURES if picture else DIFFERENT)
    labels = generator.integers(0, classes, different)
    shape = (
        tuple(min(size or SIDE, SIDE) for size in facts["image_shape"])
        if picture
        else (facts.get("n_features") or 20,)
    )
    x, y = _samples(case, facts, labels, shape, classes, generator)
    return x.astype("float32"), y, count


def _samples(
    case: Any, facts: Any, labels: Any, shape: Any, classes: int, generator: Any
) -> tuple[Any, Any]:
    name, target = str(facts.get("name")), str(facts.get("target"))
    count = len(labels)
    if case["task"] == "regression":
        return _regression(name, facts, shape, count, generator, case)
    if "blobs" in name:
        centres = np.array([[-8.0, -8.0], [8.0, 0.0], [-2.0, 9.0]])
        return centres[labels] + generator.normal(0, 2, (count, 2)), _targets(
            labels, classes, target
        )
    if "circles" in name:
        angle = generator.uniform(0, 2 * np.pi, count)
        radius = np.where(labels == 0, 1.0, 0.5)[:, None]
        return radius * np.stack([np.cos(angle), np.sin(angle)], 1) + generator.normal(
            0, 0.1, (count, 2)
        ), _targets(labels, classes, target)
    if case["task"] == "multilabel":
        x = (
            generator.poisson(2.5, (count, shape[0]))
            if "counts" in str(facts.get("scaling"))
            else generator.integers(0, 2, (count, shape[0]))
        )
        y = x[:, :classes] > (2 if "counts" in str(facts.get("scaling")) else 0)
        return x, y.astype("float32")
    if "noise" in name and "uniform" in name:
        return generator.uniform(0, 1, (count, *shape)), generator.uniform(0, 1, count).astype(
            "float32"
        )
    templates = generator.uniform(0, 1, (classes, *shape)) ** 2
    x = np.clip(templates[labels] + generator.normal(0, 0.15, (count, *shape)), 0, 1)
    if "bag of words" in name:
        x = (generator.uniform(0, 1, x.shape) < 0.01 + 0.1 * (templates[labels] > 0.8)).astype(
            float
        )
    if classes == 2 and shape == (1,):
        x = labels[:, None] * 0.5 + generator.uniform(0, 0.5, (count, 1))
    return _scaled(x, str(facts.get("scaling")), generator), _targets(labels, classes, target)


def _scaled(x: Any, how: str, generator: Any) -> Any:
    if how.startswith("standardized"):
        return (x - x.mean()) / x.std()
    if "6.6e5" in how or "3.2e9" in how:
        top = 6.6e5 if "6.6e5" in how else 3.2e9
        x = x * np.geomspace(1, top, x.shape[-1])
        if "constant columns" in how:
            x[:, :3] = 6.0
        return x
    if "up to 512" in how:
        return x * np.geomspace(1, 512, x.shape[-1])
    if "0.004" in how:
        return x / 255
    if how.startswith("0..1"):
        return x
    numbers = re.findall(r"-?\d+\.?\d*(?:e\d+)?", how)
    if how.startswith(("raw", "-")) and len(numbers) >= 2:
        low, high = float(numbers[0]), float(numbers[1])
        return low + x * (high - low)
    del generator
    return x


def _targets(labels: Any, classes: int, target: str) -> Any:
    if target.startswith("one_hot"):
        return np.eye(classes, dtype="float32")[labels]
    if "divided by 255" in target:
        return (labels / 255).astype("float32")
    if target.startswith("0/1") or "binary" in target:
        return labels.astype("float32")
    return labels.astype("int64")


def _regression(
    name: str, facts: Any, shape: Any, count: int, generator: Any, case: Any
) -> tuple[Any, Any]:
    how = str(facts.get("scaling"))
    x = _scaled(generator.uniform(0, 1, (count, *shape)), how, generator)
    if "up to" in how:
        x = generator.uniform(0, 1, (count, *shape)) * np.geomspace(1, 5000, shape[0])
    if "prices" in name:
        x = generator.uniform(0, 1, (count, *shape)) * np.geomspace(1, 20_000, shape[0])
    first = x[:, 0]
    formulas = {
        "x^2": first**2 + 3,
        "y = 5x": 5 * first,
        "fourth": first**4,
        "parabola": 5 * first**2 + generator.normal(size=count) ** 3,
        "line": 2 * first + 5,
    }
    y = next((value for key, value in formulas.items() if key in name), None)
    if y is None:
        unit = (x - x.mean(0)) / np.maximum(x.std(0), 1e-9)
        y = (
            unit
            @ generator.normal(size=(shape[0], max(1, case.get("output_units") or 1)))
            / np.sqrt(shape[0])
        )
        target = str(facts.get("target"))
        low, high = _target_range(target)
        y = low + (y - y.min()) / np.ptp(y) * (high - low)
    return x, np.asarray(y, "float32").reshape(count, -1)


def _target_range(target: str) -> tuple[float, float]:
    if "prices" in target:
        return 3.5e4, 7.5e5
    found = re.search(r"(-?\d+\.?\d*)\.\.(-?\d+\.?\d*)", target)
    return (float(found[1]), float(found[2])) if found else (0.0, 1.0)


def learns_with(made: Made, fix: Any) -> bool:
    """Whether a network learns with a change: a third of the way from chance to perfect."""
    from kb_engine.diagnosis.probing import mended

    x, y = made.x[: made.x._values.shape[0]], made.y[: made.y._values.shape[0]]
    changed = mended(made.model, x, y, fix)
    picture = len(changed.x.shape) > 2
    batch = min(
        changed.batch_size or made.batch_size or 32, BATCH_OF_PICTURES if picture else 64, len(x)
    )
    epochs = max(1, -(-(STEPS_ON_PICTURES if picture else STEPS) * batch // len(x)))
    changed.model.fit(changed.x, changed.y, epochs=epochs, batch_size=batch, verbose=0)
    return bool(skill(changed.model, changed.x, changed.y) > 1 / 3)


def skill(model: Any, x: Any, y: Any) -> float:
    """0 for chance and 1 for perfect: of accuracy, or the explained share of variance."""
    predicted, y = model.predict(x, verbose=0), np.asarray(y)
    if not np.isfinite(predicted).all():
        return 0.0
    whole = bool(np.array_equal(y, np.rint(y))) and y.max() < 100
    if y.ndim == 2 and y.shape[1] > 1 and np.allclose(y.sum(1), 1) and whole:
        y = y.argmax(1)
    if whole and predicted.shape[-1] > 1 and y.ndim == 1:
        chance = np.bincount(y.astype(int)).max() / len(y)
        right = float(np.mean(predicted.argmax(-1) == y))
    elif whole and y.max() <= 1:
        truth = y.reshape(predicted.shape)
        chance = max(truth.mean(), 1 - truth.mean())
        right = float(np.mean((predicted > 0.5) == truth))
    else:
        truth = y.reshape(predicted.shape)
        return float(1 - np.mean((truth - predicted) ** 2) / np.var(truth))
    return float((right - chance) / max(1e-9, 1 - chance))


def grid(count: int) -> Iterator[dict[str, Any]]:
    """Choices of recipes: a fixed shuffle of all combinations, of which any number is fair."""
    all_of_them = list(
        product(
            ["relu", "tanh", "sigmoid", "selu", "elu"],
            [
                "glorot_uniform",
                "he_normal",
                "lecun_normal",
                "random_normal",
                "random_normal:stddev=0.5",
            ],
            [2, 5, 10, 20, 50, 100],
            ["none", "batch_norm"],
            ["sgd:0.01", "sgd:1.0", "adam:0.001", "adam:0.1", "sgd:0.00001"],
        )
    )
    order = np.random.default_rng(0).permutation(len(all_of_them))[:count]
    for place in order:
        act, init, depth, norm, opt = all_of_them[place]
        yield {
            "act": act,
            "init": init,
            "norm": norm,
            "opt": opt,
            "arch": f"mlp(units={[32] * depth})".replace(" ", ""),
            "data": "digits",
            "epochs": 5,
            "callback": "none",
        }


def foretold(choice: Mapping[str, Any]) -> tuple[str, bool, bool, str]:
    """A recipe's name, whether the probe called it healthy, whether it learned, and the verdict."""
    from kb_engine import Recipe
    from kb_engine.diagnosis.probing import probe
    from kb_engine.sessions._preparation import prepare

    recipe = Recipe.from_choices(choice)
    prepared = prepare(recipe, "one")
    train = prepared.data.train
    report = probe(prepared.model, train.x, train.y, epochs=5, batch_size=32, mending=False)
    prepared.model.fit(train.x[:], train.y, epochs=5, batch_size=32, verbose=0)
    learned = skill(prepared.model, train.x[:], train.y) > 0.1
    depth = choice["arch"].count("32")
    name = " ".join([choice["act"], choice["init"], str(depth), choice["norm"], choice["opt"]])
    return name, report.verdict == "healthy", learned, report.verdict
