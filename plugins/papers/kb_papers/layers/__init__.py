"""The Keras layers of this package.

Import it before loading a model that holds one of them:

    import keras
    import kb_papers.layers

    model = keras.saving.load_model("model.keras")

The import registers the layers with Keras, which then needs neither `custom_objects` nor
`safe_mode=False`. `kb_papers.optimizers` does the same for optimizers.
"""

from kb_papers.layers.acon import AconC
from kb_papers.layers.drop_block import DropBlock2D
from kb_papers.layers.drop_connect import DropConnect
from kb_papers.layers.mc_alpha_dropout import MCAlphaDropout
from kb_papers.layers.mc_dropout import MCDropout
from kb_papers.layers.rrelu import RReLU
from kb_papers.layers.scalars import ScalarBias, ScalarScale
from kb_papers.layers.scale_norm import ScaleNorm
from kb_papers.layers.stochastic_depth import StochasticDepth
from kb_papers.layers.weight_standardization import WeightStandardization

__all__ = [
    "AconC",
    "DropBlock2D",
    "DropConnect",
    "MCAlphaDropout",
    "MCDropout",
    "RReLU",
    "ScalarBias",
    "ScalarScale",
    "ScaleNorm",
    "StochasticDepth",
    "WeightStandardization",
]
