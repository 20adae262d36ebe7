"""The runs of a log directory: list, filter, tag and remove them, without TensorFlow."""

from kb_engine.runs._failure import Failure, FailureStatus
from kb_engine.runs.store._condition import Condition, ConditionError
from kb_engine.runs.store._details import RunDetails, read_details
from kb_engine.runs.store._facts import STATUSES, Fact, StoredRun
from kb_engine.runs.store._store import RunStore, UnknownRunError

__all__ = [
    "STATUSES",
    "Condition",
    "ConditionError",
    "Fact",
    "Failure",
    "FailureStatus",
    "RunDetails",
    "RunStore",
    "StoredRun",
    "UnknownRunError",
    "read_details",
]
