"""Rules about networks: what they see, what they are, and what they find.

Nothing here imports Keras or NumPy. A name's module is imported when the name is first asked for:
every list of what is installed needs the kind, and few need the description of a network.
"""

from typing import TYPE_CHECKING

from kb_registry import lazy_names

if TYPE_CHECKING:
    from kb_observe.rules._design import Design
    from kb_observe.rules._finding import Change, Finding, Fix, Level, What
    from kb_observe.rules._kernel import Kernel
    from kb_observe.rules._page import page
    from kb_observe.rules._rule import Rule
    from kb_observe.rules._stage import Stage, activation_name

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

if not TYPE_CHECKING:  # a checker that saw this would take every misspelt name for an object
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "kb_observe.rules._design": "Design",
            "kb_observe.rules._finding": "Change Finding Fix Level What",
            "kb_observe.rules._kernel": "Kernel",
            "kb_observe.rules._page": "page",
            "kb_observe.rules._rule": "Rule",
            "kb_observe.rules._stage": "Stage activation_name",
        },
    )
