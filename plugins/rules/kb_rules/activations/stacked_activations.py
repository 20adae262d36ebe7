"""Activations in a row."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule, activation_name


class StackedActivations(Rule):
    """Two activations without weights between them."""

    code = "KB110"
    level = "warning"
    reference = "Nikanjam et al. 2021, NeuraLint, TOSEM, doi:10.1145/3470006"
    why = (
        "The second activation sees only what the first lets through, which is seldom meant: a"
        " relu before a softmax gives all classes with a negative score the same share."
    )
    bad = """
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="sigmoid"),
    keras.layers.Activation("sigmoid"),
    keras.layers.Dense(10, activation="sigmoid"),
    keras.layers.Softmax(),
])
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace('Dense(32, activation="sigmoid")', "Dense(32)").replace(
        'Dense(10, activation="sigmoid")', "Dense(10)"
    )

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        for stage in design.stages:
            if len(stage.activations) > 1 and stage.layer.role != "recurrent":
                names = [activation_name(design.layer(path)) for path in stage.activations]
                yield self.finding(
                    stage.activations[1],
                    f"{' and then '.join(names)} after {stage.path}, with no weights between them.",
                    f"Leave {names[0]} out.",
                    Change("activation", "linear", (stage.activations[0],)),
                )
