"""The samples about which random networks are most in doubt."""

from collections.abc import Callable, Sequence
from heapq import nlargest
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import field, frozen

from kb_engine.prediction._doubt import Doubt

MOST = 16
"""How many are kept."""


@frozen(eq=False)
class UncertainSample:
    """A sample about which random networks are in doubt.

    Attributes:
        row: Its number, line or file name.
        truth: Its class.
        prediction: The class that is most probable on average.
        probability: That class' mean probability.
        entropy: Predictive entropy in nats, all the doubt there is.
        mutual_information: The networks' disagreement in nats, a part of it.
        x: What the model saw, `(*input_shape,)`.
    """

    row: int | str
    truth: str
    prediction: str
    probability: float
    entropy: float
    mutual_information: float
    x: npt.NDArray[Any] = field(repr=False)


def most_uncertain(
    doubt: Doubt,
    truth: npt.NDArray[Any],
    classes: Sequence[str],
    rows: Sequence[int | str],
    pick: Callable[[npt.NDArray[np.int64]], npt.NDArray[Any]],
) -> tuple[UncertainSample, ...]:
    """The samples of the largest predictive entropy, the largest first.

    Args:
        doubt: What the networks say about some samples.
        truth: `(samples,)`, the number of each sample's class.
        classes: Names of the classes.
        rows: What identifies each sample.
        pick: Return some samples as the model saw them.

    Returns:
        None at all if the outputs aren't probabilities.
    """
    if doubt.entropy is None or doubt.mutual_information is None:
        return ()
    places = np.argsort(-doubt.entropy, kind="stable")[:MOST].astype(np.int64)
    mean = np.hstack([1 - doubt.mean, doubt.mean]) if doubt.mean.shape[1] == 1 else doubt.mean
    labels = np.asarray(truth).reshape(-1).astype(np.int64)
    return tuple(
        UncertainSample(
            rows[int(place)],
            classes[int(labels[place])],
            classes[int(mean[place].argmax())],
            float(mean[place].max()),
            float(doubt.entropy[place]),
            float(doubt.mutual_information[place]),
            x,
        )
        for place, x in zip(places, pick(places), strict=True)
    )


def joined_uncertain(parts: Sequence[tuple[UncertainSample, ...]]) -> tuple[UncertainSample, ...]:
    """The most uncertain of several batches, the most uncertain first."""
    every = [sample for part in parts for sample in part]
    return tuple(nlargest(MOST, every, key=lambda sample: sample.entropy))
