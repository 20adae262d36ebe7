"""Exponentials in hidden layers."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import hidden
from kb_rules._wording import listed


class ExponentialHidden(Rule):
    """Hidden layers that apply an exponential."""

    code = "KB107"
    level = "error"
    reference = "Zhang et al. 2021, AutoTrainer, ICSE 2021, doi:10.1109/ICSE43902.2021.00043"
    why = (
        "The exponential of an exponential overflows float32 within three layers, as soon as one"
        " input is larger than 4.5."
    )
    bad = """
model = keras.Sequential([keras.Input((64,))])
for _ in range(4):
    model.add(keras.layers.Dense(32, activation="exponential"))
model.add(keras.layers.Dense(10, activation="softmax"))
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace('"exponential"', '"relu"')

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        found = [s for s in hidden(design) if s.activation == "exponential"]
        if found:
            names = tuple(stage.path for stage in found)
            yield self.finding(
                names[0],
                f"An exponential in {listed(names)} grows without bound"
                f"{' from layer to layer' if len(found) > 1 else ''}.",
                "Use relu with he_normal.",
                Change("activation", "relu", names),
                Change("initializer", "he_normal", names),
            )
