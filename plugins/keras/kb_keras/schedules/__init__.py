"""Learning rates as functions of the step, which is counted from 0."""

from kb_keras.schedules._cosine import CosineDecay, CosineDecayRestarts
from kb_keras.schedules._piecewise import PiecewiseConstantDecay
from kb_keras.schedules._powers import ExponentialDecay, InverseTimeDecay, PolynomialDecay

__all__ = [
    "CosineDecay",
    "CosineDecayRestarts",
    "ExponentialDecay",
    "InverseTimeDecay",
    "PiecewiseConstantDecay",
    "PolynomialDecay",
]
