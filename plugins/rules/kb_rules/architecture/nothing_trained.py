"""Weights that training leaves alone."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._wording import counted


class NothingTrained(Rule):
    """Network without a weight that is trained."""

    code = "KB604"
    level = "error"
    reference = "Keras, Transfer learning, https://keras.io/guides/transfer_learning/"
    why = (
        "trainable=False of a model holds for all layers in it. With no other weight the loss stays"
        " where it is."
    )
    bad = """
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.trainable = False
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace("model.trainable = False\n", "")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        held = [layer for layer in design.network.layers if layer.weights]
        trained = any(weight.trainable for layer in held for weight in layer.weights)
        if held and design.losses and not trained and not design.network.own_train_step:
            yield self.finding(
                "network",
                f"None of the weights of {counted(len(held), 'layer')} is trained.",
                "Set trainable=True, at least for the last layer, before compile.",
                Change("trainable", value=True, layers=tuple(layer.path for layer in held)),
            )
