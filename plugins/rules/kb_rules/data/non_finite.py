"""Values that aren't numbers."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Design, Finding, Rule


class NonFinite(Rule):
    """Samples or targets with NaN or infinite values."""

    code = "KB306"
    level = "error"
    reference = "Schoop et al. 2021, UMLAUT, CHI 2021, doi:10.1145/3411764.3445538"
    why = "One NaN makes the loss NaN, and with the next step every weight."
    bad = """
x = np.where(np.arange(64) == np.arange(len(x))[:, None] % 640, np.nan, x)
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
"""
    good = bad.replace("np.nan", "0.0")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        if data is None:
            return
        for place, parts in (("inputs", data.inputs), ("targets", data.targets)):
            for each in parts:
                if each.non_finite:
                    yield self.finding(
                        f"{place} {each.name}".strip(),
                        f"{each.non_finite:.2%} of the values are NaN or infinite.",
                        "Fill them or leave the samples out.",
                    )
