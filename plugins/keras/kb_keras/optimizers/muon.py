"""Muon: steps whose directions all count the same."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Ge, Gt, Interval, param

from kb_keras.mirror import Mirror
from kb_keras.optimizers.common import (
    BETA_1_HELP,
    BETA_2_HELP,
    LEARNING_RATE_HELP,
    Decay,
    Epsilon,
    KerasOptimizer,
    LearningRate,
)

if TYPE_CHECKING:
    import keras


class Muon(Mirror["keras.optimizers.Muon"], KerasOptimizer):
    """Momentum made orthogonal, for kernels with two axes; adamw for all other weights.

    m <- momentum * m + g and u = g + momentum * m (u = m without nesterov). Then u / ||u|| goes
    ns_steps times through x <- a * x + (b * A + c * A^2) x with A = x x^T, which drives all its
    singular values to about 1, and w <- w - learning_rate * rms_rate * sqrt(max(shape)) * u.
    rms_rate makes the size of steps that of adamw. Embeddings and the output layer are better
    left to adamw: name the latter in exclude_layers, as [output].
    """

    reference = (
        "Jordan et al. 2024, Muon: an optimizer for hidden layers in neural networks, "
        "https://kellerjordan.github.io/posts/muon/; rms_rate: Liu et al. 2025, Muon is scalable "
        "for LLM training, arXiv:2502.16982"
    )
    traits = frozenset({"momentum", "matrix", "decoupled_weight_decay"})

    learning_rate: LearningRate = param(default=0.001, help=LEARNING_RATE_HELP)
    adam_beta_1: Decay = param(default=0.9, help=f"{BETA_1_HELP}, for adamw")
    adam_beta_2: Decay = param(default=0.999, help=f"{BETA_2_HELP}, for adamw")
    adam_weight_decay: Annotated[float, Ge(0)] | None = param(
        default=0.004, help="weight_decay, for adamw"
    )
    epsilon: Epsilon = param(default=1e-7, help="added to the denominator, for adamw")
    weight_decay: Annotated[float, Ge(0)] | None = param(
        default=0.004, help="each step, weights shrink by this times the learning rate"
    )
    exclude_layers: tuple[str, ...] | None = param(
        default=None, kw_only=True, help="parts of the names of layers that are left to adamw"
    )
    exclude_embeddings: bool = param(
        default=True, kw_only=True, help="whether embeddings are left to adamw"
    )
    muon_a: float = param(default=3.4445, kw_only=True, help="a of the iteration")
    muon_b: float = param(default=-4.775, kw_only=True, help="b of the iteration")
    muon_c: float = param(default=2.0315, kw_only=True, help="c of the iteration")
    adam_lr_ratio: Annotated[float, Gt(0)] = param(
        default=1.0, kw_only=True, help="adamw's learning rate over Muon's"
    )
    momentum: Annotated[float, Interval(ge=0, le=1)] = param(
        default=0.95, kw_only=True, help="share of the sum of gradients that a step leaves"
    )
    ns_steps: Annotated[int, Ge(1)] = param(default=5, kw_only=True, help="iterations")
    nesterov: bool = param(default=True, kw_only=True, help="whether momentum looks ahead")
    rms_rate: Annotated[float, Gt(0)] | None = param(
        default=0.2, kw_only=True, help="root mean square of a step; none for steps of norm about 1"
    )
