"""Muon: steps whose directions all count the same."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Ge, Gt, Interval, param

from kb_keras._mirror import Mirror
from kb_keras.optimizers._common import (
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

    For weights w with gradient g:

        w ← w - learning_rate weight_decay w
        m ← momentum m + g
        u = g + momentum m                 (m without nesterov)
        u ← u / ‖u‖
        u ← muon_a u + (muon_b u uᵀ + muon_c (u uᵀ)²) u
        w ← w - learning_rate rms_rate √max(rows, columns) u

    The line before the last is repeated ns_steps times, which drives all singular values to
    about 1. rms_rate makes the size of steps that of adamw. Embeddings and the output layer are
    better left to adamw: name the latter in exclude_layers, as [output].
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
