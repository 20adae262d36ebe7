"""What a trained model says about new data."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen
from kb_registry import DataSpec, Preparation, PreparedRows, Task
from numpy.typing import NDArray

from kb_engine.prediction._doubt import Doubt
from kb_engine.prediction._monte_carlo import Networks, doubts
from kb_engine.prediction._rows import predict_all

if TYPE_CHECKING:
    import keras


@frozen(eq=False)
class PredictedRows:
    """Predictions for some rows of new data, in their order.

    Attributes:
        ids: What identifies each row: its line, the name of its file, or its number.
        outputs: `(rows, classes)`, the probability of each class; or `(rows, targets)`, numbers
            in the target's own unit. NaN for skipped rows, as everything below.
        classes: Names of the classes in the order of `outputs`; none for numbers.
        std: Standard deviation of the random networks' predictions, shaped like `outputs`; None
            if no random networks were asked.
        entropy: `(rows,)`, predictive entropy in nats; None for numbers, and likewise.
        mutual_information: `(rows,)`, the networks' disagreement in nats; None likewise.
        skipped: Those of `ids` that have no prediction because they miss a value.
    """

    ids: tuple[int | str, ...]
    outputs: NDArray[np.float64]
    classes: tuple[str, ...] = ()
    std: NDArray[np.float64] | None = None
    entropy: NDArray[np.float64] | None = None
    mutual_information: NDArray[np.float64] | None = None
    skipped: tuple[int | str, ...] = ()

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def labels(self) -> list[str | None]:
        """The most probable class of each row, None if it has no prediction; empty for numbers."""
        if not self.classes:
            return []
        best = self.outputs.argmax(axis=1)
        known = np.isfinite(self.outputs[np.arange(len(best)), best])  # argmax finds NaN first
        return [
            self.classes[place] if there else None
            for place, there in zip(best, known.tolist(), strict=True)
        ]


def predicted_rows(  # noqa: PLR0913, PLR0917 - what rows are, and how they are predicted
    model: "keras.Model",
    rows: Iterator[PreparedRows],
    spec: DataSpec,
    preparation: Preparation | None,
    networks: Networks | None,
    seed: int,
) -> Iterator[PredictedRows]:
    """Yield what a model says about prepared rows, some at a time."""
    from kb_engine.prediction._random_networks import RandomNetworks

    asked = None if networks is None else RandomNetworks(model, seed)
    for each in rows:
        # if all of these rows miss a value, a row of zeros still shows what there is to say
        x = each.x if len(each.x) else np.zeros((1, *each.x.shape[1:]), np.float32)
        if asked is None or networks is None:
            predicted: Any = predict_all(model, x)
        else:
            (predicted,) = doubts(asked, x, networks)
        yield _in_words(each, spec, preparation, predicted)


def _in_words(
    rows: PreparedRows,
    spec: DataSpec,
    preparation: Preparation | None,
    predicted: NDArray[Any] | Doubt,
) -> PredictedRows:
    """Turn a model's outputs into probabilities of classes or numbers in the target's unit."""
    doubt = predicted if isinstance(predicted, Doubt) else None
    outputs = _of_all(rows, predicted if doubt is None else doubt.mean)
    std = None if doubt is None else _of_all(rows, doubt.std)
    if spec.task is Task.REGRESSION:
        return PredictedRows(
            rows.ids,
            _in_units(outputs, preparation),
            std=None if std is None else _width_in_units(std, preparation),
            skipped=rows.skipped,
        )
    if spec.task is Task.BINARY:
        outputs = np.hstack([1 - outputs, outputs])
        std = None if std is None else np.hstack([std, std])
    entropy, mutual = (None, None) if doubt is None else (doubt.entropy, doubt.mutual_information)
    return PredictedRows(
        rows.ids,
        outputs,
        spec.classes,
        std,
        None if entropy is None else _of_all(rows, entropy),
        None if mutual is None else _of_all(rows, mutual),
        rows.skipped,
    )


def _of_all(rows: PreparedRows, figures: Any) -> NDArray[np.float64]:
    """Figures of the samples as figures of all rows, NaN for those that are skipped."""
    if not rows.skipped:
        return np.asarray(figures, np.float64)
    found = np.full((len(rows.ids), *figures.shape[1:]), np.nan)
    found[rows.present] = figures[: len(rows.x)]
    return found


def _in_units(outputs: NDArray[np.float64], preparation: Preparation | None) -> NDArray[np.float64]:
    if preparation is None:
        return outputs
    return np.asarray(preparation.in_units(outputs), np.float64)


def _width_in_units(
    std: NDArray[np.float64], preparation: Preparation | None
) -> NDArray[np.float64]:
    """A deviation in the target's unit, which has a scale but no origin."""
    return np.abs(_in_units(std, preparation) - _in_units(np.zeros_like(std), preparation))
