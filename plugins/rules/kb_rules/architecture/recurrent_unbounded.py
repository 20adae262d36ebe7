"""Recurrences that grow."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

LONG = 50
"""Steps from which growth adds up."""

UNBOUNDED = frozenset({"relu", "leaky_relu", "elu", "selu", "exponential", "softplus"})


class RecurrentUnbounded(Rule):
    """Recurrent layer with an activation without bounds, over many steps."""

    code = "KB605"
    level = "warning"
    reference = "Pascanu et al. 2013, On the difficulty of training RNNs, arXiv:1211.5063"
    why = (
        "A state that is multiplied and not bounded at every step grows or fades like a power of"
        " the number of steps. tanh holds it, and is what LSTM and GRU were made with."
    )
    bad = """
x = x.reshape(-1, 64, 1)
model = keras.Sequential([
    keras.Input((64, 1)),
    keras.layers.SimpleRNN(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace('"relu"', '"tanh"')

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        given = data.inputs[0].shape if data is not None and len(data.inputs) == 1 else ()
        for stage in design.stages:
            name = stage.layer.activation.name if stage.layer.activation else ""
            shape = next(iter(stage.layer.input_shapes or ()), ())
            steps = shape[1] if len(shape) > 2 else None  # noqa: PLR2004 - samples, steps, columns
            if steps is None:
                steps = next(iter(given), 0)
            if stage.layer.role != "recurrent" or name not in UNBOUNDED or steps < LONG:
                continue
            yield self.finding(
                stage.path,
                f"{stage.layer.class_name} with {name} over {steps} steps.",
                "Use tanh.",
                Change("activation", "tanh", (stage.path,)),
            )
