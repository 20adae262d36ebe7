"""Training with Keras' own steps, callbacks and results, many steps per call to TensorFlow."""

from kb_engine.training.compilation import Compilation
from kb_engine.training.fit import TrainingHistory, fit
from kb_engine.training.order import epoch_order

__all__ = ["Compilation", "TrainingHistory", "epoch_order", "fit"]
