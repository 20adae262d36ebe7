"""Rules about networks: what they see, what they are, and what they find.

Nothing here imports Keras or NumPy.
"""

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
