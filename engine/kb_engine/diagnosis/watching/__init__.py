"""A training followed while it runs.

Importing this doesn't import Keras; `Watch` and what reads curves do.
"""

from typing import TYPE_CHECKING

from kb_registry import lazy_names

from kb_engine.diagnosis.watching._observation import Observation, Trouble
from kb_engine.diagnosis.watching._record import read_observations, write_observations

if TYPE_CHECKING:
    from kb_engine.diagnosis.watching._baseline import baseline_of
    from kb_engine.diagnosis.watching._curve import Curve
    from kb_engine.diagnosis.watching._watch import Watch

__all__ = [
    "Curve",
    "Observation",
    "Trouble",
    "Watch",
    "baseline_of",
    "read_observations",
    "write_observations",
]

if not TYPE_CHECKING:  # a checker that saw this would take every misspelt name for an object
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "kb_engine.diagnosis.watching._baseline": "baseline_of",
            "kb_engine.diagnosis.watching._curve": "Curve",
            "kb_engine.diagnosis.watching._watch": "Watch",
        },
    )
