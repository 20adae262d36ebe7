"""What a model is trained with: losses, metrics, optimizer."""

from collections.abc import Iterator, Mapping
from typing import Any

from kb_observe.networks._network import Loss, Optimizer, Part
from kb_observe.networks._plain import part


def losses_of(model: Any) -> tuple[Loss, ...]:
    """Describe the losses that a model was compiled with."""
    settings = _settings(model)
    weights = settings.get("loss_weights")
    given = settings.get("loss", getattr(model, "loss", None))
    found = []
    for place, (output, one) in enumerate(_by_output(given)):
        described = part(_resolved(one))
        weight = _weight(weights, output, place)
        found.append(Loss(described.name, described.parameters, output, weight))
    return tuple(found)


def metrics_of(model: Any) -> tuple[Part, ...]:
    """Describe the metrics that a model was compiled with."""
    settings = _settings(model)
    given = [settings.get("metrics"), settings.get("weighted_metrics")]
    return tuple(part(one) for metrics in given for _, one in _by_output(metrics))


def optimizer_of(model: Any) -> Optimizer | None:
    """Describe the optimizer that a model was compiled with, if there is one."""
    import keras

    optimizer = getattr(model, "optimizer", None)
    if not isinstance(optimizer, keras.optimizers.Optimizer):
        return None
    described = part(optimizer)
    rate = getattr(optimizer, "learning_rate", None)
    now = None if rate is None else float(keras.ops.convert_to_numpy(rate))
    return Optimizer(described.name, described.parameters, now)


def has_own_train_step(model: Any) -> bool:
    """Tell whether a model's class says itself what a training step does."""
    import keras

    return type(model).train_step is not keras.Model.train_step


def _settings(model: Any) -> Mapping[str, Any]:
    """What `compile` was called with, as it was given."""
    # the public way, `get_compile_config`, turns functions into names and warns of some
    config = getattr(getattr(model, "_compile_config", None), "config", {})
    return config if isinstance(config, Mapping) else {}


def _by_output(given: Any, output: str | None = None) -> Iterator[tuple[str | None, Any]]:
    """The losses or metrics in what was given, each with the key of its output if it has one."""
    match given:
        case None:
            return
        case Mapping():
            for key, inner in given.items():
                yield from _by_output(inner, str(key))
        case list() | tuple():
            for inner in given:
                yield from _by_output(inner, output)
        case _:
            yield output, given


def _resolved(loss: Any) -> Any:
    import keras

    if not isinstance(loss, str):
        return loss
    try:
        return keras.losses.get(loss)
    except ValueError:  # it will be refused when training begins
        return loss


def _weight(weights: Any, output: str | None, place: int) -> float:
    match weights:
        case Mapping():
            return float(weights.get(output, 1.0))
        case list() | tuple() if place < len(weights):
            return float(weights[place])
        case int() | float():
            return float(weights)
    return 1.0
