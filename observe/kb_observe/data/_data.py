"""What is true of data, as plain values that rules can read."""

from typing import Literal

from attrs import frozen

Kind = Literal["labels", "binary", "one_hot", "multi_hot", "shares", "real"]
"""What targets look like.

`labels` are whole numbers of few kinds, `binary` zeros and ones in one column, `one_hot` rows with
a single one, `multi_hot` rows of zeros and ones, `shares` rows that sum to one, `real` the rest.
"""


@frozen
class Input:
    """What was found in one input of a model.

    Figures are of the samples that were looked at.

    Attributes:
        name: The input's name; "" for a model with one.
        shape: Of one sample.
        whole: Whether all values are whole numbers.
        minimum: Smallest finite value.
        maximum: Largest finite value.
        mean: Mean of the finite values.
        std: Their standard deviation.
        squared_norm: Mean over samples of the sum of squares.
        non_finite: Share of values that are NaN or infinite.
        stds: Of each column of a table, in order; empty for other shapes.
        constant: Columns of a table that always have the same value, other than zero.
        counting: Columns of a table that number the rows.
    """

    name: str
    shape: tuple[int, ...]
    whole: bool
    minimum: float
    maximum: float
    mean: float
    std: float
    squared_norm: float
    non_finite: float = 0.0
    stds: tuple[float, ...] = ()
    constant: tuple[int, ...] = ()
    counting: tuple[int, ...] = ()

    @property
    def size(self) -> float:
        """Root of the mean square: how large a typical value is."""
        return float((self.mean**2 + self.std**2) ** 0.5)


@frozen
class Target:
    """What was found in the targets of one output.

    Attributes:
        name: The output's name; "" for a model with one.
        shape: Of one target: () for a label.
        kind: What the targets look like.
        whole: Whether all values are whole numbers.
        minimum: Smallest finite value.
        maximum: Largest finite value.
        mean: Mean of the finite values.
        std: Their standard deviation.
        non_finite: Share of values that are NaN or infinite.
        shares: Of each class, the commonest first; empty for real targets and for several labels
            at once.
    """

    name: str
    shape: tuple[int, ...]
    kind: Kind
    whole: bool
    minimum: float
    maximum: float
    mean: float
    std: float
    non_finite: float = 0.0
    shares: tuple[float, ...] = ()

    @property
    def classes(self) -> int:
        """Number of classes; 0 for real targets."""
        return self.shape[-1] if self.kind in {"one_hot", "multi_hot"} else len(self.shares)


@frozen
class Data:
    """What was found in samples and their targets.

    Attributes:
        samples: Number of samples to train on.
        inputs: One for each input of the model.
        targets: One for each output; empty without targets.
        validation: The same of the samples to validate on, if there are any.
        overlap: Share of the validation samples that are among the training samples, too.
    """

    samples: int
    inputs: tuple[Input, ...]
    targets: tuple[Target, ...] = ()
    validation: "Data | None" = None
    overlap: float = 0.0
