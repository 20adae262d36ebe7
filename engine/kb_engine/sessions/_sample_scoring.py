"""Score a model on each test sample."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from kb_registry import DataSpec, Split, Task

from kb_engine.runs._result import Scores
from kb_engine.runs._sample_scores import MOST_BYTES, SampleScores, fingerprint

if TYPE_CHECKING:
    import keras

BATCH_SIZE = 256
"""Samples at once. The model runs eagerly: tracing it takes longer than small tests do."""


def sample_scores(
    model: "keras.Model", spec: DataSpec, test: Split, recorded: Scores
) -> SampleScores | None:
    """Predict the test samples and score each; None if there are too many to be kept.

    A metric is left out if the mean over samples isn't the recorded score: a metric that isn't
    one, such as an area under a curve, a loss with a penalty, or a network that draws at random.
    """
    if len(test) > MOST_BYTES:
        return None
    outputs = np.concatenate(list(_outputs(model, test)))
    if outputs.shape[:1] != (len(test),):
        return None
    scores = {
        name: values
        for name, score in _functions(model).items()
        if (values := _scored(score, test.y, outputs)) is not None
        and name in recorded
        and np.isclose(values.mean(), recorded[name], rtol=1e-4, atol=1e-7)
    }
    kept = SampleScores(fingerprint(test.x, test.y), _predicted(outputs, spec), scores)
    return kept if kept.fits() else None


def _outputs(model: "keras.Model", test: Split) -> Iterator[Any]:
    for first in range(0, len(test), BATCH_SIZE):
        batch = np.asarray(test.x[first : first + BATCH_SIZE], np.float32)
        yield np.asarray(model(batch, training=False), np.float32)


def _functions(model: "keras.Model") -> dict[str, Callable[[Any, Any], Any]]:
    """What scores each sample, by metric; only metrics that are a mean have such a function."""
    found: dict[str, Callable[[Any, Any], Any]] = {}
    if hasattr(model.loss, "call"):
        found["loss"] = model.loss.call
    for metric in _metrics(model):
        function = getattr(metric, "_fn", None)  # Keras has no public name for it
        if function is not None:
            found[metric.name] = partial(function, **getattr(metric, "_fn_kwargs", {}))
    return found


def _metrics(model: "keras.Model") -> "Iterator[keras.metrics.Metric]":
    for each in model.metrics:
        yield from getattr(each, "metrics", [each])


def _scored(score: Callable[[Any, Any], Any], y: Any, outputs: Any) -> Any:
    """A score for each sample, `(samples,)`; None if the function gives something else."""
    values = np.asarray(score(y, outputs))
    if values.shape[:1] != (len(y),):
        return None
    values = values.reshape(len(y), -1).mean(axis=1, dtype=np.float64)
    whole = np.isin(values, (0.0, 1.0)).all()
    return values.astype(np.bool_ if whole else np.float32)


def _predicted(outputs: Any, spec: DataSpec) -> Any:
    if spec.task is Task.REGRESSION:
        return outputs.reshape(len(outputs), -1)
    if spec.task is Task.BINARY:
        return (outputs.reshape(len(outputs), -1)[:, 0] > 0.5).astype(np.uint8)  # noqa: PLR2004
    return outputs.argmax(axis=-1).astype(np.min_scalar_type(outputs.shape[-1]))
