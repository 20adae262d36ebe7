"""Evaluation with the moving average of the weights."""

from typing import TYPE_CHECKING

from kb_registry import param

from kb_keras.callbacks._keras_callback import KerasCallback

if TYPE_CHECKING:
    from collections.abc import Sequence

    import keras


class SwapEMAWeights(KerasCallback):
    """Evaluates with the moving average of the weights, and trains on without it.

    Wants an optimizer with use_ema=true.
    """

    keras_name = "keras.callbacks.SwapEMAWeights"
    reference = (
        "Polyak & Juditsky 1992, Acceleration of stochastic approximation by averaging, "
        "doi:10.1137/0330046"
    )

    swap_on_epoch: bool = param(
        default=False, help="whether what callbacks save at epochs is the average"
    )

    def check(self, model: "keras.Model", metrics: "Sequence[keras.metrics.Metric | str]") -> None:
        """Check that there is an average."""
        del metrics
        from kb_keras.callbacks._watched import check_average

        check_average("SwapEMAWeights", model)
