"""Other functions in the place of an object's own, for a while."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def standing_in(owner: Any, name: str, function: Callable[..., Any]) -> Iterator[None]:
    """Have an object's attribute be another function, and put back what was there before.

    Args:
        owner: A layer, for example.
        name: The attribute, such as `call`.
        function: What stands in for it.
    """
    before = {key: value for key, value in vars(owner).items() if key == name}
    # Keras' own `__setattr__` would track the function as part of the layer
    object.__setattr__(owner, name, function)
    try:
        yield
    finally:
        object.__delattr__(owner, name)
        owner.__dict__.update(before)
