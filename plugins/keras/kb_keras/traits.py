"""The words that components of this package are described with.

Rules and search go by these words, so a block from elsewhere that uses them is treated like
one from here.
"""

from collections.abc import Mapping
from types import MappingProxyType

TRAITS: Mapping[str, str] = MappingProxyType(
    {
        # of any block
        "random": "draws random numbers",
        "learned": "has weights that are trained",
        "stateful": "keeps numbers from one batch to the next that are not trained",
        "images": "wants samples with spatial axes and channels",
        # of activations
        "bounded": "outputs lie between two limits",
        "saturating": "gradients vanish far from zero on both sides",
        "rectifying": "passes positive inputs and damps negative ones",
        "dying": "units can end up with no gradient for any sample",
        "smooth": "has a continuous derivative",
        "monotonic": "never falls as its input grows",
        "self_normalizing": "keeps mean 0 and variance 1 from layer to layer",
        "probabilities": "outputs are positive and sum to 1",
        "halving": "outputs half as many features as it is given",
        # what a block wants from the initializer
        "needs_glorot_init": "made for weights of variance 2 / (fan_in + fan_out)",
        "needs_he_init": "made for weights of variance 2 / fan_in",
        "needs_lecun_init": "made for weights of variance 1 / fan_in",
        # of initializers
        "glorot": "draws with variance 2 / (fan_in + fan_out)",
        "he": "draws with variance 2 / fan_in",
        "lecun": "draws with variance 1 / fan_in",
        "orthogonal": "keeps the norm of what it multiplies",
        "constant": "starts all weights alike, which suits biases and scales, not kernels",
        # of normalizations
        "per_batch": "statistics are taken over the samples of a batch",
        "per_sample": "every sample is normalized on its own",
        # of dropouts
        "keeps_moments": "leaves mean and variance of normalized inputs as they are",
        # of optimizers
        "adaptive": "step sizes differ from weight to weight",
        "momentum": "steps remember earlier gradients",
        "decoupled_weight_decay": "weight decay is on by default and apart from the gradient",
        "sign": "only signs of the update count, not its size",
        "layerwise": "step sizes follow the norm of each layer's weights",
        "matrix": "treats a kernel as a matrix, not as a bag of numbers",
        "scheduled": "brings its own learning rate schedule",
        # of regularizers
        "sparsifying": "drives weights to exactly zero",
        "shrinking": "drives weights towards zero",
        # of schedules
        "restarts": "goes up again after going down",
        "warmup": "can start low and rise first",
        # of losses and metrics
        "integer_labels": "targets are class numbers",
        "one_hot_labels": "targets are one-hot rows",
        "binary_labels": "targets are 0 or 1",
        "real_targets": "targets are real numbers",
        "robust": "outliers count for less than in the squared error",
        "imbalanced": "suits classes of unequal size",
        "noisy_labels": "suits targets that are partly wrong",
        "segmentation": "compares overlapping areas",
        "embeddings": "compares directions of vectors",
        # of callbacks
        "stops": "can end training early",
        "writes": "writes files into the run's folder",
    }
)
"""Each word with what it says of a block."""
