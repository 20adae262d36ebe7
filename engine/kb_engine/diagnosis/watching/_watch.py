"""The callback that follows a training."""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import keras
import numpy as np
import tensorflow as tf
from kb_observe.passes import Probe, Sight, can_be_called, overhear, validation_arrays

from kb_engine.diagnosis.watching._baseline import baseline_of
from kb_engine.diagnosis.watching._curve import ENOUGH, Curve, Told
from kb_engine.diagnosis.watching._layers import cause_in, died, layers_of, stale
from kb_engine.diagnosis.watching._observation import Observation, Trouble
from kb_engine.training import steps_done

PRICE = 100
"""How many times as long as a look takes is waited before the next within an epoch."""


class Watch(keras.callbacks.Callback):
    """Says once, with step and evidence, what goes wrong while any Keras model trains.

    The loss is read at the end of an epoch, and within one so seldom that it takes a hundredth of
    the time. Layers are looked at when the loss gives cause, through the first 64 samples of the
    probe. What the TensorBoard callback sees of them is heard, and costs nothing more. Training
    goes exactly as it would without.

    Args:
        tell: Is told each observation; it is printed on standard error, if left out.
        stop: Whether to end a training that learns nothing or diverges.
        probe: Samples and targets: the first 64 show layers, and the targets what a constant
            prediction is worth. Without it, the data for validation are used, if they are arrays.
        known: What was observed before the training was interrupted, and isn't told again.

    Attributes:
        observations: What was noticed so far.
    """

    takes_chunks = True  # it looks now and then, and needs no event for each batch

    def __init__(
        self,
        tell: Callable[[Observation], None] | None = None,
        *,
        stop: bool = False,
        probe: tuple[Any, Any] | None = None,
        known: Sequence[Observation] = (),
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # Keras has no types
        self.observations = list(known)
        self._unhear: Callable[[], None] | None = None
        self._known = frozenset(each.trouble for each in known)
        self._tell = _print if tell is None else tell
        self._stop = stop
        self._given = probe
        self._begin()

    def on_train_begin(self, logs: Any = None) -> None:
        """Begin a curve."""
        del logs
        self._begin()
        self._curve.start = self._step
        params = self.params or {}
        steps, epochs = params.get("steps"), params.get("epochs")
        self._curve.planned = steps * epochs if steps and epochs else None
        self._unhear = overhear(self.model, self._hear)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """The loss is a mean from here on."""
        del logs
        self._epoch, self._sums = epoch, (0.0, 0.0)

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Look at the loss if that was long ago."""
        del logs
        if batch and time.perf_counter() >= self._due:
            self._look(self._mean_since())

    def on_test_begin(self, logs: Any = None) -> None:
        """Take the data of a validation for the probe, if there is none."""
        del logs
        if self._given is None:
            self._given = validation_arrays(self.model)

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Look at the losses of the epoch."""
        del epoch
        logs = logs or {}
        if "loss" not in logs:
            return
        self._curve.epochs.append(float(logs["loss"]))
        if "val_loss" in logs:
            self._curve.validation.append(float(logs["val_loss"]))
        self._look(float(logs["loss"]))
        for told in (self._curve.uneven(), self._curve.stalled(), self._curve.overfits()):
            self._note(told)

    def on_train_end(self, logs: Any = None) -> None:
        """Judge what came of it."""
        del logs
        if self._unhear is not None:
            self._unhear()
        self._judge(ended=True)
        if self._sight is not None:
            self._judge_statistics(self._sight)

    def _begin(self) -> None:
        self._curve = Curve()
        self._sight: Sight | None = None
        self._dead: dict[str, float] = {}
        self._raised: set[str] = set()
        self._told: set[str] = set(self._known)
        self._compared = False
        self._epoch, self._due = 0, 0.0
        self._sums = (0.0, 0.0)

    @property
    def _step(self) -> int:
        return steps_done(self.model) or 0

    def _mean_since(self) -> float | None:
        """The mean loss of this epoch's batches since the last look."""
        loss: Any = next((each for each in self.model.metrics if each.name == "loss"), None)
        if not isinstance(loss, keras.metrics.Mean):
            return None
        total, count = (float(tf.convert_to_tensor(v)) for v in (loss.total, loss.count))
        before, seen = self._sums
        self._sums = total, count
        return (total - before) / (count - seen) if count > seen else None

    def _look(self, loss: float | None) -> None:
        began = time.perf_counter()
        if loss is not None:
            if not self._compared and self._given is not None:
                self._compared = True
                y = self._given[1]
                self._curve.baseline = None if y is None else baseline_of(self.model, y)
            self._curve.add(self._step, loss)
            self._judge(ended=False)
        now = time.perf_counter()
        self._due = now + PRICE * (now - began)

    def _judge(self, *, ended: bool) -> None:
        told = self._curve.broken() or self._curve.idle(self._penalty, ended=ended)
        if told is None or told[0] in self._raised:
            return
        self._raised.add(told[0])
        (trouble, because), place = self._explained(told)
        if self._stop and not ended:
            self.model.stop_training = True
            because = f"{because} The training stops here."
        self._note((trouble, because), place)

    def _explained(self, told: Told) -> tuple[Told, str | None]:
        """What a layer shows of a loss that doesn't fall, or the same as before."""
        sight = None if told[0] == "non-finite" else self._look_at_layers()
        if sight is None:
            return told, None
        with np.errstate(all="ignore"):  # what overflows is told
            found = cause_in(layers_of(sight), self._curve.baseline)
        if found.verdict in {"exploding", "dead", "vanishing", "saturated"}:
            because = f"{told[1].rstrip('.')}, and {found.because}"
            return (cast("Trouble", found.verdict), because), found.begins_at
        return told, None

    def _look_at_layers(self) -> Sight | None:
        if self._given is None or not can_be_called(self.model):
            return self._sight
        try:
            return Probe(self.model, *self._given).read()
        except Exception:  # noqa: BLE001 - data may be anything, and training goes on without
            return self._sight

    def _hear(self, sight: Sight) -> None:
        """Look at what somebody saw of the layers."""
        self._sight = sight
        for path, because in died(self._dead, sight):
            self._note(("dead", because), path)
        if self._step - self._curve.start > ENOUGH:
            self._judge_statistics(sight)

    def _judge_statistics(self, sight: Sight) -> None:
        for path, because in stale(self.model, sight):
            self._note(("stale statistics", because), path)

    def _note(self, told: Told | None, place: str | None = None) -> None:
        """Tell something, unless the like was told."""
        if told is None or told[0] in self._told:
            return
        self._told.add(told[0])
        seen = Observation(told[0], self._step, self._epoch + 1, place, told[1])
        self.observations.append(seen)
        self._tell(seen)

    def _penalty(self) -> float:
        return float(sum(float(part) for part in self.model.losses))


def _print(seen: Observation) -> None:
    print(seen, file=sys.stderr)  # noqa: T201 - as Keras' own callbacks say what they do
