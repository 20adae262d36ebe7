"""Look at what each layer of a trained model does."""

from typing import TYPE_CHECKING

from kb_registry import Split

from kb_engine.runs._layer_health import LayerHealth

if TYPE_CHECKING:
    import keras


def layer_health(model: "keras.Model", train: Split) -> list[LayerHealth]:
    """Send 64 training samples forward and backward, and leave the model as it is.

    The model runs eagerly, as for the scores of test samples: one pass takes some hundredths of a
    second, and tracing it ten times as long.

    Returns:
        Layers with a kernel or an activation, from the input on; none of a model that can't be
        looked at.
    """
    from kb_observe.passes import BATCH, can_be_called

    from kb_engine.diagnosis.probing import look_once

    if not can_be_called(model):
        return []
    try:
        seen = look_once(model, train.x[:BATCH], train.y[:BATCH])
    except Exception:  # noqa: BLE001 - a network may do anything, and its run is whole without this
        return []
    return [
        LayerHealth(each.path, each.gradient, each.ratio, each.dead, each.saturated)
        for each in seen.layers
        if each.gradient is not None or each.dead is not None
    ]
