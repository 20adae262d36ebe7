"""Weight standardization."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Gt, Wrapper, param

if TYPE_CHECKING:
    import keras


class WeightStandardization(Wrapper):
    """Incoming weights of each unit brought to mean 0 and variance 1 on their way into the layer.

    W^ = (W - mean) / sqrt(variance + epsilon), with mean and variance over all incoming weights
    of one unit or filter; W itself is what is trained, so that its gradients have mean 0 and
    are orthogonal to W^. Neither the scale of the initializer nor a constraint on the norm has
    an effect. Outputs grow by the root of fan_in, so a normalization has to follow: the paper
    takes group_norm, for batches too small for batch_norm.
    """

    reference = (
        "Qiao, Wang, Liu, Shen & Yuille 2019, Micro-batch training with batch-channel"
        " normalization and weight standardization, arXiv:1903.10520"
    )
    pairs_with = ("group_norm", "batch_norm")

    epsilon: Annotated[float, Gt(0)] = param(default=1e-5, help="added to the variance")

    def build(self, layer: "keras.Layer") -> "keras.Layer":
        """Return a new layer around one that has a kernel."""
        from kb_papers.layers import WeightStandardization as Layer

        return Layer(layer, self.epsilon)
