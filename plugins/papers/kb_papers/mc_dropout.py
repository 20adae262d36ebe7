"""Monte Carlo dropout."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Dropout, Ge, Interval, Seeded, param

if TYPE_CHECKING:
    import keras


class MCDropout(Seeded, Dropout):
    """Dropout that stays on in inference, so that predictions vary as much as they are unsure.

    The mean of many predictions for one sample is the Monte Carlo estimate; their standard
    deviation says how far to trust it. A saved model loads once `kb_papers.layers` has been
    imported.
    """

    reference = (
        "Gal & Ghahramani 2016, Dropout as a Bayesian approximation: representing model"
        " uncertainty in deep learning, arXiv:1506.02142"
    )
    traits = frozenset({"random", "monte_carlo"})
    pairs_with = ("l2",)

    rate: Annotated[float, Interval(ge=0, lt=1)] = param(help="share of inputs that is dropped")
    noise_shape: tuple[Annotated[int, Ge(1)] | None, ...] | None = param(
        default=None,
        help="shape of the mask, batch included; none for an axis as long as the input's",
    )

    def build(self) -> "keras.Layer":
        """Return a new layer."""
        from kb_papers.layers import MCDropout as Layer

        return Layer(self.rate, noise_shape=self.noise_shape, seed=self.seed)  # type: ignore[no-untyped-call]  # Keras annotates nothing
