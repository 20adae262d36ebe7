"""Optimizers around another optimizer."""

from typing import Any, Self

import keras


class AroundOptimizer(keras.optimizers.Optimizer):
    """An optimizer that leaves the steps to another and does something before or after them.

    Clipping, weight decay, the learning rate and the count of steps are those of the optimizer
    inside.

    Args:
        inner_optimizer: What makes the steps.
        name: Of the optimizer.
    """

    def __init__(self, inner_optimizer: keras.optimizers.Optimizer, name: str) -> None:
        super().__init__(learning_rate=0.0, name=name)  # type: ignore[no-untyped-call]  # Keras annotates nothing
        self.inner_optimizer = inner_optimizer

    def build(self, variables: list[keras.Variable]) -> None:
        """Make room for the state."""
        if not self.built:
            self.inner_optimizer.build(variables)
        super().build(variables)

    @property
    def variables(self) -> list[keras.Variable]:
        """Its own state and that of the optimizer inside."""
        return [*super().variables, *self.inner_optimizer.variables]

    @property
    def iterations(self) -> Any:
        """Steps so far."""
        return self.inner_optimizer.iterations

    @property
    def learning_rate(self) -> Any:
        """That of the optimizer inside."""
        return self.inner_optimizer.learning_rate

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        self.inner_optimizer.learning_rate = value

    def scale_loss(self, loss: Any) -> Any:
        """Scale the loss as the optimizer inside expects it."""
        return self.inner_optimizer.scale_loss(loss)

    def finalize_variable_values(self, var_list: list[keras.Variable]) -> None:
        """Let the optimizer inside set final weights, such as a moving average."""
        self.inner_optimizer.finalize_variable_values(var_list)

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        inner = keras.saving.serialize_keras_object(self.inner_optimizer)
        return {"name": self.name, "inner_optimizer": inner}

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> Self:
        """An optimizer like the one that wrote the config."""
        inner = keras.saving.deserialize_keras_object(config["inner_optimizer"], custom_objects)
        return cls(**{**config, "inner_optimizer": inner})
