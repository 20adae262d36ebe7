"""What is done with a trained model: predict, and know how sure that is."""

from kb_engine.prediction._doubt import Doubt
from kb_engine.prediction._monte_carlo import (
    NetworkCountError,
    NoRandomLayerError,
    mc_predict,
    mc_predict_outputs,
)

__all__ = ["Doubt", "NetworkCountError", "NoRandomLayerError", "mc_predict", "mc_predict_outputs"]
