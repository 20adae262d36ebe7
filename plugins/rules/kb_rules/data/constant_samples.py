"""Samples that can't be told apart."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Design, Finding, Rule


class ConstantSamples(Rule):
    """Samples that are all alike."""

    code = "KB315"
    level = "error"
    reference = "Ben Braiek and Khomh 2022, TheDeepChecker, TOSEM, doi:10.1145/3529318"
    why = (
        "Whatever the network is, it predicts the same for all of them: often the sign of pictures"
        " that weren't read, or of whole numbers divided by 255 without a fraction."
    )
    bad = """
x = (x.astype("uint8") // 255).astype("float32")
model = keras.Sequential([
    keras.Input((64,)),
    keras.layers.Dense(32, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
model.compile("adam", "sparse_categorical_crossentropy")
"""
    good = bad.replace("// 255", "/ 255")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        if data is None or data.samples < 2 or any(each.non_finite for each in data.inputs):  # noqa: PLR2004 - one sample is like itself
            return
        flat = [each.std == 0 or (bool(each.stds) and not any(each.stds)) for each in data.inputs]
        numeric = all(each.minimum or each.maximum or each.whole for each in data.inputs)
        if flat and all(flat) and numeric:
            yield self.finding(
                "inputs",
                f"All {data.samples:,} samples are equal.",
                "Look at the arrays that go in, and at how they were scaled.",
            )
