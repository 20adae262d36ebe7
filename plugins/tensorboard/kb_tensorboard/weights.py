"""What is seen of a model's weights: distributions, norms, running statistics."""

from collections.abc import Iterator
from typing import Any

from kb_tensorboard import events, histograms, tags
from kb_tensorboard.histograms import Summary


class WeightReader:
    """Summarizes all weights of one model with a single call of a traced graph.

    Args:
        model: A built model.
        slots: Whether to summarize what the optimizer keeps for each weight, too.
    """

    def __init__(self, model: Any, *, slots: bool) -> None:
        self._model = model
        self._slots = slots
        self._spread = _statistics(model)
        self._variables: dict[str, Any] = {}
        self._tags: list[str] = []
        self._read: Any = None

    @property
    def prepared(self) -> bool:
        """Whether the graph is traced, so that `read` is as quick as it ever gets."""
        # Optimizers make their variables no earlier than at the first step.
        return self._read is not None and (
            not self._slots or self._found().keys() == self._variables.keys()
        )

    def read(self) -> dict[str, Summary]:
        """Summarizes the weights as they are now, by tag."""
        import tensorflow as tf

        if not self.prepared:
            self._variables = self._found()
            self._read = tf.function(self._collect, autograph=False)
        table = self._read().numpy()
        return histograms.read(self._tags, table)

    def values(self, summaries: dict[str, Summary]) -> Iterator[events.Value]:
        """Histograms of all weights, norms, and the spread of statistics."""
        for tag, summary in summaries.items():
            yield from describe(tag, summary)
            if tag in self._spread:
                yield from spread(tag, summary)
            else:
                yield events.scalar(f"{tag}/norm", summary.norm)

    def _found(self) -> dict[str, Any]:
        found = dict(tags.named_weights(self._model))
        if self._slots:
            found |= dict(_slots(self._model))
        return {tag: variable for tag, variable in found.items() if histograms.measurable(variable)}

    def _collect(self) -> Any:
        import tensorflow as tf

        tensors = {tag: tf.convert_to_tensor(v.value) for tag, v in self._variables.items()}
        self._tags, table = histograms.summarize(tensors)
        return table


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
