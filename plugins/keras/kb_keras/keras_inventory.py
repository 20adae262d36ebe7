"""What the installed Keras has to offer: the public names of its blocks, by kind."""

import inspect
from types import ModuleType
from typing import Any

LAYERS = {
    "activations": "activation",
    "normalization": "normalization",
    "regularization": "dropout",
}
"""Folders of Keras' layers that hold blocks, with the kind that these are of."""

KINDS = {
    "layers": "",
    "activations": "activation",
    "optimizers.schedules": "schedule",
    "initializers": "initializer",
    "regularizers": "regularizer",
    "constraints": "constraint",
    "callbacks": "callback",
    "optimizers": "optimizer",
    "losses": "loss",
    "metrics": "metric",
    "datasets": "dataset",
}
"""Keras' public modules of blocks, with the kind that these are of."""

SPECTRAL = "keras.layers.SpectralNormalization"  # a wrapper in the folder of normalizations


def keras_blocks() -> dict[str, str]:
    """The name of each block that Keras has, such as `keras.layers.ELU`, with its kind.

    Blocks are classes; functions where those are the blocks, among activations; and modules,
    among datasets.
    """
    found: dict[str, str] = {}
    for module, kind in KINDS.items():
        for name, block in vars(lookup(f"keras.{module}")).items():
            actual = _layer_kind(block) if module == "layers" else kind
            if actual and _is_block(module, name, block):
                found[f"keras.{module}.{name}"] = actual
    return found | {SPECTRAL: "wrapper"}


def lookup(name: str) -> Any:
    """What stands under a name such as `keras.layers.ELU`; None if nothing does."""
    import keras

    found: Any = keras
    for part in name.split(".")[1:]:
        found = getattr(found, part, None)
    return found


def _is_block(module: str, name: str, block: Any) -> bool:
    if name in {"get", "serialize", "deserialize"}:
        return False
    if module == "activations":
        return inspect.isfunction(block) and block.__name__ == name
    if module == "datasets":
        return isinstance(block, ModuleType) and hasattr(block, "load_data")
    return inspect.isclass(block) and (module == "layers" or block.__name__ == name)


def _layer_kind(block: Any) -> str:
    folder = [*getattr(block, "__module__", "").split(".")][-2:-1]
    return LAYERS.get("".join(folder), "") if inspect.isclass(block) else ""
