"""Batch statistics beside the running ones of a normalization, and how far they are apart."""

from typing import Any, NamedTuple

from kb_tensorboard.passes import Training

_SAFE = 1e-3


class Drift(NamedTuple):
    """The statistics of the probe's batch, by the layers that normalize with their own.

    Attributes:
        batches: Mean and variance of each channel, by tag.
        distances: How far the running statistics are from them, by tag. For means it is the
            average distance in the batch's standard deviations; for variances the average
            ratio, as the absolute value of its logarithm. Zero means that they agree.
    """

    batches: dict[str, Any]
    distances: dict[str, Any]


def compare(training: Training) -> Drift:
    """Compares for every layer that has a `moving_mean`, a `moving_variance` and an `axis`.

    That holds for Keras' batch normalization and is all that another one needs to be seen.
    """
    import tensorflow as tf

    drift = Drift({}, {})
    for path, layer, inputs, _ in training.layers:
        if not all(hasattr(layer, name) for name in ("moving_mean", "moving_variance", "axis")):
            continue
        values = tf.cast(inputs, tf.float32)
        kept = layer.axis % len(values.shape)
        axes = [axis for axis in range(len(values.shape)) if axis != kept]
        mean, variance = tf.nn.moments(values, axes)
        running_mean = tf.cast(layer.moving_mean.value, tf.float32)
        running_variance = tf.cast(layer.moving_variance.value, tf.float32)
        drift.batches[f"{path}/batch_mean"] = mean
        drift.batches[f"{path}/batch_variance"] = variance
        drift.distances[f"{path}/moving_mean/drift"] = tf.reduce_mean(
            tf.abs(running_mean - mean) / tf.sqrt(variance + _SAFE)
        )
        drift.distances[f"{path}/moving_variance/drift"] = tf.reduce_mean(
            tf.abs(tf.math.log((running_variance + _SAFE) / (variance + _SAFE)))
        )
    return drift
