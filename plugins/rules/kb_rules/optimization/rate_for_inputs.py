"""Learning rates that the size of inputs rules out."""

from collections.abc import Iterator

from kb_observe.data import Data
from kb_observe.rules import Change, Design, Finding, Rule

from kb_rules._families import REGRESSION
from kb_rules.optimization._rates import effective


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
        optimizer = design.optimizer
        if optimizer is None or optimizer.name != "sgd" or data is None or len(data.inputs) != 1:
            return
        if not {loss.name for loss in design.losses} & REGRESSION or any(
            layer.role == "normalization" for layer in design.layers
        ):
            return
        rate, squared = effective(optimizer), data.inputs[0].squared_norm
        if rate * squared > 1:
            yield self.finding(
                "optimizer",
                f"A rate of {rate:.2g} times the inputs' mean squared norm of {squared:.3g} is"
                f" {rate * squared:.2g}; above 1 the squared error can diverge.",
                "Standardize the inputs, or take a smaller rate.",
                Change("inputs", "standardize"),
                Change("learning_rate", float(f"{0.3 * rate / (rate * squared):.0e}")),
            )
