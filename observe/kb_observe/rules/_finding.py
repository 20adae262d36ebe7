"""What a rule found, and what would mend it."""

from typing import Any, Literal

from attrs import asdict, field, frozen

Level = Literal["error", "warning", "hint"]
"""How sure it is that something is wrong: an error never trains well, a warning seldom."""

What = Literal[
    "activation",
    "initializer",
    "bias_initializer",
    "use_bias",
    "regularizer",
    "activity_regularizer",
    "constraint",
    "dropout",
    "normalization",
    "units",
    "axis",
    "trainable",
    "remove",
    "loss",
    "metrics",
    "optimizer",
    "learning_rate",
    "weight_decay",
    "epsilon",
    "clipnorm",
    "clipvalue",
    "global_clipnorm",
    "batch_size",
    "epochs",
    "inputs",
    "targets",
]
"""What is changed; `normalization` puts one behind each layer, `remove` takes layers out."""


@frozen
class Change:
    """One change to a network, to its training or to its data.

    Attributes:
        what: What is changed.
        value: What it is changed to: a component's name, a number, or for data `standardize`,
            `from_zero`.
        layers: The layers that are changed; empty for what isn't a layer's.
    """

    what: What
    value: str | float | bool | None = None
    layers: tuple[str, ...] = ()


@frozen
class Fix:
    """What mends a finding.

    Attributes:
        says: The same for people, as an instruction: "Use lecun_normal".
        changes: Made together.
    """

    says: str
    changes: tuple[Change, ...]


@frozen
class Finding:
    """What a rule found in one place of a network.

    Attributes:
        code: The rule's: `KB101`.
        level: How sure it is.
        place: A layer's name, or `loss`, `metrics`, `optimizer`, `training`, `inputs`, `targets`.
        message: What is wrong, with this network's numbers, in one sentence.
        fix: What mends it, if that can be said.
    """

    code: str
    level: Level
    place: str
    message: str
    fix: Fix | None = field(default=None)

    def __str__(self) -> str:
        mend = f" {self.fix.says}" if self.fix else ""
        return f"{self.place}: {self.code} {self.level}: {self.message}{mend}"

    def to_dict(self) -> dict[str, Any]:
        """The finding as plain values, for JSON."""
        return asdict(self)
