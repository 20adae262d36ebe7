"""All that is seen layer by layer, put together."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import keras
from kb_observe.passes import Sight, can_be_called

from kb_tensorboard.layers._probe import ProbeReader
from kb_tensorboard.layers._updates import UpdateReader
from kb_tensorboard.layers._weights import WeightReader
from kb_tensorboard.writing import _events as events
from kb_tensorboard.writing._obstacles import Obstacles, reason

UNUSABLE = "The probe could not be used"
_HIDDEN = "Not everything could be shown"
_UNMADE = "Some values could not be made"


class LayerReader:
    """Looks at the weights, updates, gradients and activations of one model.

    Args:
        model: A model some of whose layers are built.
        obstacles: Is told what isn't seen, and why.
        slots: Whether to look at what the optimizer keeps for each weight.
    """

    def __init__(self, model: keras.Model, obstacles: Obstacles, *, slots: bool) -> None:
        self._model = model
        self._obstacles = obstacles
        self._known = _identities(model)
        self._weights = WeightReader(model, slots=slots)
        trained = getattr(model, "optimizer", None) is not None and model.trainable_weights
        self._updates = UpdateReader(model) if trained else None
        self._probe: ProbeReader | None = None
        self._traced: ProbeReader | None = None

    @property
    def prepared(self) -> bool:
        """Whether the probe's graph is traced, so that `read` is as quick as it ever gets."""
        return self._probe is self._traced

    @property
    def knows_all_weights(self) -> bool:
        """Whether the model has the weights that it had; layers may be built one after another."""
        return _identities(self._model) == self._known

    def use_probe(self, probe: tuple[Any, Any] | None) -> None:
        """Looks at activations and gradients through the first samples of some data."""
        self._probe = None
        if probe is not None and self._model.built and can_be_called(self._model):
            self._probe = self._obstacles.attempt(
                UNUSABLE, lambda: ProbeReader(self._model, *probe)
            )

    def remember(self) -> None:
        """The next call of the training function will be measured as an update."""
        if self._updates is not None:
            self._updates.remember()

    def forget(self) -> None:
        """A training begins: what was remembered in one that was interrupted isn't an update."""
        if self._updates is not None:
            self._updates.forget()

    def read(self) -> Iterator[events.Value]:
        """Looks at the model as it is now; the values are made when they are asked for."""
        weights = self._weights.read()
        change = None if self._updates is None else self._updates.read()
        sight = self._look_through_probe()
        self._say_what_is_hidden({} if sight is None else sight.left_out)
        self._traced = probe = self._probe

        def values() -> Iterator[events.Value]:
            yield from self._made(self._weights.values(weights))
            if self._updates is not None and change is not None:
                yield from self._made(self._updates.values(change, weights))
            if probe is not None and sight is not None:
                yield from self._made(probe.values(sight, weights))

        return values()

    def _made(self, values: Iterator[events.Value]) -> Iterable[events.Value]:
        """What can be made of some values; the rest of a record doesn't go with them."""
        made: list[events.Value] = []
        self._obstacles.attempt(_UNMADE, lambda: made.extend(values))
        return made

    def _look_through_probe(self) -> Sight | None:
        if self._probe is None:
            return None
        sight = self._obstacles.attempt(UNUSABLE, self._probe.read)
        if sight is None:
            self._probe = None
            return None
        for what, error in sight.failures.items():
            self._obstacles.note(f"{UNUSABLE} for {what}", reason(error))
        return sight

    def _say_what_is_hidden(self, on_probe: Mapping[str, str]) -> None:
        hidden = self._weights.left_out | dict(on_probe)
        if hidden:
            self._obstacles.note(_HIDDEN, "; ".join(f"{tag} {why}" for tag, why in hidden.items()))


def _identities(model: keras.Model) -> list[int]:
    return [id(weight) for weight in model.weights]
