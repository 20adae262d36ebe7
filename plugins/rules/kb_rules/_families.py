"""Names that rules know: activations, losses, layers."""

from collections.abc import Iterator, Mapping

from kb_observe.rules import Design, Stage

AFFINE = frozenset({"dense", "convolution"})
"""Roles of layers that multiply by a kernel and leave the rest to an activation."""

SIGMOIDS = frozenset({"sigmoid", "hard_sigmoid", "sparse_sigmoid"})

RANGES: Mapping[str, tuple[float, float]] = {
    "sigmoid": (0.0, 1.0),
    "hard_sigmoid": (0.0, 1.0),
    "softmax": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "hard_tanh": (-1.0, 1.0),
    "softsign": (-1.0, 1.0),
    "relu": (0.0, float("inf")),
    "relu6": (0.0, 6.0),
    "softplus": (0.0, float("inf")),
    "exponential": (0.0, float("inf")),
    "elu": (-1.0, float("inf")),
    "selu": (-1.7581, float("inf")),
}
"""What an activation can put out."""

PROBABILITIES = frozenset({"softmax", "sigmoid", "hard_sigmoid", "sparsemax"})
"""Activations whose outputs can be read as probabilities."""

CATEGORICAL = frozenset(
    {
        *("categorical_crossentropy", "sparse_categorical_crossentropy"),
        *("categorical_focal_crossentropy", "kl_divergence"),
    }
)
SPARSE = frozenset({"sparse_categorical_crossentropy"})
BINARY = frozenset({"binary_crossentropy", "binary_focal_crossentropy"})
REGRESSION = frozenset(
    {
        *("mean_squared_error", "mean_absolute_error", "huber", "log_cosh"),
        *("mean_absolute_percentage_error", "mean_squared_logarithmic_error"),
    }
)
"""Losses that measure a distance between numbers."""

ADAPTIVE = frozenset({"adam", "adamw", "nadam", "adamax", "rmsprop", "lamb", "lion"})
"""Optimizers whose step doesn't grow with the gradient."""


def hidden(design: Design) -> tuple[Stage, ...]:
    """Dense and convolutional layers before the last ones, with what follows each."""
    return tuple(stage for stage in design.hidden if stage.layer.role in AFFINE)


def heads(design: Design) -> Iterator[tuple[Stage, str, bool | None]]:
    """Each dense or convolutional layer that predicts, with its loss and whether that takes logits.

    Heads whose loss isn't known, or whose output isn't the prediction itself, are left out.
    """
    for stage in design.heads:
        loss = design.loss_of(stage)
        direct = not (stage.merges or stage.unknown)
        if loss is not None and direct and stage.layer.role in AFFINE:
            logits = loss.parameters.get("from_logits")
            yield stage, loss.name, None if logits is None else bool(logits)
