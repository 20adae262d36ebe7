"""The devices that a run trains on."""

from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any, Literal

from attrs import frozen

from kb_engine.recipe import RecipeError

Devices = Literal["one", "all"]
"""One device, which TensorFlow chooses, or all of the fastest sort that there is."""


@frozen(eq=False)
class Placement:
    """Where a model is built and trained.

    Attributes:
        scope: What the model has to be built in.
        record: The devices and what spreads the samples over them, for the run's record.
        devices: How many there are.
    """

    scope: AbstractContextManager[object]
    record: str
    devices: int = 1

    def check_shares(self, batch_size: int, *samples: int) -> None:
        """Make sure that every device gets a part of every batch.

        Keras can't begin with unequal parts, and the mean over a part without samples is no
        number.

        Args:
            batch_size: Samples in a batch.
            samples: How many samples there are of each sort of data.

        Raises:
            RecipeError: If the batches can't be shared.
        """
        for count in samples:
            first = min(batch_size, count)
            if first % self.devices or 0 < count % first < self.devices:
                raise RecipeError(
                    f"{self.devices} devices can't share {count} samples in batches of"
                    f" {batch_size}: the first must divide equally, the last have enough for all.",
                    hint="Choose another --batch-size, or leave --devices out.",
                )


def place(devices: Devices) -> Placement:
    """Choose the devices: GPUs if there are any, otherwise CPUs.

    Several devices get an equal part of every batch each, and the mean of their gradients.
    """
    import tensorflow as tf

    found = tf.config.list_logical_devices("GPU") or tf.config.list_logical_devices("CPU")
    names = [device.name.removeprefix("/device:") for device in found]
    if devices == "one":
        return Placement(nullcontext(), names[0])
    if len(names) == 1:
        return Placement(nullcontext(), f"{names[0]}; all were asked for, and there is no other")
    record = f"{', '.join(names)}; MirroredStrategy splits every batch"
    return Placement(_strategy(tuple(names)).scope(), record, len(names))


@cache
def _strategy(names: tuple[str, ...]) -> Any:
    """The process's strategy: the collective operations of two would get mixed up."""
    import tensorflow as tf

    return tf.distribute.MirroredStrategy(names)
