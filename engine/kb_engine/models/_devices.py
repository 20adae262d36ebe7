"""The devices that a run trains on."""

from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any, Literal

from attrs import frozen
from kb_registry import OmitOption, SetOption

from kb_engine.recipes._recipe import RecipeError

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

    def largest_batch(self, most: int, *samples: int) -> int:
        """The largest batch size that gives every device a part of every batch.

        Keras can't begin with unequal parts, and the mean over a part without samples is no
        number.

        Args:
            most: The largest that may be.
            samples: How many samples there are of each sort of data.

        Returns:
            The batch size, or zero if there is none.
        """

        def shared(batch_size: int, count: int) -> bool:
            first = min(batch_size, count)
            return first % self.devices == 0 and not 0 < count % first < self.devices

        sizes = range(most, 0, -1)
        return next((size for size in sizes if all(shared(size, each) for each in samples)), 0)

    def check_batches(self, batch_size: int, *samples: int) -> None:
        """Make sure that the devices can share all batches.

        Raises:
            RecipeError: If they can't.
        """
        largest = self.largest_batch(batch_size, *samples)
        if largest != batch_size:
            fitting = [SetOption("batch_size", largest)] if largest else []
            raise RecipeError(
                f"{self.devices} devices can't share {' and '.join(map(str, samples))} samples in"
                f" batches of {batch_size}: the first batch must divide equally, the last have"
                " enough for all.",
                suggestions=[*fitting, OmitOption("devices")],
            )

    def check_optimizer(self, optimizer: Any) -> None:
        """Make sure that the devices can train with an optimizer.

        Keras accumulates gradients in a branch of the graph, in which devices can't exchange them.

        Raises:
            RecipeError: If it, or one that it wraps, accumulates gradients.
        """
        while self.devices > 1 and optimizer is not None:
            if getattr(optimizer, "gradient_accumulation_steps", None):
                raise RecipeError(
                    f"{self.devices} devices can't accumulate gradients.",
                    hint="Choose a larger batch size instead of gradient_accumulation_steps.",
                    suggestions=[OmitOption("devices", purpose="Or leave out")],
                )
            optimizer = getattr(optimizer, "inner_optimizer", None)


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
        return Placement(nullcontext(), f"{names[0]}; all were asked for, and this is the only one")
    record = f"{', '.join(names)}; MirroredStrategy splits every batch"
    return Placement(_strategy(tuple(names)).scope(), record, len(names))


@cache
def _strategy(names: tuple[str, ...]) -> Any:
    """The process's strategy: the collective operations of two would get mixed up."""
    import tensorflow as tf

    return tf.distribute.MirroredStrategy(names)
