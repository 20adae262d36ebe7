"""Keras' observers of training. What they write goes into the run's folder."""

from kb_keras.callbacks._files import CSVLogger, ModelCheckpoint
from kb_keras.callbacks._learning_rate import LearningRateScheduler, ReduceLROnPlateau
from kb_keras.callbacks._moving_average import SwapEMAWeights
from kb_keras.callbacks._stopping import EarlyStopping, TerminateOnNaN

__all__ = [
    "CSVLogger",
    "EarlyStopping",
    "LearningRateScheduler",
    "ModelCheckpoint",
    "ReduceLROnPlateau",
    "SwapEMAWeights",
    "TerminateOnNaN",
]
