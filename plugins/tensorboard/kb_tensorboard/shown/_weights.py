"""What is seen of a model's weights: distributions, norms, running statistics."""

from collections.abc import Iterator, Mapping
from typing import Any

from kb_tensorboard.shown import _histograms as histograms
from kb_tensorboard.shown._histograms import Summary
from kb_tensorboard.writing import _events as events
from kb_tensorboard.writing import _tags as tags


class WeightReader:
    """Summarizes all weights of one model.

    Args:
        model: A built model.
        slots: Whether to summarize what the optimizer keeps for each weight, too.
    """

    def __init__(self, model: Any, *, slots: bool) -> None:
        self._model = model
        self._slots = slots
        self._spread = _statistics(model)
        self._variables = dict(tags.named_weights(model))

    def read(self) -> dict[str, Any]:
        """The weights as they are now, by tag."""
        found = self._variables
        if self._slots:  # optimizers make their variables no earlier than at the first step
            found = found | dict(_slots(self._model))
        return snapshot({tag: v for tag, v in found.items() if histograms.measurable(v)})

    def values(self, weights: Mapping[str, Any]) -> Iterator[events.Value]:
        """Histograms of all weights, norms, and the spread of statistics."""
        for tag, summary in histograms.summarize(weights).items():
            yield from describe(tag, summary)
            if tag in self._spread:
                yield from spread(tag, summary)
            else:
                yield events.scalar(f"{tag}/norm", summary.norm)


def snapshot(variables: Mapping[str, Any]) -> dict[str, Any]:
    """What variables hold now, by tag.

    It takes neither time nor memory: the tensors share the variables' buffers, and TensorFlow
    makes new ones when it trains.
    """
    return {tag: variable.value.value() for tag, variable in variables.items()}


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


def _statistics(model: Any) -> set[str]:
    """Tags of running statistics, and of the weights that stand beside them in a layer.

    Whatever a layer keeps without training it is a statistic: this holds for the
    normalizations of Keras and for those of others.
    """
    found: set[str] = set()
    for path, layer in tags.named_layers(model):
        own = tags.own_weights(layer)
        if any(not weight.trainable for _, weight in own):
            found.update(f"{path}/{role}" for role, _ in own)
    return found


def _slots(model: Any) -> Iterator[tuple[str, Any]]:
    """What the optimizer keeps for each weight, such as `hidden_1/kernel/slot/momentum`."""
    owners = {weight.path.replace("/", "_"): tag for tag, weight in tags.named_weights(model)}
    for variable in getattr(model.optimizer, "variables", []):
        for prefix, tag in owners.items():
            if variable.name.startswith(f"{prefix}_"):
                yield f"{tag}/slot/{variable.name.removeprefix(f'{prefix}_')}", variable
