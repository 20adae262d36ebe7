"""A model's scores on data, with intervals and with what they hide."""

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from attrs import frozen
from kb_registry import DataSpec, Split, Splits, Task

from kb_engine.prediction._class_scores import ClassScores, score_classes
from kb_engine.prediction._monte_carlo import mc_predict
from kb_engine.prediction._number_scores import NumberScores, score_numbers
from kb_engine.prediction._rows import predict_all

if TYPE_CHECKING:
    import keras

SplitName = Literal["train", "validation", "test"]
Scores = ClassScores | tuple[NumberScores, ...]
"""Of classes, or of each number that a regression predicts."""


@frozen
class MonteCarloScores:
    """What the mean of random networks is worth, beside the one network without dropout.

    Attributes:
        scores: Of the mean prediction.
        networks: How many were asked at least and at most.
        std: Mean standard deviation of the networks' predictions.
        mutual_information: Mean mutual information in nats; None for a regression.
    """

    scores: Scores
    networks: tuple[int, int]
    std: float
    mutual_information: float | None


@frozen
class Evaluation:
    """What a model is worth on some data.

    Attributes:
        data: Name of the data.
        split: Which part of it.
        samples: How many.
        metrics: Loss and metrics as Keras computes them, in inference mode: without dropout,
            and with the penalties of regularizers in the loss.
        scores: What the predictions show.
        monte_carlo: The same for the mean of random networks, if they were asked.
    """

    data: str
    split: str
    samples: int
    metrics: dict[str, float]
    scores: Scores
    monte_carlo: MonteCarloScores | None = None


def evaluate_split(
    model: "keras.Model",
    data: Splits,
    split: SplitName,
    *,
    networks: int | Literal["auto"] | None = None,
    seed: int = 0,
) -> Evaluation:
    """Score a model on a part of its data; see `LoadedRun.evaluate`."""
    from kb_observe.measures import figures

    from kb_engine.training import evaluate

    part = data.by_name()[split]
    spec = data.spec
    return Evaluation(
        data=spec.name,
        split=split,
        samples=len(part),
        metrics=dict(figures(evaluate(model, (part.x, part.y)))),
        scores=_scores(predict_all(model, part.x), part, spec),
        monte_carlo=None
        if networks is None
        else _with_random_networks(model, part, spec, networks, seed),
    )


def _with_random_networks(
    model: "keras.Model", part: Split, spec: DataSpec, networks: int | Literal["auto"], seed: int
) -> MonteCarloScores:
    doubt = mc_predict(model, part.x, networks, seed)
    mutual = doubt.mutual_information
    return MonteCarloScores(
        scores=_scores(doubt.mean, part, spec),
        networks=(int(doubt.networks.min()), int(doubt.networks.max())),
        std=float(doubt.std.mean()),
        mutual_information=None if mutual is None else float(mutual.mean()),
    )


def _scores(predicted: Any, part: Split, spec: DataSpec) -> Scores:
    if spec.task is not Task.REGRESSION:
        return score_classes(predicted, part.y, spec.classes)
    truth = np.asarray(part.y).reshape(len(part), -1)
    names = ["target"] if spec.targets == 1 else [f"target {i}" for i in range(spec.targets)]
    columns = zip(names, predicted.T, truth.T, strict=True)
    return tuple(score_numbers(*column) for column in columns)
