"""Callbacks that may end training early."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Ge, param

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


class EarlyStopping(KerasCallback):
    """Stops training when a value hasn't become better for some epochs.

    By default Keras keeps the weights of the last epoch rather than of the best one, and stops
    at the first epoch that isn't better: restore_best_weights=true and some patience are
    usual.
    """

    keras_name = "keras.callbacks.EarlyStopping"
    reference = "Prechelt 1998, Early stopping - but when?, doi:10.1007/3-540-49430-8_3"
    traits = frozenset({"stops"})

    monitor: str = param(default="val_loss", help=MONITOR_HELP)
    min_delta: Annotated[float, Ge(0)] = param(default=0.0, help=MIN_DELTA_HELP)
    patience: Count = param(default=0, help="epochs without a better value before training stops")
    mode: Mode = param(default="auto", kw_only=True, help=MODE_HELP)
    baseline: float | None = param(default=None, kw_only=True, help="value to become better than")
    restore_best_weights: bool = param(
        default=False, kw_only=True, help="whether training ends with the best epoch's weights"
    )
    start_from_epoch: Count = param(default=0, kw_only=True, help="epochs before watching starts")

    def check(self, model: "keras.Model", metrics: "Sequence[keras.metrics.Metric | str]") -> None:
        """Check that the monitored value is logged."""
        from kb_keras.callbacks._watched import check_monitor

        check_monitor("EarlyStopping", self.monitor, self.mode, model, metrics)


class TerminateOnNaN(KerasCallback):
    """Stops training when the loss isn't finite any more."""

    keras_name = "keras.callbacks.TerminateOnNaN"
    traits = frozenset({"stops"})
