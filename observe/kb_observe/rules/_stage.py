"""A layer with weights, and what follows it."""

from attrs import frozen

from kb_observe.networks import Initializer, Layer
from kb_observe.rules._kernel import Kernel


@frozen
class Stage:
    """A layer with weights, and what follows until the next one.

    Attributes:
        layer: The layer; of a wrapper, what it wraps, under the wrapper's path.
        kernel: What it multiplies by; None for embeddings and attentions.
        activation: Name of the first nonlinearity behind it, or "linear".
        activations: Paths of the layers that apply one, its own included.
        norms: Normalizations behind it.
        dropouts: Dropouts behind it.
        merges: Whether its output is added to or joined with another's.
        unknown: Whether it passes through something whose effect isn't known.
        last: Whether no layer with weights follows.
    """

    layer: Layer
    kernel: Kernel | None
    activation: str = "linear"
    activations: tuple[str, ...] = ()
    norms: tuple[Layer, ...] = ()
    dropouts: tuple[Layer, ...] = ()
    merges: bool = False
    unknown: bool = False
    last: bool = False

    @property
    def path(self) -> str:
        """The layer's path."""
        return self.layer.path

    @property
    def units(self) -> int:
        """Units of a dense layer, filters of a convolution; 0 if that isn't known."""
        return self.layer.units or 0

    @property
    def bias_std(self) -> float:
        """Standard deviation that the biases start with; 0 without any."""
        start = self.bias_start
        return 0.0 if start is None else start.std or 0.0

    @property
    def bias_mean(self) -> float:
        """Mean that the biases start with; 0 without any."""
        start = self.bias_start
        return 0.0 if start is None else start.mean or 0.0

    @property
    def bias_start(self) -> Initializer | None:
        """What draws the first biases; None without any, or if that isn't known."""
        bias = self.layer.weight("bias")
        return None if bias is None else bias.initializer


def activation_name(layer: Layer) -> str:
    """The name of the function that a layer applies, or "linear"."""
    if layer.activation is None:
        return "linear"
    name = {"swish": "silu", "re_lu": "relu"}.get(layer.activation.name, layer.activation.name)
    slope = layer.activation.parameters.get("negative_slope")
    leaky = name == "relu" and isinstance(slope, int | float) and slope > 0
    return "leaky_relu" if leaky else name
