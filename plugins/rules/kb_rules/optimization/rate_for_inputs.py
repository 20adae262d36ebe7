"""Learning rates that the size of inputs rules out."""

import math
from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules.optimization._rates import SAFE, effective, stable


class RateForInputs(Rule):
    """Rate of SGD that is unstable for inputs as large as these."""

    code = "KB404"
    level = "warning"
    reference = "LeCun et al. 1998, Efficient BackProp, doi:10.1007/3-540-49430-8_2"
    why = (
        "The squared error of a linear unit has curvature 2 E|x|^2. Gradient descent is stable only"
        " below 2 / curvature, so a rate above 1 / E|x|^2 can diverge."
    )
    bad = """
x = x * 10
y = x[:, 20:44].mean(axis=1)
model = keras.Sequential([keras.Input((64,)), keras.layers.Dense(1)])
model.compile(keras.optimizers.SGD(0.01), "mean_squared_error")
"""
    good = bad.replace("0.01", "0.0003")

    def check(self, design: Design, data: Data | None) -> Iterator[Finding]:
        limit, optimizer = stable(design, data), design.optimizer
        if limit is None or optimizer is None or data is None:
            return
        rate = effective(optimizer)
        if rate > limit:
            nominal = (optimizer.learning_rate or 0.0) / rate
            smaller = float(f"{SAFE * limit * nominal:.0e}")
            columns = math.prod(data.inputs[0].shape)  # the squared norm once they are standardized
            then = min(optimizer.learning_rate or 0.0, float(f"{SAFE / columns * nominal:.0e}"))
            slower = then < (optimizer.learning_rate or 0.0)
            also = f" and take a rate of {then:g}" if slower else ""
            yield self.finding(
                "optimizer",
                f"A rate of {rate:.2g} times the inputs' mean squared norm of {1 / limit:.3g} is"
                f" {rate / limit:.2g}; above 1 the squared error can diverge.",
                f"Standardize the inputs{also}, or use a rate of {smaller:g}.",
                Change("inputs", "standardize"),
                *([Change("learning_rate", then)] if slower else []),
            )
