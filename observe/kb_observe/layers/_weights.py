"""What the weights of a model, and the optimizer's slots beside them, hold at a moment."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kb_observe.layers._names import named_weights

if TYPE_CHECKING:
    import keras


def snapshot(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return what variables hold now, by tag.

    It takes neither time nor memory: the tensors share the variables' buffers, and TensorFlow
    makes new ones when it trains.
    """
    return {tag: variable.value.value() for tag, variable in variables.items()}


def optimizer_slots(model: "keras.Model") -> Iterator[tuple[str, Any]]:
    """Yield what the optimizer keeps for each weight, such as `hidden_1/kernel/slot/momentum`."""
    owners = {weight.path.replace("/", "_"): tag for tag, weight in named_weights(model)}
    for variable in getattr(model.optimizer, "variables", []):
        for prefix, tag in owners.items():
            if variable.name.startswith(f"{prefix}_"):
                yield f"{tag}/slot/{variable.name.removeprefix(f'{prefix}_')}", variable
