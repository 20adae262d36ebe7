"""ScaleNorm: one number in place of layer_norm's vectors."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Gt, Normalization, param

if TYPE_CHECKING:
    import keras


class ScaleNorm(Normalization):
    """Each sample scaled to a length that is learnt, one for all.

    f(x) = g x / |x|, with g = sqrt(features) at the start, which gives features of mean square
    1. No mean is subtracted, and nothing shifts.
    """

    reference = (
        "Nguyen & Salazar 2019, Transformers without tears: improving the normalization of"
        " self-attention, arXiv:1910.05895"
    )
    traits = frozenset({"learned", "per_sample"})

    epsilon: Annotated[float, Gt(0)] = param(
        default=1e-5, help="smallest length that is divided by"
    )

    def build(self) -> "keras.Layer":
        """Return a new layer."""
        from kb_papers.layers import ScaleNorm as Layer

        return Layer(self.epsilon)
