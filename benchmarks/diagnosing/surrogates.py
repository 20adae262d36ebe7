"""Surrogate data from facts about real data, which isn't distributed with them.

A surrogate has the same kind of input, number of classes, kind of targets and scale. Pictures are
at most 32 pixels wide, and there are at most 600 different samples, which are repeated to the
number of the real ones.
"""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

DIFFERENT, PICTURES, SIDE = 600, 300, 32


class Repeated:
    """Some samples over and over, without taking the memory."""

    def __init__(self, values: "np.ndarray[Any, Any]", count: int) -> None:
        self._values, self.shape, self.dtype = values, (count, *values.shape[1:]), values.dtype

    @property
    def different(self) -> "np.ndarray[Any, Any]":
        """Every sample once."""
        return self._values

    def __len__(self) -> int:
        return int(self.shape[0])

    def __getitem__(self, rows: Any) -> Any:
        wanted = np.arange(len(self))[rows]
        return self._values[wanted % len(self._values)]


def surrogate(case: Mapping[str, Any]) -> tuple[Any, Any, int]:
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
