"""What all of Keras' losses have in common."""

from typing import Annotated, Literal

from kb_registry import Interval, Loss, param

LabelSmoothing = Annotated[float, Interval(ge=0, le=1)]

FROM_LOGITS_HELP = "whether predictions are before sigmoid or softmax"
SMOOTHING_HELP = "share of each target that is spread over the classes"
CLASS_AXIS_HELP = "axis of classes"


class KerasLoss(Loss):
    """A loss of each sample, and what becomes of them in a batch."""

    reduction: Literal["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight"] = param(
        default="sum_over_batch_size",
        kw_only=True,
        help="mean over samples, sum, or mean by sample weight",
    )
