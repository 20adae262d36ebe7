"""Penalties on weights, added to the loss."""

from typing import TYPE_CHECKING, Annotated, Literal

from kb_registry import Drawing, Ge, Regularizer, draw_penalty, param

from kb_keras._mirror import Mirror

if TYPE_CHECKING:
    import keras

Factor = Annotated[float, Ge(0)]


class L1(Mirror["keras.regularizers.L1"], Regularizer):
    """Sum of absolute weights, which drives many of them to zero.

    penalty = l1 * sum |w|. Its gradient has the same size however small a weight is.
    """

    reference = (
        "Tibshirani 1996, Regression shrinkage and selection via the lasso, "
        "doi:10.1111/j.2517-6161.1996.tb02080.x"
    )
    traits = frozenset({"sparsifying"})

    l1: Factor = param(default=0.01, help="factor on the sum of absolute weights")

    def drawing(self) -> Drawing | None:
        """The penalty on one weight."""
        return draw_penalty(lambda w: self.l1 * abs(w))


class L2(Mirror["keras.regularizers.L2"], Regularizer):
    """Sum of squared weights, which keeps them small.

    penalty = l2 * sum w^2, without the half that textbooks put in front: the gradient is
    2 * l2 * w. With plain sgd this equals weight decay; with adaptive optimizers it does not
    (Loshchilov & Hutter 2019), take adamw's weight_decay there.
    """

    reference = (
        "Krogh & Hertz 1991, A simple weight decay can improve generalization, NIPS; Loshchilov "
        "& Hutter 2019, Decoupled weight decay regularization, arXiv:1711.05101"
    )
    traits = frozenset({"shrinking"})

    l2: Factor = param(default=0.01, help="factor on the sum of squared weights")

    def drawing(self) -> Drawing | None:
        """The penalty on one weight."""
        return draw_penalty(lambda w: self.l2 * w**2)


class L1L2(Mirror["keras.regularizers.L1L2"], Regularizer):
    """Both l1 and l2, also called elastic net.

    penalty = l1 * sum |w| + l2 * sum w^2. Both factors are 0 unless given.
    """

    reference = (
        "Zou & Hastie 2005, Regularization and variable selection via the elastic net, "
        "doi:10.1111/j.1467-9868.2005.00503.x"
    )
    traits = frozenset({"sparsifying", "shrinking"})

    l1: Factor = param(default=0.0, help="factor on the sum of absolute weights")
    l2: Factor = param(default=0.0, help="factor on the sum of squared weights")

    def drawing(self) -> Drawing | None:
        """The penalty on one weight."""
        return draw_penalty(lambda w: self.l1 * abs(w) + self.l2 * w**2)


class OrthogonalRegularizer(Mirror["keras.regularizers.OrthogonalRegularizer"], Regularizer):
    """Penalty on how far rows, or columns, are from being at right angles.

    With every row (or column) scaled to length 1, penalty = factor * the sum of the absolute
    cosines of all pairs, divided by the number of pairs and again by two. Only for weights
    with two axes.
    """

    reference = (
        "compare Brock et al. 2017, Neural photo editing with introspective adversarial "
        "networks, arXiv:1609.07093"
    )
    pairs_with = ("orthogonal",)

    factor: Factor = param(default=0.01, help="factor on the mean absolute cosine")
    mode: Literal["rows", "columns"] = param(default="rows", help="what is to be orthogonal")
