"""Shares of samples that are predicted right."""

from typing import TYPE_CHECKING, Annotated, Any

from kb_registry import Ge, Interval, Metric, param

from kb_keras._mirror import Mirror

if TYPE_CHECKING:
    import keras

K = Annotated[int, Ge(1)]


class Accuracy(Metric):
    """Share of samples whose class is predicted right, for any kind of classification.

    Keras looks at the shapes when training starts: with one output per sample it is
    binary_accuracy, with class numbers sparse_categorical_accuracy, with one-hot rows
    categorical_accuracy.
    """

    def build(self) -> Any:
        """Return the name by which `compile` asks for this, as no Keras class does it."""
        return "accuracy"


class BinaryAccuracy(Mirror["keras.metrics.BinaryAccuracy"], Metric):
    """Share of outputs on the right side of a threshold."""

    traits = frozenset({"binary_labels"})

    threshold: Annotated[float, Interval(gt=0, lt=1)] = param(default=0.5, help="above it is a 1")


class CategoricalAccuracy(Mirror["keras.metrics.CategoricalAccuracy"], Metric):
    """Share of samples whose likeliest class is the true one, from one-hot rows."""

    traits = frozenset({"one_hot_labels"})


class SparseCategoricalAccuracy(Mirror["keras.metrics.SparseCategoricalAccuracy"], Metric):
    """Share of samples whose likeliest class is the true one, from class numbers."""

    traits = frozenset({"integer_labels"})


class TopKCategoricalAccuracy(Mirror["keras.metrics.TopKCategoricalAccuracy"], Metric):
    """Share of samples whose true class is among the k likeliest, from one-hot rows."""

    traits = frozenset({"one_hot_labels"})

    k: K = param(default=5, help="how many of the likeliest classes count")


class SparseTopKCategoricalAccuracy(Mirror["keras.metrics.SparseTopKCategoricalAccuracy"], Metric):
    """Share of samples whose true class is among the k likeliest, from class numbers."""

    traits = frozenset({"integer_labels"})

    k: K = param(default=5, help="how many of the likeliest classes count")
    from_sorted_ids: bool = param(
        default=False, kw_only=True, help="whether predictions are class numbers, likeliest first"
    )
