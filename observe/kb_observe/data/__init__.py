"""What is true of samples and targets, as plain values that rules reason about.

Importing this doesn't import NumPy; `describe_data` does.
"""

from typing import TYPE_CHECKING

from kb_registry import lazy_names

from kb_observe.data._data import Data, Input, Kind, Target

if TYPE_CHECKING:
    from kb_observe.data._measuring import describe_data

__all__ = ["Data", "Input", "Kind", "Target", "describe_data"]

if not TYPE_CHECKING:  # a checker that saw this would take every misspelt name for an object
    __getattr__, __dir__ = lazy_names(__name__, {"kb_observe.data._measuring": "describe_data"})
