"""Penalties that outweigh the task."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._wording import listed

L2, L1 = 0.03, 0.01


class PenaltyStrength(Rule):
    """L1 or L2 that is strong."""

    code = "KB507"
    level = "warning"
    reference = "Ben Braiek and Khomh 2022, TheDeepChecker, TOSEM, doi:10.1145/3529318"
    why = (
        "The penalty sums over all weights. A strong one is larger than the loss, and shrinking the"
        " weights pays more than learning."
    )
    bad = """
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(64, activation="relu", kernel_regularizer=keras.regularizers.L2(0.3)),
    keras.layers.Dense(64, activation="relu", kernel_regularizer=keras.regularizers.L2(0.3)),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace("0.3", "0.0001")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        strong = [
            (stage.path, kernel)
            for stage in design.stages
            if (kernel := stage.kernel) is not None and (kernel.l2 > L2 or kernel.l1 > L1)
        ]
        for layer in design.layers:
            penalty = layer.activity_regularizer
            factors = {} if penalty is None else penalty.parameters
            told = [f"{n} of {f:g}" for n, f in factors.items() if isinstance(f, float) and f > L1]
            if told:
                yield self.finding(
                    layer.path,
                    f"{' and '.join(told)} on what {layer.path} puts out; 1e-5 to 1e-3 is usual.",
                    "Leave it out, or use 1e-5.",
                    Change("activity_regularizer", None, (layer.path,)),
                )
        if strong:
            names, kernel = tuple(name for name, _ in strong), strong[0][1]
            which = f"L2 of {kernel.l2:g}" if kernel.l2 > L2 else f"L1 of {kernel.l1:g}"
            yield self.finding(
                names[0],
                f"{which} on the weights of {listed(names)}; 1e-5 to 1e-2 is usual.",
                "Use l2:0.0001.",
                Change("regularizer", "l2:0.0001", names),
            )
