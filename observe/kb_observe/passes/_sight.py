"""What was seen of a model through a batch."""

from typing import Any, NamedTuple


class Sight(NamedTuple):
    """What was seen on the probe, as tensors of real numbers.

    Attributes:
        outputs: What layers put out, by tag.
        slopes: Those of activations, by the path of their layer.
        gradients: Of the loss, by the tag of a weight.
        statistics: Mean and variance of the batch, by the path of a layer with running ones.
        losses: The loss and its parts, by tag.
        left_out: Why something could not be measured, by its tag: "is sparse".
        failures: What ended a pass, by its name: "activations" or "gradients".
    """

    outputs: dict[str, Any]
    slopes: dict[str, Any]
    gradients: dict[str, Any]
    statistics: dict[str, tuple[Any, Any]]
    losses: dict[str, Any]
    left_out: dict[str, str]
    failures: dict[str, Exception]
