"""Compare runs: which recipe is better, how sure that is, and what it takes to be surer."""

from kb_engine.comparison._compare import compare
from kb_engine.comparison._errors import ComparisonError
from kb_engine.comparison._estimate import Estimate, difference, estimate
from kb_engine.comparison._fields import COSTS, fact_text
from kb_engine.comparison._holm import holm
from kb_engine.comparison._interaction import Cell, Interaction, interaction
from kb_engine.comparison._results import Comparison, Difference, Level, Selection
from kb_engine.comparison._search import Trial, best_of, importance, pareto, trials

__all__ = [
    "COSTS",
    "Cell",
    "Comparison",
    "ComparisonError",
    "Difference",
    "Estimate",
    "Interaction",
    "Level",
    "Selection",
    "Trial",
    "best_of",
    "compare",
    "difference",
    "estimate",
    "fact_text",
    "holm",
    "importance",
    "interaction",
    "pareto",
    "trials",
]
