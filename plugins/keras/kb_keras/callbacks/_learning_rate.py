"""Callbacks that set the learning rate."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from kb_registry import Callback, Ge, Interval, RunContext, Schedule, param

from kb_keras.callbacks._keras_callback import (
    MIN_DELTA_HELP,
    MODE_HELP,
    MONITOR_HELP,
    Count,
    KerasCallback,
    Mode,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import keras


class ReduceLROnPlateau(KerasCallback):
    """Lowers the learning rate when a value hasn't become better for some epochs.

    Wants a learning rate that is a number, not a schedule.
    """

    keras_name = "keras.callbacks.ReduceLROnPlateau"

    monitor: str = param(default="val_loss", help=MONITOR_HELP)
    factor: Annotated[float, Interval(gt=0, lt=1)] = param(
        default=0.1, help="new rate over the old one"
    )
    patience: Count = param(default=10, help="epochs without a better value before the rate falls")
    mode: Mode = param(default="auto", kw_only=True, help=MODE_HELP)
    min_delta: Annotated[float, Ge(0)] = param(default=0.0001, kw_only=True, help=MIN_DELTA_HELP)
    cooldown: Count = param(default=0, kw_only=True, help="epochs before watching starts again")
    min_lr: Annotated[float, Ge(0)] = param(default=0.0, kw_only=True, help="lowest learning rate")

    def check(self, model: "keras.Model", metrics: "Sequence[keras.metrics.Metric | str]") -> None:
        """Check that the monitored value is logged, and that the rate can be lowered."""
        from kb_keras.callbacks._watched import check_monitor, check_rate

        check_monitor("ReduceLROnPlateau", self.monitor, self.mode, model, metrics)
        check_rate("ReduceLROnPlateau", model)


class LearningRateScheduler(Callback):
    """Sets the learning rate at the start of each epoch, from a schedule in epochs.

    A schedule inside an optimizer counts steps; here its decay_steps and boundaries count
    epochs. Wants an optimizer whose learning rate is a number.
    """

    keras_name: ClassVar[str] = "keras.callbacks.LearningRateScheduler"

    schedule: Schedule = param(help="learning rate as a function of the epoch, from 0")

    def check(self, model: "keras.Model", metrics: "Sequence[keras.metrics.Metric | str]") -> None:
        """Check that the rate can be set."""
        del metrics
        from kb_keras.callbacks._watched import check_rate

        check_rate("LearningRateScheduler", model)

    def build(self, run: RunContext) -> "keras.callbacks.Callback":  # noqa: ARG002 - as the kind has it
        """Return a new Keras callback."""
        import keras

        schedule = self.schedule.build()
        return keras.callbacks.LearningRateScheduler(lambda epoch, _: float(schedule(epoch)))
