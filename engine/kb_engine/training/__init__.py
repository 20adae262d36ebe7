"""Training with Keras' own steps, callbacks and results, many steps per call to TensorFlow."""

from kb_engine.training.checkpoint import Checkpoint, Saved, load_latest
from kb_engine.training.compilation import Compilation
from kb_engine.training.evaluation import evaluate
from kb_engine.training.failure import NonFiniteLossError
from kb_engine.training.figures import figures
from kb_engine.training.fit import TrainingHistory, fit
from kb_engine.training.interruption import stop_on_interrupt
from kb_engine.training.memory import OUT_OF_MEMORY, largest_halving_that_fits
from kb_engine.training.order import epoch_order
from kb_engine.training.state import State, capture, restore

__all__ = [
    "OUT_OF_MEMORY",
    "Checkpoint",
    "Compilation",
    "NonFiniteLossError",
    "Saved",
    "State",
    "TrainingHistory",
    "capture",
    "epoch_order",
    "evaluate",
    "figures",
    "fit",
    "largest_halving_that_fits",
    "load_latest",
    "restore",
    "stop_on_interrupt",
]
