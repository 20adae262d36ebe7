"""What Keras has and this package leaves out or does otherwise, and why.

A test compares the components with the installed Keras: whatever differs has to stand here.
"""

from collections.abc import Mapping
from types import MappingProxyType

_BASE = "the base class of a kind, nothing to build"
_LAYER = "the layer of the same name is there, and is saved with its parameters"
_CALLABLE = "takes a function, which a recipe can't write down"
_BY_FIT = "Keras adds it to every fit"

CLASSES: Mapping[str, str] = MappingProxyType(
    {
        "keras.initializers.Initializer": _BASE,
        "keras.initializers.STFT": "makes the kernels of STFTSpectrogram alone, with three axes",
        "keras.activations.relu": _LAYER,
        "keras.activations.leaky_relu": _LAYER,
        "keras.activations.elu": _LAYER,
        "keras.activations.softmax": _LAYER,
        "keras.layers.Activation": "stands behind every activation that is a function",
        "keras.optimizers.Optimizer": _BASE,
        "keras.optimizers.LossScaleOptimizer": (
            "wraps another optimizer for float16; compile adds it where it's needed"
        ),
        "keras.optimizers.MultiOptimizer": "needs an optimizer for each layer of one model",
        "keras.optimizers.OptimizerMap": "describes a MultiOptimizer, is none itself",
        "keras.optimizers.schedules.LearningRateSchedule": _BASE,
        "keras.regularizers.Regularizer": _BASE,
        "keras.constraints.Constraint": _BASE,
        "keras.losses.Loss": _BASE,
        "keras.metrics.Metric": _BASE,
        "keras.metrics.Accuracy": (
            "compares class numbers with class numbers, which no head puts out; accuracy is "
            "what compile means by the word"
        ),
        "keras.metrics.Mean": "takes the mean of anything; of what, only code can say",
        "keras.metrics.Sum": "takes the sum of anything; of what, only code can say",
        "keras.metrics.MeanMetricWrapper": _CALLABLE,
        "keras.callbacks.Callback": _BASE,
        "keras.callbacks.BackupAndRestore": (
            "every run has checkpoints, and a second memory of the epoch would contradict them"
        ),
        "keras.callbacks.CallbackList": "holds callbacks, is none to choose",
        "keras.callbacks.History": _BY_FIT,
        "keras.callbacks.ProgbarLogger": _BY_FIT,
        "keras.callbacks.LambdaCallback": _CALLABLE,
        "keras.callbacks.OrbaxCheckpoint": "needs orbax-checkpoint and writes its own format",
        "keras.callbacks.RemoteMonitor": "sends results to a server while training",
        "keras.callbacks.TensorBoard": "tensorboard of keras-blocks-tensorboard stands for it",
    }
)
"""Classes and activation functions without a component."""

DATASETS: Mapping[str, str] = MappingProxyType(
    {
        "keras.datasets.boston_housing": (
            "has a column that presumes a link between house prices and race, for which"
            " scikit-learn removed it"
        ),
        "keras.datasets.imdb": "sequences of word numbers, which no architecture here takes",
        "keras.datasets.reuters": "sequences of word numbers, which no architecture here takes",
    }
)
"""Datasets without a component."""

PARAMETERS: Mapping[str, str] = MappingProxyType(
    {
        **{
            f"keras.initializers.{name}.{axes}": "kernels have their inputs and outputs last"
            for name in (
                "GlorotNormal",
                "GlorotUniform",
                "HeNormal",
                "HeUniform",
                "LecunNormal",
                "LecunUniform",
                "VarianceScaling",
            )
            for axes in ("input_axes", "output_axes")
        },
        "keras.layers.BatchNormalization.renorm_clipping": "a dictionary; none means no clipping",
        "keras.layers.SpectralNormalization.layer": "the architecture's own layer",
        "keras.callbacks.CSVLogger.append": "a resumed run always appends to its file",
        "keras.callbacks.EarlyStopping.verbose": "prints between the lines of the progress bar",
        "keras.callbacks.LearningRateScheduler.verbose": "prints between the lines as well",
        "keras.callbacks.ModelCheckpoint.verbose": "prints between the lines as well",
        "keras.callbacks.ReduceLROnPlateau.verbose": "prints between the lines as well",
        "keras.callbacks.TerminateOnNaN.raise_error": "ends a run without a result",
    }
)
"""Parameters that a component lacks. `name`, `dtype` and `**kwargs` are left out everywhere."""

DEFAULTS: Mapping[str, str] = MappingProxyType(
    {
        "keras.activations.threshold.threshold": "Keras has none; 0 is where relu bends",
        "keras.activations.threshold.default_value": "Keras has none; 0 is what relu gives",
        "keras.metrics.F1Score.average": "Keras gives a list, which has no place in a log",
        "keras.metrics.FBetaScore.average": "Keras gives a list, which has no place in a log",
        "keras.callbacks.CSVLogger.filename": "Keras has none; the file is the run's own",
        "keras.callbacks.ModelCheckpoint.filepath": "Keras has none; the file is the run's own",
    }
)
"""Parameters whose default isn't Keras'."""
