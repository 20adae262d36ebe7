"""What a result depends on beside its recipe."""

import os
import platform
from collections.abc import Iterator

from kb_registry import Component, Registry

from kb_engine.recipes._recipe import Recipe

_ALWAYS = ("keras", "tensorflow", "numpy", "keras-blocks-registry", "keras-blocks-engine")


def describe_environment(registry: Registry) -> dict[str, str]:
    """Versions of everything that takes part, and the devices that TensorFlow sees."""
    from importlib import metadata  # 50 ms, which names and errors needn't wait for

    import keras
    import tensorflow as tf

    versions = {
        package: metadata.version(package) for package in [*_ALWAYS, *_distributions(registry)]
    }
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": str(os.cpu_count()),
        "backend": str(keras.backend.backend()),
        "devices": ", ".join(device.name for device in tf.config.list_logical_devices()),
        **versions,
    }


def packages_of(recipe: Recipe) -> list[str]:
    """The distributions that a recipe takes, any of which may change its weights.

    Python, the system and the machine are left out, as are plugins that merely are installed.
    """
    components = (member for members in recipe.components.values() for member in members)
    found = {
        recipe.registry.entry_of(type(part)).distribution
        for component in components
        for part in _parts(component)
    }
    return sorted({*_ALWAYS, *found})


def _parts(value: object) -> Iterator[Component]:
    """A component and those inside it."""
    match value:
        case Component():
            yield value
            for name in value.parameters():
                yield from _parts(getattr(value, name))
        case tuple():
            for item in value:
                yield from _parts(item)


def _distributions(registry: Registry) -> list[str]:
    kinds = registry.kinds()
    return sorted({entry.distribution for kind in kinds for entry in registry.entries(kind)})
