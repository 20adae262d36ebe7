"""Training with Keras' own steps, callbacks and results, many steps per call to TensorFlow."""

from kb_engine.training._evaluation import evaluate
from kb_engine.training._fit import TrainingHistory, fit
from kb_engine.training._history import joined
from kb_engine.training._memory import OUT_OF_MEMORY, largest_halving_that_fits
from kb_engine.training.data._order import epoch_order
from kb_engine.training.safety._checkpoint import Checkpoint
from kb_engine.training.safety._failure import NonFiniteLossError
from kb_engine.training.safety._interruption import stop_on_interrupt
from kb_engine.training.safety._saved import (
    DamagedCheckpointError,
    Saved,
    load,
    load_latest,
    newest_first,
)
from kb_engine.training.state._optimizers import build_optimizer, built_from_inside
from kb_engine.training.state._state import (
    LEARNING_RATE,
    SEED,
    OtherStateError,
    State,
    capture,
    restore,
    steps_done,
)
from kb_engine.training.step._compilation import Compilation

__all__ = [
    "LEARNING_RATE",
    "OUT_OF_MEMORY",
    "SEED",
    "Checkpoint",
    "Compilation",
    "DamagedCheckpointError",
    "NonFiniteLossError",
    "OtherStateError",
    "Saved",
    "State",
    "TrainingHistory",
    "build_optimizer",
    "built_from_inside",
    "capture",
    "epoch_order",
    "evaluate",
    "fit",
    "joined",
    "largest_halving_that_fits",
    "load",
    "load_latest",
    "newest_first",
    "restore",
    "steps_done",
    "stop_on_interrupt",
]
