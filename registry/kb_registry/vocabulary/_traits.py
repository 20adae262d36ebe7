"""The words that components are described with.

Rules, search and the engine reason about these words and not about classes, so a component of a
third party that uses them is treated like any other. A component may use words of its own, too.
"""

from enum import StrEnum
from typing import Self


class Trait(StrEnum):
    """A property of components; each equals its word, as in `traits = frozenset({"random"})`.

    Attributes:
        description: What the word says of a component.
    """

    description: str

    def __new__(cls, word: str, description: str) -> Self:
        """Make a word of its description."""
        trait = str.__new__(cls, word)
        trait._value_ = word
        trait.description = description
        return trait

    # of any block
    RANDOM = "random", "draws random numbers"
    LEARNED = "learned", "has weights that are trained"
    STATEFUL = "stateful", "keeps numbers from one batch to the next that are not trained"
    IMAGES = "images", "wants samples with spatial axes and channels"
    # of activations
    BOUNDED = "bounded", "outputs lie between two limits"
    SATURATING = "saturating", "gradients vanish far from zero on both sides"
    RECTIFYING = "rectifying", "passes positive inputs and damps negative ones"
    DYING = "dying", "units can end up with no gradient for any sample"
    SMOOTH = "smooth", "has a continuous derivative"
    MONOTONIC = "monotonic", "never falls as its input grows"
    SELF_NORMALIZING = "self_normalizing", "keeps mean 0 and variance 1 from layer to layer"
    PROBABILITIES = "probabilities", "outputs are positive and sum to 1"
    HALVING = "halving", "outputs half as many features as it is given"
    # what a block wants from the initializer
    NEEDS_GLOROT_INIT = "needs_glorot_init", "made for weights of variance 2 / (fan_in + fan_out)"
    NEEDS_HE_INIT = "needs_he_init", "made for weights of variance 2 / fan_in"
    NEEDS_LECUN_INIT = "needs_lecun_init", "made for weights of variance 1 / fan_in"
    # of initializers
    GLOROT = "glorot", "draws with variance 2 / (fan_in + fan_out)"
    HE = "he", "draws with variance 2 / fan_in"
    LECUN = "lecun", "draws with variance 1 / fan_in"
    ORTHOGONAL = "orthogonal", "keeps the norm of what it multiplies"
    CONSTANT = "constant", "starts all weights alike, which suits biases and scales, not kernels"
    # of normalizations
    PER_BATCH = "per_batch", "statistics are taken over the samples of a batch"
    PER_SAMPLE = "per_sample", "every sample is normalized on its own"
    # of dropouts
    KEEPS_MOMENTS = "keeps_moments", "leaves mean and variance of normalized inputs as they are"
    MONTE_CARLO = "monte_carlo", "draws noise in predictions, too"
    RESIDUAL = "residual", "drops whole branches beside which an identity runs"
    # of optimizers
    ADAPTIVE = "adaptive", "step sizes differ from weight to weight"
    MOMENTUM = "momentum", "steps remember earlier gradients"
    DECOUPLED_WEIGHT_DECAY = (
        "decoupled_weight_decay",
        "weight decay is on by default, apart from the loss",
    )
    SIGN = "sign", "only signs of the update count, not its size"
    LAYERWISE = "layerwise", "step sizes follow the norm of each layer's weights"
    MATRIX = "matrix", "treats a kernel as a matrix, not as a bag of numbers"
    SCHEDULED = "scheduled", "brings its own learning rate schedule"
    # of regularizers
    SPARSIFYING = "sparsifying", "drives weights to exactly zero"
    SHRINKING = "shrinking", "drives weights towards zero"
    # of schedules
    RESTARTS = "restarts", "goes up again after going down"
    WARMUP = "warmup", "can start low and rise first"
    # of losses and metrics
    INTEGER_LABELS = "integer_labels", "targets are class numbers"
    ONE_HOT_LABELS = "one_hot_labels", "targets are one-hot rows"
    BINARY_LABELS = "binary_labels", "targets are 0 or 1"
    REAL_TARGETS = "real_targets", "targets are real numbers"
    ROBUST = "robust", "outliers count for less than in the squared error"
    IMBALANCED = "imbalanced", "suits classes of unequal size"
    NOISY_LABELS = "noisy_labels", "suits targets that are partly wrong"
    SEGMENTATION = "segmentation", "compares overlapping areas"
    EMBEDDINGS = "embeddings", "compares directions of vectors"
    # of callbacks
    STOPS = "stops", "can end training early"
    WRITES = "writes", "writes files into the run's folder"
