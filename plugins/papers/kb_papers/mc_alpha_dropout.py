"""Monte Carlo alpha dropout."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Dropout, Ge, Interval, Seeded, param

if TYPE_CHECKING:
    import keras


class MCAlphaDropout(Seeded, Dropout):
    """Alpha dropout that stays on in inference: Monte Carlo dropout for SELU networks.

    Keeps the mean 0 and the variance 1 that SELU and lecun_normal give. A saved model loads
    once `kb_papers.layers` has been imported.
    """

    reference = (
        "Gal & Ghahramani 2016, Dropout as a Bayesian approximation, arXiv:1506.02142;"
        " Klambauer et al. 2017, Self-normalizing neural networks, arXiv:1706.02515"
    )
    traits = frozenset({"random", "monte_carlo", "keeps_moments", "self_normalizing"})
    pairs_with = ("selu", "lecun_normal")

    rate: Annotated[float, Interval(ge=0, lt=1)] = param(help="share of inputs that is dropped")
    noise_shape: tuple[Annotated[int, Ge(1)] | None, ...] | None = param(
        default=None,
        help="shape of the mask, batch included; none for an axis as long as the input's",
    )

    def build(self) -> "keras.Layer":
        """Return a new layer."""
        from kb_papers.layers import MCAlphaDropout as Layer

        return Layer(self.rate, noise_shape=self.noise_shape, seed=self.seed)  # type: ignore[no-untyped-call]  # Keras annotates nothing
