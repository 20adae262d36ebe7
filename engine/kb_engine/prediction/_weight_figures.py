"""What the weights of a model hold, weight by weight."""

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    import keras


@frozen
class WeightFigures:
    """One variable of a layer.

    Attributes:
        layer: Path of layer names down to its layer: `encoder/hidden_1`.
        name: What it is to the layer: `kernel`, `moving_mean`.
        shape: Its shape.
        trainable: Whether training changes it by gradients.
        mean: Mean of its finite values; None if it doesn't hold real numbers.
        std: Their standard deviation; None likewise.
        norm: Their Euclidean norm; None likewise.
        missing: How many values are NaN or infinite.
    """

    layer: str
    name: str
    shape: tuple[int, ...]
    trainable: bool
    mean: float | None
    std: float | None
    norm: float | None
    missing: int


def weight_figures(model: "keras.Model") -> tuple[WeightFigures, ...]:
    """Measure every weight of a built model, in the order of its layers."""
    from kb_observe.layers import named_weights
    from kb_observe.measures import measurable, summarize

    weights = dict(named_weights(model))
    values = {tag: each.value for tag, each in weights.items() if measurable(each.value)}
    summaries = summarize(values)
    found = []
    for tag, weight in weights.items():
        layer, _, name = tag.rpartition("/")
        of = summaries.get(tag)
        moments = (None, None, None, 0) if of is None else (of.mean, of.std, of.norm, of.missing)
        mean, std, norm, missing = moments
        shape, trainable = tuple(weight.shape), bool(weight.trainable)
        found.append(WeightFigures(layer, name, shape, trainable, mean, std, norm, int(missing)))
    return tuple(found)
