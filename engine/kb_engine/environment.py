"""What a result depends on beside its recipe."""

import os
import platform

from kb_registry import Registry


def describe_environment(registry: Registry) -> dict[str, str]:
    """Versions of everything that takes part, and the devices that TensorFlow sees."""
    from importlib import metadata  # 50 ms, which names and errors needn't wait for

    import keras
    import tensorflow as tf

    packages = ["keras", "tensorflow", "numpy", *_distributions(registry)]
    versions = {package: metadata.version(package) for package in packages}
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": str(os.cpu_count()),
        "backend": str(keras.backend.backend()),
        "devices": ", ".join(device.name for device in tf.config.list_logical_devices()),
        **versions,
    }


def _distributions(registry: Registry) -> list[str]:
    kinds = registry.kinds()
    return sorted({entry.distribution for kind in kinds for entry in registry.entries(kind)})
