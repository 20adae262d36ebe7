"""What there is for callbacks to watch and to change in a compiled model.

Keras itself finds out in training: a monitor that no log holds ends the first epoch with an
exception, a rate that can't be set the epoch in which it would fall.
"""

from collections.abc import Sequence
from typing import Any

import keras
from kb_registry import InvalidParameterError, SetOption, closest

Metrics = Sequence[Any]
"""What a model was compiled with: Keras' objects or the names that Keras takes."""


def check_monitor(
    callback: str, monitor: str, mode: str, model: keras.Model, metrics: Metrics
) -> None:
    """Check that a value is logged, and that it is known which way it is better.

    Raises:
        InvalidParameterError: It isn't.
    """
    check_logged(callback, monitor, model, metrics)
    metric = _log(model, metrics)[monitor]
    if mode == "auto" and metric.name != "loss" and not hasattr(metric, "_direction"):
        raise InvalidParameterError(
            f"{callback}: Keras doesn't know which way {monitor} is better.",
            hint="Write mode=max or mode=min.",
        )


def check_logged(callback: str, name: str, model: keras.Model, metrics: Metrics) -> None:
    """Check that a value is logged at the end of each epoch.

    Raises:
        InvalidParameterError: It isn't.
    """
    log = _log(model, metrics)
    if name not in log:
        raise InvalidParameterError(f"{callback}: {name!r} isn't logged.", hint=closest(name, log))


def check_rate(callback: str, model: keras.Model) -> None:
    """Check that the learning rate can be set.

    Raises:
        InvalidParameterError: It follows a schedule.
    """
    optimizer: Any = model.optimizer
    try:
        optimizer.learning_rate = float(optimizer.learning_rate)
    except TypeError:
        raise InvalidParameterError(
            f"{callback} sets the learning rate, and the optimizer's follows a schedule.",
            hint="Give the optimizer a number as learning_rate, or leave the callback out.",
        ) from None


def check_average(callback: str, model: keras.Model) -> None:
    """Check that the optimizer keeps a moving average of the weights.

    Raises:
        InvalidParameterError: It doesn't.
    """
    optimizer = getattr(model.optimizer, "inner_optimizer", model.optimizer)  # as Keras looks
    if not getattr(optimizer, "use_ema", False):
        raise InvalidParameterError(
            f"{callback}: the optimizer keeps no moving average of the weights.",
            hint="Write use_ema=true after the optimizer's name.",
            suggestions=[SetOption("opt", "adam:use_ema=true", purpose="For instance")],
        )


def _log(model: keras.Model, metrics: Metrics) -> dict[str, Any]:
    """The metric behind each value that an epoch with validation logs."""
    found = {metric.name: metric for metric in model.metrics}
    found.pop("compile_metrics", None)  # Keras' place for those that follow
    found |= {metric.name: metric for metric in map(keras.metrics.get, metrics)}
    return {f"{part}{name}": metric for part in ("", "val_") for name, metric in found.items()}
