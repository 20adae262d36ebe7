"""Figures by epoch, over all sessions of a run."""

import math
from collections.abc import Mapping
from typing import Any

from kb_observe.measures import figures

History = dict[str, list[float]]
"""Each figure after each epoch, NaN for an epoch that didn't log it."""


def append(history: History, logs: Mapping[str, Any], epoch: int) -> None:
    """Add what an epoch logged.

    Args:
        history: The epochs before; changed in place.
        logs: What the epoch logged.
        epoch: Its number, from 0: a name that is new has NaN for so many epochs.
    """
    logged = dict(figures(logs))
    for name in [*history, *(name for name in logged if name not in history)]:
        history.setdefault(name, [math.nan] * epoch).append(logged.get(name, math.nan))


def joined(before: History, since: Mapping[str, list[Any]], epoch: int) -> History:
    """The history of a run that was resumed.

    Args:
        before: Until it was resumed.
        since: What Keras' History holds of the last session.
        epoch: The first epoch of that session.
    """
    history = {name: list(values) for name, values in before.items()}
    for number in range(max(map(len, since.values()), default=0)):
        logs = {name: values[number] for name, values in since.items() if number < len(values)}
        append(history, logs, epoch + number)
    return history
