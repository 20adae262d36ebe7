"""Whether steps taught a network something, and where further ones would lead."""

from collections.abc import Sequence

import numpy as np

from kb_engine.diagnosis.probing._steps import Trial

BEGUN = 0.97
"""Share of a constant prediction's loss below which something has been learned so far."""

LEARNED = 0.9
"""The same where the whole training was tried. benchmarks/foretelling.py chose it: above 0.94, some
networks that are called healthy are at chance after the training."""

SETTLED = 0.8
"""The same below which more steps won't take it back, where they would follow."""

WELL = 0.6
"""The same of a network that learned well, and won't be at chance again by the end."""

SLOW = 0.01
"""Share of a loss by which it has to fall in a third of the steps to be called falling."""

NEAR = 0.05
"""Share of a loss by which another may differ and be called the same."""

FELL = 0.9
"""The same of the first loss, where no constant prediction can be judged."""


def mostly_learns(
    trials: Sequence[Trial],
    baseline: float | None,
    planned: int | None,
    share: float | None = None,
) -> bool:
    """Whether a network learns from most draws of its weights, and in every whole training.

    Args:
        trials: Steps from each draw.
        baseline: The loss of a constant prediction; None if that isn't known.
        planned: Steps that the training would take; None if unknown.
        share: As `learns` takes it.
    """
    learned = [learns(trial, baseline, planned, share) for trial in trials]
    ended = [planned is not None and planned <= len(trial.losses) for trial in trials]
    lost = any(end and not good for end, good in zip(ended, learned, strict=True))
    return bool(learned) and sum(learned) > len(learned) / 2 and not lost


def learns(
    trial: Trial, baseline: float | None, planned: int | None, share: float | None = None
) -> bool:
    """Whether steps made a network better than any constant prediction, or will in time.

    Args:
        trial: The steps.
        baseline: The loss of a constant prediction; None if that isn't known.
        planned: Steps that the training would take; None if unknown.
        share: Of the baseline, below which something was learned; by default less is enough
            where more steps would follow.
    """
    if not trial.finite or trial.constant:
        return False
    if share is None:
        share = LEARNED if planned is not None and planned <= len(trial.losses) else BEGUN
    start, end = trial.before, trial.after
    bar = FELL * start if baseline is None else share * baseline
    if end < bar:
        return True
    if planned is None or planned <= len(trial.losses) or end >= start:
        return False
    return _expected(trial, planned) < bar


def settled(trial: Trial, baseline: float | None, share: float) -> bool:
    """Whether steps leave no doubt that a network learns: well, and without going back.

    Args:
        trial: The steps.
        baseline: The loss of a constant prediction; None if that isn't known.
        share: Of the baseline, below which it learned well.
    """
    if not learns(trial, baseline, None, share):
        return False
    worst = float(np.array_split(trial.losses, 3)[-1].max())
    return worst < (trial.before if baseline is None else baseline)


def falls(trial: Trial) -> bool:
    """Whether the loss still falls, more than single batches differ."""
    before, last = np.array_split(trial.losses, 3)[1:]
    noise = float(np.hypot(np.std(before), np.std(last))) / np.sqrt(len(last))
    return bool(np.mean(before) - np.mean(last) > max(2 * noise, SLOW * np.mean(last)))


def same_course(first: Trial, other: Trial, baseline: float | None, planned: int | None) -> bool:
    """Whether steps from other weights led to where those from the first did.

    Args:
        first: The steps from the first weights.
        other: As many from others.
        baseline: The loss of a constant prediction; None if that isn't known.
        planned: Steps that the training would take; None if unknown.
    """
    if not (first.finite and other.finite) or first.alike != other.alike:
        return False
    if learns(first, baseline, planned) != learns(other, baseline, planned):
        return False
    return abs(other.after - first.after) <= NEAR * abs(first.after)


def too_young(trial: Trial, baseline: float | None) -> bool:
    """Whether a network predicts well but for its running statistics, for lack of steps."""
    bar = trial.before if baseline is None else baseline
    return trial.by_batch is not None and trial.by_batch < SETTLED * bar <= trial.after


def _expected(trial: Trial, planned: int) -> float:
    """Where the loss will be at the end if each further third falls by as much less as the last."""
    thirds = np.array_split(trial.losses, 3)
    first, second, third = (float(np.mean(part)) for part in thirds)
    noise = float(np.std(thirds[2])) / np.sqrt(len(thirds[2]))
    before, last = first - second, second - third
    if last < 2 * noise or before <= 0:
        return trial.after
    ratio = min(1.0, last / before)
    ahead = (planned - len(trial.losses)) / len(thirds[2])
    fall = ahead * last if ratio > 0.99 else last * ratio * (1 - ratio**ahead) / (1 - ratio)  # noqa: PLR2004 - it falls in a line
    return trial.after - fall
