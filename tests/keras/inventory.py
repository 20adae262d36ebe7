"""The components of kb_keras, as the tests go through them."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import keras
import pytest
from kb_registry import (
    Architecture,
    Callback,
    Component,
    Dataset,
    RunContext,
    Wrapper,
    installed_registry,
    structure,
)

EXAMPLES = {
    "cosine_decay": "cosine_decay:0.1,100",
    "cosine_decay_restarts": "cosine_decay_restarts:0.1,10",
    "exponential_decay": "exponential_decay:0.1,10,0.5",
    "inverse_time_decay": "inverse_time_decay:0.1,10,0.5",
    "piecewise_constant_decay": "piecewise_constant_decay:[10,20],[0.1,0.01,0.001]",
    "polynomial_decay": "polynomial_decay:0.1,100",
    "iou": "iou:2,[0,1]",
    "mean_iou": "mean_iou:2",
    "one_hot_iou": "one_hot_iou:2,[0,1]",
    "one_hot_mean_iou": "one_hot_mean_iou:2",
    "learning_rate_scheduler": "learning_rate_scheduler(exponential_decay(0.1,10,0.5))",
    "group_norm": "group_norm:2",
    "group_normalization": "group_norm:2",
}
"""References for components that don't suit the tests, or can't be made, without parameters."""


CLASSES_SINCE = {"keras.optimizers.ScheduleFreeAdamW": (3, 14)}
"""Classes that older releases of Keras lack."""


def keras_version() -> tuple[int, ...]:
    """The installed release: (3, 15)."""
    return tuple(int(number) for number in keras.__version__.split(".")[:2])


def since_keras(*release: int) -> pytest.MarkDecorator:
    """Skip a test where Keras is older than a release."""
    reason = f"came with Keras {'.'.join(map(str, release))}"
    return pytest.mark.skipif(keras_version() < release, reason=reason)


class Registered(NamedTuple):
    """A component class and one name of it."""

    kind: type[Component]
    name: str
    cls: type[Component]

    def example(self) -> Component:
        """A component of this class, with values for what is required."""
        required = [p for p in self.cls.parameters().values() if p.required]
        plain = f"{self.name}:{','.join(['0.25'] * len(required))}" if required else self.name
        return structure(self.kind, EXAMPLES.get(self.name, plain), installed_registry())

    def build(self, run: RunContext) -> Any:
        """What an example of this class builds."""
        component: Any = self.example()
        if self.kind is Wrapper:
            return component.build(keras.layers.Dense(4))
        return component.build(run) if self.kind is Callback else component.build()


def registered() -> Iterator[Registered]:
    """Every block that the installed Keras has, by each name; no architectures, no datasets."""
    registry = installed_registry()
    for kind in registry.kinds():
        for entry in registry.entries(kind):
            if entry.distribution == "keras-blocks-keras" and kind not in {Architecture, Dataset}:
                cls = registry.get(kind, entry.name)
                if keras_version() >= CLASSES_SINCE.get(getattr(cls, "keras_name", ""), (0,)):
                    yield Registered(kind, entry.name, cls)


def classes() -> list[type[Component]]:
    """Every class of a block, once."""
    return list(dict.fromkeys(found.cls for found in registered()))


def identify(found: Registered) -> str:
    """A test's id: `activation-relu`."""
    return f"{found.kind.kind}-{found.name}"
