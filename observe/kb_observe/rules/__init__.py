"""Rules about networks: what they see, what they are, and what they find.

Nothing here imports Keras or NumPy. A name's module is imported when the name is first asked for:
every list of what is installed needs the kind, and few need the description of a network.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb_observe.rules._design import Design, Stage, activation_name
    from kb_observe.rules._finding import Change, Finding, Fix, Level, What
    from kb_observe.rules._kernel import Kernel
    from kb_observe.rules._page import page
    from kb_observe.rules._rule import Rule

__all__ = [
    "Change",
    "Design",
    "Finding",
    "Fix",
    "Kernel",
    "Level",
    "Rule",
    "Stage",
    "What",
    "activation_name",
    "page",
]

_NAMES = {
    "_design": "Design Stage activation_name",
    "_finding": "Change Finding Fix Level What",
    "_kernel": "Kernel",
    "_page": "page",
    "_rule": "Rule",
}
"""The public names that each module defines."""
_MODULES = {name: module for module, names in _NAMES.items() for name in names.split()}


if not TYPE_CHECKING:  # a checker that saw this would take every misspelt name for an object

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        return found
