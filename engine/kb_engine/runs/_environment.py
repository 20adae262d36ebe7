"""What a result depends on beside its recipe."""

import os
import platform

from kb_registry import Registry

from kb_engine.recipes._parts import distributions_of
from kb_engine.recipes._recipe import Recipe
from kb_engine.runs._records import Record

_NO_PACKAGES = {"train_on", "python", "system", "cores", "backend", "devices"}
"""What a record says beside the versions of packages, in text."""

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


def no_longer_installed(record: Record) -> dict[str, str]:
    """Distributions that took part when a record was written and aren't here now, by version."""
    from importlib import metadata

    def is_gone(name: str) -> bool:
        try:
            metadata.version(name)
        except metadata.PackageNotFoundError:
            return True
        return False

    return {
        name: value
        for name, value in record.items()
        if name not in _NO_PACKAGES and isinstance(value, str) and is_gone(name)
    }


def packages_of(recipe: Recipe) -> list[str]:
    """The distributions that a recipe takes, any of which may change its weights.

    Python, the system, the machine and plugins that are only installed are left out.
    """
    return sorted({*_ALWAYS, *distributions_of(recipe)})


def _distributions(registry: Registry) -> list[str]:
    kinds = registry.kinds()
    return sorted({entry.distribution for kind in kinds for entry in registry.entries(kind)})
