"""All that a training step changes, and therefore all that a checkpoint must hold."""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from kb_engine.training.state._optimizers import build_optimizers, optimizers, trained_weights

State = dict[str, npt.NDArray[Any]]
V = TypeVar("V")

LEARNING_RATE = "learning_rate"
"""The optimizer's variable that a recipe sets and callbacks change."""

SEED = "seed_generator_state"
"""What layers draw random numbers from."""

METRIC = "metric"


class OtherStateError(ValueError):
    """A state that doesn't fit a model.

    Attributes:
        lacking: Roles of the model's variables that the state lacks: `optimizer/0_momentum/0`.
        surplus: Roles that the state holds and the model doesn't have.
        reshaped: Roles whose shapes differ, with both shapes.
    """

    def __init__(
        self, lacking: Collection[str], surplus: Collection[str], reshaped: Mapping[str, str]
    ) -> None:
        self.lacking = sorted(lacking)
        self.surplus = sorted(surplus)
        self.reshaped = reshaped
        differing = [f"{role} {how}" for role, how in sorted(reshaped.items())]
        if lacking or surplus:
            missing, more = (", ".join(each) or "nothing" for each in (self.lacking, self.surplus))
            differing.append(f"it lacks {missing} and holds {more} besides")
        super().__init__(f"the state is of another model: {'; '.join(differing)}")

    @property
    def groups(self) -> set[str]:
        """What doesn't fit: `model`, `optimizer` or both."""
        return {_group(role) for role in (*self.lacking, *self.surplus, *self.reshaped)}

    def only(self, name: str) -> bool:
        """Whether variables of a name are all that doesn't fit."""
        return {_name(r) for r in (*self.lacking, *self.surplus, *self.reshaped)} == {name}


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
    groups = {"model": model.variables, METRIC: metrics}
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


def steps_done(model: keras.Model) -> int | None:
    """Return the number of steps as the compiled optimizer counts them; None if it makes none."""
    if model.optimizer is None or not model.optimizer.built:
        return None
    return int(tf.convert_to_tensor(model.optimizer.iterations))  # a variable per device


def restore(
    model: keras.Model,
    state: Mapping[str, npt.NDArray[Any]],
    *,
    anew: Collection[str] = (),
) -> None:
    """Set a compiled and built model back to a captured state.

    Training from there on with `initial_epoch` ends as if it had never been interrupted.
    Variables are matched by what they are for: the third kernel with the third kernel, the first
    weight's momentum with the first weight's momentum. Metrics are left alone if the model hasn't
    made theirs yet: an epoch resets them.

    Args:
        model: The model.
        state: What `capture` returned, perhaps in another process.
        anew: Names of variables that keep the value they were built with, such as
            `LEARNING_RATE`; the state may hold more or fewer of them.

    Raises:
        OtherStateError: The state is that of another model or another optimizer.
    """
    trained = [name for name in state if name.startswith(_TRAINS)]
    build_optimizers(model, {n.removeprefix(_TRAINS): state[n].tolist() for n in trained})
    state = {name: value for name, value in state.items() if name not in trained}
    own, held = _without(anew, by_role(variables(model))), _without(anew, by_role(state))
    needed, given = ({role for role in roles if _group(role) != METRIC} for roles in (own, held))
    reshaped = {
        role: f"has shape {tuple(own[role].shape)}, in the checkpoint {held[role].shape}"
        for role in needed & given
        if tuple(own[role].shape) != held[role].shape
    }
    if needed != given or reshaped:
        raise OtherStateError(needed - given, given - needed, reshaped)
    for role in own.keys() & held.keys():
        own[role].assign(held[role])


def by_role(named: Mapping[str, V]) -> dict[str, V]:
    """Turn places into roles: `model/4/kernel` into `model/kernel/1`, the second kernel.

    A variable more or less, such as a learning rate, shifts the places of those behind it, but
    not their roles.
    """
    counts = Counter[tuple[str, str]]()
    roles: dict[str, V] = {}
    for place in sorted(named, key=_position):
        group, _, name = place.split("/", 2)
        roles[f"{group}/{name}/{counts[group, name]}"] = named[place]
        counts[group, name] += 1
    return roles


def _without(names: Collection[str], roles: Mapping[str, V]) -> dict[str, V]:
    return {role: value for role, value in roles.items() if _name(role) not in names}


def _position(place: str) -> tuple[str, int]:
    group, position, _ = place.split("/", 2)
    return group, int(position)


def _group(role: str) -> str:
    return role.partition("/")[0]


def _name(role: str) -> str:
    return role.partition("/")[2].rpartition("/")[0]


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
        """Set all variables to the values taken before, but for those that had none yet.

        Tracing creates variables that the first step gives their first value, and these are read
        as empty until then.
        """
        for variable, value in zip(self._variables, values, strict=True):
            if value.shape == variable.shape:
                variable.assign(value)
