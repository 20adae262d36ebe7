"""What is done with a trained model: score it, predict, and know how sure that is."""

from kb_engine.prediction._class_scores import (
    ClassFigures,
    ClassScores,
    ConfidenceBin,
    score_classes,
)
from kb_engine.prediction._doubt import Doubt
from kb_engine.prediction._estimate import Estimate
from kb_engine.prediction._evaluation import Evaluation, MonteCarloScores, SplitName
from kb_engine.prediction._loaded import LoadedRun, UnusableRunError, load
from kb_engine.prediction._monte_carlo import (
    NetworkCountError,
    Networks,
    NoRandomLayerError,
    mc_predict,
    mc_predict_outputs,
)
from kb_engine.prediction._number_scores import NumberScores, score_numbers
from kb_engine.prediction._predicted import PredictedRows
from kb_engine.prediction._uncertain import UncertainSample
from kb_engine.prediction._weight_figures import WeightFigures, weight_figures

__all__ = [
    "ClassFigures",
    "ClassScores",
    "ConfidenceBin",
    "Doubt",
    "Estimate",
    "Evaluation",
    "LoadedRun",
    "MonteCarloScores",
    "NetworkCountError",
    "Networks",
    "NoRandomLayerError",
    "NumberScores",
    "PredictedRows",
    "SplitName",
    "UncertainSample",
    "UnusableRunError",
    "WeightFigures",
    "load",
    "mc_predict",
    "mc_predict_outputs",
    "score_classes",
    "score_numbers",
    "weight_figures",
]
