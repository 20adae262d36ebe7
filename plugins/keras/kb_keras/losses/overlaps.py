"""Losses by overlap of areas, and by alignment of sequences."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Ge, param

from kb_keras._mirror import Mirror
from kb_keras.losses._common import KerasLoss

if TYPE_CHECKING:
    import keras

Axes = tuple[int, ...] | None
AXES_HELP = "axes of one area; none for all of the batch as one"


class Dice(Mirror["keras.losses.Dice"], KerasLoss):
    """1 - Dice coefficient: twice the overlap over the sum of both areas.

    1 - 2 * sum(y * p) / (sum y + sum p). For masks whose foreground is small.
    """

    reference = (
        "Milletari et al. 2016, V-Net: fully convolutional neural networks for volumetric "
        "medical image segmentation, arXiv:1606.04797 (with squares in the denominator)"
    )
    traits = frozenset({"binary_labels", "imbalanced", "segmentation"})

    axis: Axes = param(default=None, kw_only=True, help=AXES_HELP)


class Tversky(Mirror["keras.losses.Tversky"], KerasLoss):
    """1 - Tversky index: dice with a weight for each kind of mistake.

    1 - o / (o + alpha * sum(y * (1 - p)) + beta * sum((1 - y) * p)) with o = sum(y * p). In
    Keras alpha weighs what was missed and beta what was made up, the other way round than its
    documentation and the paper say.
    """

    reference = (
        "Salehi et al. 2017, Tversky loss function for image segmentation using 3D fully "
        "convolutional deep networks, arXiv:1706.05721"
    )
    traits = frozenset({"binary_labels", "imbalanced", "segmentation"})

    alpha: Annotated[float, Ge(0)] = param(default=0.5, help="weight of what was missed")
    beta: Annotated[float, Ge(0)] = param(default=0.5, help="weight of what was made up")
    axis: Axes = param(default=None, kw_only=True, help=AXES_HELP)


class CTC(Mirror["keras.losses.CTC"], KerasLoss):
    """-log of the probability of a sequence, over all its alignments with the output.

    Targets are rows of class numbers, of shape (batch, length) and padded with 0, which stands
    for blank; predictions are logits of shape (batch, steps, classes).
    """

    reference = (
        "Graves et al. 2006, Connectionist temporal classification, doi:10.1145/1143844.1143891"
    )
    traits = frozenset({"integer_labels"})
