"""What rules say of a network that is about to be built or trained."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from kb_registry import KerasBlocksError, Splits

from kb_engine.diagnosis import CheckReport, check_built, read_check_settings
from kb_engine.recipes._recipe import Recipe

if TYPE_CHECKING:
    import keras

Inspector = Callable[[CheckReport], None]
"""Is told what rules found, before the first step, and may refuse the network by an error."""


class FaultyNetworkError(KerasBlocksError, ValueError):
    """A network that breaks a rule whose findings are errors."""


def inspect(
    inspector: Inspector | None,
    recipe: Recipe,
    model: "keras.Model",
    data: Splits | None = None,
) -> None:
    """Put the rules that the project takes to a recipe's model, and tell the inspector.

    Raises:
        KerasBlocksError: The project's settings name a rule that doesn't exist, or the inspector
            refuses the network.
    """
    if inspector is not None:
        settings = read_check_settings()
        inspector(check_built(recipe, model, data, select=settings.select, ignore=settings.ignore))
