"""Statistics of a handful of samples."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

SMALL = 8


class NormWithSmallBatches(Rule):
    """BatchNormalization with tiny batches."""

    code = "KB505"
    level = "warning"
    reference = "Wu and He 2018, Group Normalization, arXiv:1803.08494"
    why = (
        "Mean and variance of so few samples are mostly noise, and differ from the running ones"
        " that predictions use. Of one sample the variance is 0."
    )
    bad = """
batch_size = 2
model = keras.Sequential([keras.Input((64,))])
for _ in range(3):
    model.add(keras.layers.Dense(64, use_bias=False))
    model.add(keras.layers.BatchNormalization())
    model.add(keras.layers.ReLU())
model.add(keras.layers.Dense(10, activation="softmax"))
model.compile("sgd", "sparse_categorical_crossentropy")
"""
    good = bad.replace("batch_size = 2", "batch_size = 32")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        norms = [layer for layer in design.layers if layer.class_name == "BatchNormalization"]
        if norms and design.batch_size and design.batch_size < SMALL:
            yield self.finding(
                norms[0].path,
                f"BatchNormalization over batches of {design.batch_size}.",
                "Use batches of 32, or layer_norm.",
                Change("batch_size", 32),
            )
