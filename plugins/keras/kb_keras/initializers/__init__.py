"""Where weights start from.

Fans: for a kernel of shape (..., inputs, outputs), fan_in is inputs and fan_out is outputs,
each times the product of the axes in front, which are the window of a convolution.
"""

from kb_keras.initializers._constants import Constant, Ones, Zeros
from kb_keras.initializers._fixed_variance import RandomNormal, RandomUniform, TruncatedNormal
from kb_keras.initializers._matrices import Identity, Orthogonal
from kb_keras.initializers._variance_scaling import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    VarianceScaling,
)

__all__ = [
    "Constant",
    "GlorotNormal",
    "GlorotUniform",
    "HeNormal",
    "HeUniform",
    "Identity",
    "LecunNormal",
    "LecunUniform",
    "Ones",
    "Orthogonal",
    "RandomNormal",
    "RandomUniform",
    "TruncatedNormal",
    "VarianceScaling",
    "Zeros",
]
