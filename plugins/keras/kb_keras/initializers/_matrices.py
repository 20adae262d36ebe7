"""Kernels that start as a matrix which keeps the norm of what it multiplies."""

from typing import TYPE_CHECKING

from kb_registry import Initializer, Seeded, param

from kb_keras._mirror import Mirror

if TYPE_CHECKING:
    import keras


class Orthogonal(Mirror["keras.initializers.Orthogonal"], Seeded, Initializer):
    """Random matrix with orthonormal rows or columns, times gain.

    The Q of a QR decomposition of a normal matrix; kernels with more than two axes are
    flattened to (product of all but the last, last). A square kernel keeps the norm of any
    vector, so that signals neither grow nor fade in linear networks of any depth. With
    rectifiers gain = sqrt(2) is usual.
    """

    reference = (
        "Saxe et al. 2014, Exact solutions to the nonlinear dynamics of learning in deep linear "
        "neural networks, arXiv:1312.6120"
    )
    traits = frozenset({"random", "orthogonal"})
    pairs_with = ("orthogonal_regularizer", "linear")

    gain: float = param(default=1.0, help="factor on the orthonormal matrix")


class Identity(Mirror["keras.initializers.Identity"], Initializer):
    """Identity matrix times gain.

    Only for kernels with two axes; a rectangular one gets ones on its main diagonal and zeros
    elsewhere. With relu in a recurrent layer this is the initialization of Le et al. 2015.
    """

    reference = (
        "Le et al. 2015, A simple way to initialize recurrent networks of rectified linear "
        "units, arXiv:1504.00941"
    )
    traits = frozenset({"orthogonal"})

    gain: float = param(default=1.0, help="factor on the identity")
