"""How much a step changes each weight, measured against the weight itself."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import keras
from kb_observe.layers import named_weights, snapshot
from kb_observe.measures import measurable, update_ratio

from kb_tensorboard.pace._progress import count_steps
from kb_tensorboard.writing import _events as events


class Change(NamedTuple):
    """Weights before a call of the training function, and the steps it made."""

    before: Mapping[str, Any]
    steps: int


class UpdateReader:
    """Compares the weights of one model before and after a call of its training function."""

    def __init__(self, model: keras.Model) -> None:
        self._model = model
        self._weights = {
            tag: weight
            for tag, weight in named_weights(model)
            if weight.trainable and measurable(weight)
        }
        self._before: tuple[int, dict[str, Any]] | None = None

    def remember(self) -> None:
        """Keeps the weights as they are before the call."""
        self._before = int(count_steps(self._model)), snapshot(self._weights)

    def forget(self) -> None:
        """Whatever was remembered is no longer what the next step begins with."""
        self._before = None

    def read(self) -> Change | None:
        """What has happened since `remember`, if that was called since this was."""
        if self._before is None:
            return None
        (step, before), self._before = self._before, None
        return Change(before, max(1, int(count_steps(self._model)) - step))

    def values(self, change: Change, now: Mapping[str, Any]) -> Iterator[events.Value]:
        """The norm of the change over the norm of the weight, per step."""
        for tag, before in change.before.items():
            ratio = update_ratio(before, now[tag])
            yield events.scalar(f"{tag}/update_ratio", ratio / change.steps)
