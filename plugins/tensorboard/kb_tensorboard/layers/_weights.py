"""What is seen of a model's weights: distributions, norms, running statistics."""

from collections.abc import Iterator, Mapping
from typing import Any

from kb_observe.layers import beside_statistics, named_weights, optimizer_slots, snapshot
from kb_observe.measures import Summary, measurable, obstacle, summarize

from kb_tensorboard.writing import _events as events


class WeightReader:
    """Summarizes all weights of one model.

    Args:
        model: A built model.
        slots: Whether to summarize what the optimizer keeps for each weight, too.
    """

    def __init__(self, model: Any, *, slots: bool) -> None:
        self._model = model
        self._slots = slots
        self._spread = beside_statistics(model)
        self._variables = dict(named_weights(model))

    def read(self) -> dict[str, Any]:
        """The weights as they are now, by tag."""
        found = self._all
        return snapshot({tag: v for tag, v in found.items() if measurable(v)})

    @property
    def left_out(self) -> dict[str, str]:
        """Why a weight isn't among them, by tag."""
        reasons = {tag: obstacle(variable) for tag, variable in self._all.items()}
        return {tag: why for tag, why in reasons.items() if why is not None}

    @property
    def _all(self) -> dict[str, Any]:
        if not self._slots:
            return self._variables
        # optimizers make their variables no earlier than at the first step
        return self._variables | dict(optimizer_slots(self._model))

    def values(self, weights: Mapping[str, Any]) -> Iterator[events.Value]:
        """Histograms of all weights, norms, and the spread of statistics."""
        for tag, summary in summarize(weights).items():
            yield from describe(tag, summary)
            if tag in self._spread:
                yield from spread(tag, summary)
            else:
                yield events.scalar(f"{tag}/norm", summary.norm)


def describe(tag: str, summary: Summary) -> Iterator[events.Value]:
    """The histogram of a tensor, and the number of values that no histogram can hold, if any."""
    yield events.histogram(tag, summary)
    if summary.missing:
        yield events.scalar(f"{tag}/not_finite", summary.missing)


def spread(tag: str, summary: Summary) -> Iterator[events.Value]:
    """Mean, standard deviation and extremes as curves."""
    if summary.finite:
        yield events.scalar(f"{tag}/mean", summary.mean)
        yield events.scalar(f"{tag}/std", summary.std)
        yield events.scalar(f"{tag}/min", summary.low)
        yield events.scalar(f"{tag}/max", summary.high)
