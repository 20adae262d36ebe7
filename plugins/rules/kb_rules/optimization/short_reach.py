"""Steps that can't reach the targets."""

import math
from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import ADAPTIVE, REGRESSION


class ShortReach(Rule):
    """Linear regression whose steps end before its targets."""

    code = "KB411"
    level = "warning"
    reference = "Kingma and Ba 2015, Adam, arXiv:1412.6980, section 2.1"
    why = (
        "Adam and its like move a weight by about the learning rate in each step. Rate times steps"
        " is the farthest a weight gets, however large its gradient is."
    )
    bad = """
epochs, batch_size = 10, 32
y = (40 * x[:, 20:44].mean(axis=1)).astype("float32")
x = x[:, 20:22]
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
model.compile("rmsprop", "mean_squared_error")
"""
    good = bad.replace('"rmsprop"', "keras.optimizers.RMSprop(0.1)")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        optimizer = design.optimizer
        planned = bool(design.epochs and design.batch_size)
        if data is None or optimizer is None or not planned or len(data.targets) != 1:
            return
        if optimizer.name not in ADAPTIVE or len(data.inputs) != 1 or len(design.stages) != 1:
            return
        if not {loss.name for loss in design.losses} & REGRESSION or not optimizer.learning_rate:
            return
        steps = math.ceil(data.samples / (design.batch_size or 1)) * (design.epochs or 0)
        path = optimizer.learning_rate * steps
        columns = math.prod(data.inputs[0].shape)
        reach = path * (1 + data.inputs[0].size * columns)
        target = data.targets[0]
        distance = math.hypot(target.mean, target.std)
        if reach < distance:
            better = float(f"{10 * optimizer.learning_rate * distance / reach:.0e}")
            yield self.finding(
                "optimizer",
                f"{steps:,} steps at a rate of {optimizer.learning_rate:g} move a weight by at most"
                f" {path:.2g}, so that predictions reach {reach:.2g}; targets are about"
                f" {distance:.3g}.",
                f"Use a rate of {better:g}.",
                Change("learning_rate", better),
            )
