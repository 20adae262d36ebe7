"""The Keras layers of this package.

Import it before loading a model that holds one of them:

    import keras
    import kb_papers.layers

    model = keras.saving.load_model("model.keras")

The import registers the layers with Keras, which then needs neither `custom_objects` nor
`safe_mode=False`.
"""

from kb_papers.layers.mc_alpha_dropout import MCAlphaDropout
from kb_papers.layers.mc_dropout import MCDropout

__all__ = ["MCAlphaDropout", "MCDropout"]
