"""All that a training step changes, and therefore all that a checkpoint must hold."""

import re
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from kb_engine.training.state._optimizers import build_optimizers, optimizers, trained_weights

State = dict[str, npt.NDArray[Any]]

_TRAINS = "trains/"
"""Before the name of an optimizer: the places of the weights that it trains."""


def variables(model: keras.Model) -> dict[str, keras.Variable]:
    """Return every variable that a step changes, by its place in the model.

    That is the weights, the states of seed generators, the metrics and the variables of optimizers,
    learning rates and numbers of iterations among them. Names don't depend on what else the process
    has built. Of an optimizer that hasn't made a step there is only what it has by then.
    """
    places = {
        variable.path.replace("/", "_"): f"{position}"
        for position, variable in enumerate(model.trainable_variables)
    }

    def name(variable: keras.Variable) -> str:
        """Return a slot's name with its weight's place in it, not its weight's path.

        Keras numbers variables without a name, such as Nadam's, through the process.
        """
        own: str = re.sub(r"^variable_\d+$", "variable", variable.name)
        owners = (path for path in places if path in own)
        path = next(owners, "")
        return own.replace(path, places[path]) if path else own

    metrics = [variable for metric in model.metrics for variable in metric.variables]
    groups = {"model": model.variables, "metric": metrics}
    groups |= {group: each.variables for group, each in optimizers(model).items()}
    found: dict[int, tuple[str, keras.Variable]] = {}
    for group, members in groups.items():
        for position, variable in enumerate(members):
            found.setdefault(id(variable), (f"{group}/{position}/{name(variable)}", variable))
    return dict(found.values())


def capture(model: keras.Model) -> State:
    """Return a copy of everything that training has changed so far, in host memory."""
    build_optimizers(model, {})
    weights = trained_weights(model)
    return {name: np.array(variable) for name, variable in variables(model).items()} | {
        f"{_TRAINS}{group}": np.array(places, np.int64) for group, places in weights.items()
    }


def restore(model: keras.Model, state: Mapping[str, npt.NDArray[Any]]) -> None:
    """Set a compiled and built model back to a captured state.

    Training from there on with `initial_epoch` ends as if it had never been interrupted.
    Metrics are left alone where the model hasn't made theirs yet: an epoch resets them.

    Raises:
        ValueError: If the state is that of another model or another optimizer.
    """
    trained = [name for name in state if name.startswith(_TRAINS)]
    build_optimizers(model, {n.removeprefix(_TRAINS): state[n].tolist() for n in trained})
    state = {name: value for name, value in state.items() if name not in trained}
    own = variables(model)
    needed = {name for name in own if not name.startswith("metric/")}
    missing = sorted(needed - set(state))
    surplus = sorted(name for name in set(state) - set(own) if not name.startswith("metric/"))
    if missing or surplus:
        raise ValueError(
            f"the state is of another model: it lacks {missing or 'nothing'}"
            f" and holds {surplus or 'nothing'} besides"
        )
    for name in needed:
        if tuple(own[name].shape) != state[name].shape:
            raise ValueError(
                f"{name} has shape {tuple(own[name].shape)}, in the state {state[name].shape}"
            )
    for name in set(own) & set(state):
        own[name].assign(state[name])


class Snapshots:
    """Quick copies of a model's state, on its device, for stepping back.

    Reading a variable copies nothing until a step overwrites it. It is read by the bare operation:
    Keras' and TensorFlow's own ways take several times as long, a traced function takes longer
    to trace than most runs would gain.
    """

    def __init__(self, model: keras.Model) -> None:
        self._variables = list(variables(model).values())

    def take(self) -> list[tf.Tensor]:
        """Return the values of all variables."""
        held = [variable.value for variable in self._variables]
        return [tf.raw_ops.ReadVariableOp(resource=v.handle, dtype=v.dtype) for v in held]

    def put_back(self, values: list[tf.Tensor]) -> None:
        """Set all variables to the values taken before."""
        for variable, value in zip(self._variables, values, strict=True):
            variable.assign(value)
