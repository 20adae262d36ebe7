"""A model's scores on data, with intervals and with what they hide."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from attrs import field, frozen
from kb_registry import DataError, DataSpec, NewData, Preparation, Splits, Task

from kb_engine.prediction._class_scores import ClassScores, score_classes
from kb_engine.prediction._doubt import Doubt, joined
from kb_engine.prediction._monte_carlo import Networks, doubts, mc_predict
from kb_engine.prediction._number_scores import NumberScores, score_numbers
from kb_engine.prediction._rows import predict_all
from kb_engine.prediction._uncertain import UncertainSample, joined_uncertain, most_uncertain

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
        uncertain: The samples of the largest predictive entropy; none for a regression.
    """

    scores: Scores
    networks: tuple[int, int]
    std: float
    mutual_information: float | None
    uncertain: tuple[UncertainSample, ...] = field(default=(), repr=False)


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
        step: How many steps the model was trained for, the axis on which TensorBoard shows it.
    """

    data: str
    split: str
    samples: int
    metrics: dict[str, float]
    scores: Scores
    monte_carlo: MonteCarloScores | None = None
    step: int = 0


def evaluate_split(
    model: "keras.Model",
    data: Splits,
    split: SplitName,
    *,
    networks: Networks | None = None,
    seed: int = 0,
) -> Evaluation:
    """Score a model on a part of its data; see `LoadedRun.evaluate`."""
    from kb_observe.measures import figures

    from kb_engine.training import evaluate, steps_done

    part = data.by_name()[split]
    spec, monte_carlo = data.spec, None
    if networks is not None:
        doubt = mc_predict(model, part.x, networks, seed)
        uncertain = _uncertain(doubt, part.y, spec, range(len(part)), part.x.__getitem__)
        monte_carlo = _of_random_networks(doubt, part.y, spec, data.preparation, uncertain)
    return Evaluation(
        data=spec.name,
        split=split,
        samples=len(part),
        metrics=dict(figures(evaluate(model, (part.x, part.y)))),
        scores=_scores(predict_all(model, part.x), part.y, spec, data.preparation),
        monte_carlo=monte_carlo,
        step=steps_done(model) or 0,
    )


def evaluate_rows(
    model: "keras.Model",
    preparation: Preparation,
    data: NewData,
    *,
    networks: Networks | None = None,
    seed: int = 0,
) -> Evaluation:
    """Score a model on new data with targets; see `LoadedRun.evaluate`."""
    from kb_observe.measures import figures

    from kb_engine.prediction._random_networks import RandomNetworks
    from kb_engine.training import steps_done

    asked = None if networks is None else RandomNetworks(model, seed)
    outputs: list[Any] = []
    targets: list[Any] = []
    doubt: list[Doubt] = []
    uncertain: list[tuple[UncertainSample, ...]] = []
    metrics: dict[str, Any] = {}
    model.reset_metrics()
    for rows in preparation.read(data, targets=True):
        if not len(rows.x):  # all of them miss a value
            continue
        metrics = model.test_on_batch(rows.x, rows.y, return_dict=True)
        outputs.append(predict_all(model, rows.x))
        targets.append(rows.y)
        if asked is not None and networks is not None:
            (found,) = doubts(asked, rows.x, networks)
            of_block = _uncertain(
                found, rows.y, preparation.spec, rows.complete, rows.x.__getitem__
            )
            uncertain = [joined_uncertain([*uncertain, of_block])]
            doubt.append(found)
    model.reset_metrics()
    if not outputs:
        raise DataError(f"{data} holds no rows.")
    spec, truth = preparation.spec, np.concatenate(targets)
    return Evaluation(
        data=str(data),
        split="new",
        samples=len(truth),
        metrics=dict(figures(metrics)),
        scores=_scores(np.concatenate(outputs), truth, spec, preparation),
        monte_carlo=_of_random_networks(joined(doubt), truth, spec, preparation, *uncertain)
        if doubt
        else None,
        step=steps_done(model) or 0,
    )


def _uncertain(
    doubt: Doubt, truth: Any, spec: DataSpec, rows: Sequence[int | str], pick: Callable[[Any], Any]
) -> tuple[UncertainSample, ...]:
    if spec.task is Task.REGRESSION:
        return ()
    return most_uncertain(doubt, truth, spec.classes, rows, pick)


def _of_random_networks(
    doubt: Doubt,
    truth: Any,
    spec: DataSpec,
    preparation: Preparation | None,
    uncertain: tuple[UncertainSample, ...],
) -> MonteCarloScores:
    mutual = doubt.mutual_information
    return MonteCarloScores(
        scores=_scores(doubt.mean, truth, spec, preparation),
        networks=(int(doubt.networks.min()), int(doubt.networks.max())),
        std=float(doubt.std.mean()),
        mutual_information=None if mutual is None else float(mutual.mean()),
        uncertain=uncertain,
    )


def _scores(predicted: Any, truth: Any, spec: DataSpec, preparation: Preparation | None) -> Scores:
    if spec.task is not Task.REGRESSION:
        return score_classes(predicted, truth, spec.classes)
    numbers = np.asarray(truth, np.float64).reshape(len(truth), -1)
    if preparation is not None:
        predicted, numbers = preparation.in_units(predicted), preparation.in_units(numbers)
    names = ["target"] if spec.targets == 1 else [f"target {i}" for i in range(spec.targets)]
    columns = zip(names, predicted.T, numbers.T, strict=True)
    return tuple(score_numbers(*column) for column in columns)
