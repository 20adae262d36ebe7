"""Scores of classes by overlap: F scores, and intersection over union."""

from typing import TYPE_CHECKING, Annotated, Literal

from kb_registry import Ge, Gt, Interval, Metric, MinLen, param

from kb_keras._mirror import Mirror

if TYPE_CHECKING:
    import keras

Average = Literal["micro", "macro", "weighted"]
ClassIds = Annotated[tuple[Annotated[int, Ge(0)], ...], MinLen(1)]

AVERAGE_HELP = "over all decisions, over classes, or over classes by size"
THRESHOLD_HELP = "above it is a yes; none for the likeliest class only"
CLASSES_HELP = "how many classes there are"
IDS_HELP = "classes that count"
IGNORE_HELP = "class number that counts for nothing"
SPARSE_TRUE_HELP = "whether targets are class numbers rather than one-hot rows"
SPARSE_PREDICTED_HELP = "whether predictions are class numbers rather than one output a class"
AXIS_HELP = "axis of classes"


class F1Score(Mirror["keras.metrics.F1Score"], Metric):
    """Harmonic mean of precision and recall, from one-hot rows.

    2 * precision * recall / (precision + recall). By default Keras gives a number for each
    class, which has no place in a log: here it is averaged.
    """

    traits = frozenset({"one_hot_labels", "imbalanced"})

    average: Average = param(default="macro", help=AVERAGE_HELP)
    threshold: Annotated[float, Gt(0)] | None = param(default=None, help=THRESHOLD_HELP)


class FBetaScore(Mirror["keras.metrics.FBetaScore"], Metric):
    """Mean of precision and recall in which recall counts beta times as much.

    (1 + beta^2) * precision * recall / (beta^2 * precision + recall), from one-hot rows. By
    default Keras gives a number for each class; here it is averaged.
    """

    traits = frozenset({"one_hot_labels", "imbalanced"})

    average: Average = param(default="macro", help=AVERAGE_HELP)
    beta: Annotated[float, Gt(0)] = param(default=1.0, help="weight of recall")
    threshold: Annotated[float, Gt(0)] | None = param(default=None, help=THRESHOLD_HELP)


class IoU(Mirror["keras.metrics.IoU"], Metric):
    """Intersection over union of given classes, averaged.

    true positives / (true positives + false positives + false negatives), from the confusion
    matrix of all samples. By default both targets and predictions are class numbers: set
    sparse_y_pred=false for a softmax head.
    """

    traits = frozenset({"integer_labels", "segmentation", "imbalanced"})

    num_classes: Annotated[int, Ge(2)] = param(help=CLASSES_HELP)
    target_class_ids: ClassIds = param(help=IDS_HELP)
    ignore_class: int | None = param(default=None, kw_only=True, help=IGNORE_HELP)
    sparse_y_true: bool = param(default=True, kw_only=True, help=SPARSE_TRUE_HELP)
    sparse_y_pred: bool = param(default=True, kw_only=True, help=SPARSE_PREDICTED_HELP)
    axis: int = param(default=-1, kw_only=True, help=AXIS_HELP)


class BinaryIoU(Mirror["keras.metrics.BinaryIoU"], Metric):
    """Intersection over union of two classes, from probabilities."""

    traits = frozenset({"binary_labels", "segmentation", "imbalanced"})

    target_class_ids: ClassIds = param(default=(0, 1), help=IDS_HELP)
    threshold: Annotated[float, Interval(ge=0, le=1)] = param(default=0.5, help="above it is a 1")


class MeanIoU(Mirror["keras.metrics.MeanIoU"], Metric):
    """Intersection over union, averaged over all classes."""

    traits = frozenset({"integer_labels", "segmentation", "imbalanced"})

    num_classes: Annotated[int, Ge(2)] = param(help=CLASSES_HELP)
    ignore_class: int | None = param(default=None, kw_only=True, help=IGNORE_HELP)
    sparse_y_true: bool = param(default=True, kw_only=True, help=SPARSE_TRUE_HELP)
    sparse_y_pred: bool = param(default=True, kw_only=True, help=SPARSE_PREDICTED_HELP)
    axis: int = param(default=-1, kw_only=True, help=AXIS_HELP)


class OneHotIoU(Mirror["keras.metrics.OneHotIoU"], Metric):
    """Intersection over union of given classes, from one-hot rows."""

    traits = frozenset({"one_hot_labels", "segmentation", "imbalanced"})

    num_classes: Annotated[int, Ge(2)] = param(help=CLASSES_HELP)
    target_class_ids: ClassIds = param(help=IDS_HELP)
    ignore_class: int | None = param(default=None, kw_only=True, help=IGNORE_HELP)
    sparse_y_pred: bool = param(default=False, kw_only=True, help=SPARSE_PREDICTED_HELP)
    axis: int = param(default=-1, kw_only=True, help=AXIS_HELP)


class OneHotMeanIoU(Mirror["keras.metrics.OneHotMeanIoU"], Metric):
    """Intersection over union, averaged over all classes, from one-hot rows."""

    traits = frozenset({"one_hot_labels", "segmentation", "imbalanced"})

    num_classes: Annotated[int, Ge(2)] = param(help=CLASSES_HELP)
    ignore_class: int | None = param(default=None, kw_only=True, help=IGNORE_HELP)
    sparse_y_pred: bool = param(default=False, kw_only=True, help=SPARSE_PREDICTED_HELP)
    axis: int = param(default=-1, kw_only=True, help=AXIS_HELP)
