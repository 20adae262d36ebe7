"""How sure a model is, from what its random networks predict."""

from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

Array = npt.NDArray[np.float64]


@frozen(eq=False)
class Doubt:
    """What many random networks predict for some inputs, for one output of a model.

    Attributes:
        mean: `(samples, ...)`, their mean prediction.
        std: `(samples, ...)`, the standard deviation of their predictions.
        networks: `(samples,)`, how many networks were asked.
        entropy: `(samples,)`, entropy of the mean prediction in nats, which is all that is
            uncertain; None where outputs aren't probabilities. Gal 2016, Uncertainty in Deep
            Learning, section 3.3.1.
        mutual_information: `(samples,)`, the part of the entropy, in nats, that comes from the
            networks' disagreement; what remains is noise on which they agree. None where outputs
            aren't probabilities.
    """

    mean: Array
    std: Array
    networks: npt.NDArray[np.int64]
    entropy: Array | None = None
    mutual_information: Array | None = None

    @property
    def standard_error(self) -> Array:
        """`(samples, ...)`, the standard error of `mean`, from the networks asked."""
        count = self.networks.reshape(-1, *[1] * (self.mean.ndim - 1))
        error: Array = self.std / np.sqrt(count)
        return error


def joined(parts: "list[Doubt]") -> Doubt:
    """The doubt of several batches as one."""

    def join(name: str) -> Any:
        values = [getattr(part, name) for part in parts]
        return None if values[0] is None else np.concatenate(values)

    return Doubt(*map(join, ("mean", "std", "networks", "entropy", "mutual_information")))
