"""Passes through a model that leave no trace in it, and what is seen on the way.

Importing this imports Keras.
"""

from kb_observe.passes._activations import LARGEST, outputs, slopes
from kb_observe.passes._calls import Call, listening
from kb_observe.passes._overhearing import overhear
from kb_observe.passes._passes import Inference, Training, can_be_called, infer, train
from kb_observe.passes._probe import BATCH, Probe, first_samples
from kb_observe.passes._sight import Sight
from kb_observe.passes._stand_ins import standing_in
from kb_observe.passes._taps import Tap, tapped, taps
from kb_observe.passes._validation import validation_arrays

__all__ = [
    "BATCH",
    "LARGEST",
    "Call",
    "Inference",
    "Probe",
    "Sight",
    "Tap",
    "Training",
    "can_be_called",
    "first_samples",
    "infer",
    "listening",
    "outputs",
    "overhear",
    "slopes",
    "standing_in",
    "tapped",
    "taps",
    "train",
    "validation_arrays",
]
