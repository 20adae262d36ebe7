"""Right and wrong decisions between two classes, counted at thresholds."""

from typing import TYPE_CHECKING, Annotated, Literal

from kb_registry import Ge, Gt, Interval, Metric, param

from kb_keras._mirror import Mirror

if TYPE_CHECKING:
    import keras

Share = Annotated[float, Interval(ge=0, le=1)]
Thresholds = Share | None
ClassId = Annotated[int, Ge(0)] | None
THRESHOLDS_HELP = "above it is a yes; none for 0.5"
CLASS_ID_HELP = "output that counts; none for all"


class Counts(Metric):
    """A count of decisions."""

    thresholds: Thresholds = param(default=None, help=THRESHOLDS_HELP)


class TruePositives(Mirror["keras.metrics.TruePositives"], Counts):
    """How many ones are predicted as ones."""

    traits = frozenset({"binary_labels"})


class TrueNegatives(Mirror["keras.metrics.TrueNegatives"], Counts):
    """How many zeros are predicted as zeros."""

    traits = frozenset({"binary_labels"})


class FalsePositives(Mirror["keras.metrics.FalsePositives"], Counts):
    """How many zeros are predicted as ones."""

    traits = frozenset({"binary_labels"})


class FalseNegatives(Mirror["keras.metrics.FalseNegatives"], Counts):
    """How many ones are predicted as zeros."""

    traits = frozenset({"binary_labels"})


class Rates(Metric):
    """A rate of right decisions."""

    thresholds: Thresholds = param(default=None, help=THRESHOLDS_HELP)
    top_k: Annotated[int, Ge(1)] | None = param(
        default=None, help="how many of the highest outputs are a yes; none for a threshold"
    )
    class_id: ClassId = param(default=None, help=CLASS_ID_HELP)


class Precision(Mirror["keras.metrics.Precision"], Rates):
    """Share of true ones among predicted ones."""

    traits = frozenset({"binary_labels", "imbalanced"})


class Recall(Mirror["keras.metrics.Recall"], Rates):
    """Share of predicted ones among true ones."""

    traits = frozenset({"binary_labels", "imbalanced"})


class Tradeoff(Metric):
    """The best of one rate while another is held."""

    num_thresholds: Annotated[int, Ge(1)] = param(
        default=200, kw_only=True, help="how many are tried"
    )
    class_id: ClassId = param(default=None, kw_only=True, help=CLASS_ID_HELP)


class PrecisionAtRecall(Mirror["keras.metrics.PrecisionAtRecall"], Tradeoff):
    """Best precision at any threshold with at least a given recall."""

    traits = frozenset({"binary_labels", "imbalanced"})

    recall: Share = param(help="recall to hold")


class RecallAtPrecision(Mirror["keras.metrics.RecallAtPrecision"], Tradeoff):
    """Best recall at any threshold with at least a given precision."""

    traits = frozenset({"binary_labels", "imbalanced"})

    precision: Share = param(help="precision to hold")


class SensitivityAtSpecificity(Mirror["keras.metrics.SensitivityAtSpecificity"], Tradeoff):
    """Best share of ones found with at least a given share of zeros left alone."""

    traits = frozenset({"binary_labels", "imbalanced"})

    specificity: Share = param(help="specificity to hold")


class SpecificityAtSensitivity(Mirror["keras.metrics.SpecificityAtSensitivity"], Tradeoff):
    """Best share of zeros left alone with at least a given share of ones found."""

    traits = frozenset({"binary_labels", "imbalanced"})

    sensitivity: Share = param(help="sensitivity to hold")


class AUC(Mirror["keras.metrics.AUC"], Metric):
    """Area under the curve of recall over false alarms (ROC) or of precision over recall (PR).

    Counted at num_thresholds thresholds from 0 to 1 and summed up between them, so it's an
    approximation. ROC's area is the chance that a one scores higher than a zero.
    """

    reference = (
        "Davis & Goadrich 2006, The relationship between precision-recall and ROC curves, "
        "doi:10.1145/1143844.1143874"
    )
    traits = frozenset({"binary_labels", "imbalanced"})

    num_thresholds: Annotated[int, Gt(1)] = param(default=200, help="how many are tried")
    curve: Literal["ROC", "PR"] = param(default="ROC", help="which curve")
    summation_method: Literal["interpolation", "minoring", "majoring"] = param(
        default="interpolation", help="trapezoids, or the lower or upper bound"
    )
    thresholds: tuple[Share, ...] | None = param(
        default=None, kw_only=True, help="thresholds in place of num_thresholds even ones"
    )
    multi_label: bool = param(
        default=False, kw_only=True, help="whether each output has an area, which are averaged"
    )
    num_labels: Annotated[int, Ge(1)] | None = param(
        default=None, kw_only=True, help="how many outputs, with multi_label"
    )
    label_weights: tuple[Annotated[float, Ge(0)], ...] | None = param(
        default=None, kw_only=True, help="weights of the outputs, with multi_label"
    )
    from_logits: bool = param(
        default=False, kw_only=True, help="whether outputs are before sigmoid"
    )
