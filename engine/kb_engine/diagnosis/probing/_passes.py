"""One batch forward and backward through fresh weights, layer by layer."""

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np
from attrs import frozen
from kb_observe.layers import named_weights
from kb_observe.measures import dead_share, measurable, saturated_share
from kb_observe.passes import first_samples, infer, outputs, slopes, train

from kb_engine.diagnosis.probing._batches import Pool
from kb_engine.diagnosis.probing._copies import redraw
from kb_engine.diagnosis.probing._report import Growth, LayerReport

SAMPLES = 64
KERNELS = ("kernel", "pointwise_kernel", "depthwise_kernel", "embeddings")
FLAT = 0.01
"""Slope below which an output is saturated."""

UNFELT = 1e-7
"""Norm of a gradient that moves no weight: Keras' optimizers add as much where they divide."""

CERTAIN = 1.96
"""Standard errors on either side of a mean that hold it in 95 of 100 cases."""


@frozen(eq=False)
class Pass:
    """What one seed's weights do.

    Attributes:
        layers: What each layer does.
        loss: The loss of the batch.
    """

    layers: tuple[LayerReport, ...]
    loss: float

    @property
    def finite(self) -> bool:
        """Whether all of it are numbers."""
        values = [value for layer in self.layers for value in (layer.std, layer.gradient or 0.0)]
        return bool(np.isfinite([self.loss, *values]).all())


def look(model: keras.Model, pool: Pool, seeds: Sequence[int]) -> list[Pass]:
    """Send a batch through a copy for each draw of its weights.

    Args:
        model: A compiled copy, whose weights are changed.
        pool: Where the batch comes from.
        seeds: For the weights.
    """
    x, y = pool.first(SAMPLES)
    found = []
    for seed in seeds:
        redraw(model, seed)
        found.append(_pass(model, x, y))
    return found


def look_once(model: keras.Model, x: Any, y: Any) -> Pass:
    """Send 64 samples through a model with the weights it has, which stays as it is.

    Args:
        model: A compiled model.
        x: Inputs, in the structure that the model takes.
        y: Targets, in the structure that the loss takes.

    Raises:
        Exception: Whatever the model raises.
    """
    return _pass(model, first_samples(x, SAMPLES), first_samples(y, SAMPLES))


def medians(passes: Sequence[Pass]) -> tuple[LayerReport, ...]:
    """What each layer does, as the median over seeds."""
    names = ("mean", "std", "variation", "dead", "saturated", "gradient", "ratio")

    def median(same: Sequence[LayerReport], name: str) -> Any:
        known = [value for each in same if (value := getattr(each, name)) is not None]
        return float(np.median(known)) if known else None

    return tuple(
        LayerReport(same[0].path, **{name: median(same, name) for name in names})
        for same in zip(*(each.layers for each in passes), strict=True)
    )


def growth(passes: Sequence[Pass], what: str) -> Growth | None:
    """How something grows from one layer with a kernel to the next, over all seeds.

    Args:
        passes: One for each seed.
        what: `std` of what they put out, or `gradient` of their kernels.
    """
    slopes, layers = [], 0
    for each in passes:
        values = [getattr(la, what) for la in each.layers if la.gradient is not None][:-1]
        known = [
            value for value in values if value is not None and np.isfinite(value) and value > 0
        ]
        if len(known) < 3 or len(known) < len(values):  # noqa: PLR2004 - of two points any line is right
            continue
        layers = len(known)
        slopes.append(np.polyfit(np.arange(layers), np.log(known), 1)[0])
    if not slopes:
        return None
    mean = float(np.mean(slopes))
    error = float(np.std(slopes, ddof=1) / np.sqrt(len(slopes))) if len(slopes) > 1 else 0.0
    sign = -1.0 if what == "gradient" else 1.0  # gradients flow from the last layer to the first
    ends = sorted(np.exp(sign * (mean + shift * CERTAIN * error)) for shift in (-1, 1))
    return Growth(float(np.exp(sign * mean)), float(ends[0]), float(ends[1]), layers)


def still(seen: Pass) -> bool:
    """Whether no gradient of a hidden layer is large enough to move its weights."""
    hidden = [layer.gradient for layer in seen.layers if layer.gradient is not None][:-1]
    return bool(hidden) and max(hidden) < UNFELT


@np.errstate(all="ignore")  # what overflows is told by the verdict
def _pass(model: keras.Model, x: Any, y: Any) -> Pass:
    inference, training = infer(model, x), train(model, x, y)
    steep = {path: np.asarray(slope) for path, slope in slopes(inference).items()}
    norms = _norms(model)
    layers = []
    for tag, output in outputs(inference).items():
        path, _, role = tag.rpartition("/")
        if not role.startswith("output") or not measurable(output):
            continue
        values = np.asarray(output, dtype=np.float64)
        gradient, ratio = _gradient(training.gradients, norms, path)
        slope = steep.get(path)
        layers.append(
            LayerReport(
                path,
                float(values.mean()),
                float(values.std()),
                variation(values),
                None if slope is None else dead_share(slope),
                None if slope is None else _saturated(slope),
                gradient,
                ratio,
            )
        )
    return Pass(tuple(layers), float(training.data_loss))


def _saturated(slope: "np.ndarray[Any, Any]") -> float:
    """The share of outputs that are saturated; none of a rectifier's, which is off or on."""
    rectifies = not ((slope > 0) & (slope < FLAT)).any()
    return 0.0 if rectifies else saturated_share(slope)


def variation(values: "np.ndarray[Any, Any]") -> float:
    """The share of the deviation that is between samples.

    Args:
        values: `(samples, ...)`.
    """
    if len(values) == 1:  # which can't be told from others
        return 1.0
    total = float(np.sqrt(np.mean(np.square(values))))
    if not np.isfinite(total) or total == 0:
        return 0.0
    return float(np.sqrt(np.mean(np.var(values, axis=0)))) / total


def _gradient(
    gradients: Any, norms: Mapping[str, float], path: str
) -> tuple[float | None, float | None]:
    for name in KERNELS:
        found = gradients.get(f"{path}/{name}")
        if found is not None:
            norm = float(np.linalg.norm(np.asarray(found, dtype=np.float64)))
            weight = norms.get(f"{path}/{name}", 0.0)
            return norm, norm / weight if weight else None
    return None, None


def _norms(model: keras.Model) -> dict[str, float]:
    """The norms of kernels, by their tags."""
    return {
        tag: float(np.linalg.norm(keras.ops.convert_to_numpy(weight)))
        for tag, weight in named_weights(model)
        if tag.rpartition("/")[2] in KERNELS
    }
