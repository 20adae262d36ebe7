"""From what was seen to a verdict.

The steps decide whether a network learns; the passes tell why it doesn't. A network whose
numbers look odd and that learns all the same is healthy.
"""

from collections.abc import Callable, Sequence

import numpy as np
from attrs import frozen

from kb_engine.diagnosis.probing._passes import Pass, medians
from kb_engine.diagnosis.probing._report import Growth, LayerReport, Verdict
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

ROSE = 3.0
"""How many times its first value a loss grows to if steps are too long."""

SMOOTH = 5
"""Steps whose losses are averaged, for that."""

FADED = 1e-3
"""Factor over all layers below which activations or gradients are lost."""

GREW = 1e4
"""Factor over all layers above which they explode, and size of outputs that are too large."""

SAME = 0.02
"""Share of deviation between samples below which a layer says the same to all of them."""

DEAD, SATURATED = 0.9, 0.6
"""Shares of units at rest in one layer that stop learning."""


@frozen
class Judgement:
    """A verdict with its evidence."""

    verdict: Verdict
    begins_at: str | None
    because: str


@frozen
class Evidence:
    """All that was seen.

    Attributes:
        passes: Of each seed.
        trials: Steps from each of some seeds' weights.
        baseline: The loss of a constant prediction, or None.
        planned: Steps that the training would take; None if unknown.
        activations: How activations grow.
        gradients: How gradients grow on their way back.
    """

    passes: Sequence[Pass]
    trials: Sequence[Trial]
    baseline: float | None
    planned: int | None
    activations: Growth | None
    gradients: Growth | None


def judge(seen: Evidence) -> Judgement:
    """Decide what is wrong, if anything is."""
    layers = medians(seen.passes)
    if any(not each.finite for each in seen.passes):
        return _non_finite(seen, layers)
    if mostly_learns(seen.trials, seen.baseline, seen.planned):
        return Judgement("healthy", None, _progress(seen, seen.trials[0]))
    return cause(seen, layers)


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


def cause(seen: Evidence, layers: Sequence[LayerReport]) -> Judgement:
    """Why a network doesn't learn, the worst first.

    Args:
        seen: All that was seen.
        layers: What each layer does.
    """
    weighted = [layer for layer in layers if layer.gradient is not None]
    grown = seen.activations.total if seen.activations else 1.0
    back = seen.gradients.total if seen.gradients else 1.0
    trials = [each for each in seen.trials if each.finite]
    broke = len(trials) < len(seen.trials)
    peak = max((_rise(each) for each in trials), default=1.0)
    largest = max(layers, key=lambda layer: layer.std, default=None)
    if largest is not None and (largest.std > GREW or max(grown, back) > GREW):
        where = _first(layers, lambda layer: layer.std > np.sqrt(GREW)) or largest.path
        return Judgement(
            "exploding",
            where,
            f"activations grow to a deviation of {largest.std:.3g} in {largest.path}, and"
            f" gradients by a factor of {back:.2g} on their way back.",
        )
    lost = _first(layers, lambda la: la.variation < SAME and la.std < np.inf, hidden=True)
    rest = [layer for layer in layers[:-1] if layer.dead is not None]
    dead = max(rest, key=lambda layer: layer.dead or 0.0, default=None)
    born = np.mean([any((la.dead or 0) >= 1 for la in each.layers[:-1]) for each in seen.passes])
    if dead is not None and ((dead.dead or 0) >= DEAD or born >= 0.3):  # noqa: PLR2004 - of the seeds
        return Judgement(
            "dead",
            _first(layers, lambda layer: (layer.dead or 0) >= DEAD) or dead.path,
            f"{dead.dead or 0:.0%} of the units of {dead.path} have no slope for any sample"
            + (f"; in {born:.0%} of the seeds a whole layer has none." if born else "."),
        )
    smallest = min((la.gradient or 0.0 for la in weighted), default=1.0)
    if weighted and (min(grown, back) < FADED or smallest < 1e-6 or lost is not None):  # noqa: PLR2004 - less is noise to float32
        return Judgement(
            "vanishing",
            lost or weighted[0].path,
            _faded(seen, smallest, lost, layers),
        )
    flat = [layer for layer in rest if (layer.saturated or 0) >= SATURATED]
    if flat:
        return Judgement(
            "saturated",
            flat[0].path,
            f"{flat[0].saturated:.0%} of the outputs of {flat[0].path} have a slope below 0.01.",
        )
    if broke or peak > ROSE:
        told = "NaN or infinite" if broke else f"{peak:.3g} times its first value"
        return Judgement("diverging", None, f"the loss becomes {told} within the first steps.")
    return Judgement("not learning", None, _progress(seen, first_failed(seen)))


def first_failed(seen: Evidence) -> Trial | None:
    """The steps that a report tells of where a network doesn't learn; None if there are none."""
    failed = (t for t in seen.trials if not learns(t, seen.baseline, seen.planned))
    return next(failed, None)


def _rise(trial: Trial) -> float:
    """How many times its first value a loss grows to, the noise of single batches left out."""
    width = min(SMOOTH, len(trial.losses))
    smooth = np.convolve(trial.losses, np.ones(width) / width, mode="valid")
    return float(smooth.max() / max(1e-9, trial.losses[0], trial.before))


def _non_finite(seen: Evidence, layers: Sequence[LayerReport]) -> Judgement:
    for each in seen.passes:
        for layer in each.layers:
            if not np.isfinite([layer.std, layer.mean]).all():
                return Judgement(
                    "non-finite", layer.path, f"{layer.path} puts out NaN or infinite values."
                )
    place = next((la.path for la in layers if not np.isfinite(la.gradient or 0.0)), None)
    return Judgement("non-finite", place, "the loss or its gradient is NaN or infinite.")


def _faded(
    seen: Evidence,
    smallest: float,
    lost: str | None,
    layers: Sequence[LayerReport],
) -> str:
    told = f"the smallest gradient of a kernel has norm {smallest:.2g}"
    if seen.gradients is not None:
        told += f", with a factor of {seen.gradients.factor:.2g} from layer to layer"
    if lost is not None:
        share = next(layer.variation for layer in layers if layer.path == lost)
        told += f"; {share:.1%} of what {lost} puts out depends on the sample"
    return f"{told}."


def _progress(seen: Evidence, trial: Trial | None) -> str:
    if trial is None:
        return "no step was tried."
    told = (
        f"the loss goes from {trial.before:.4g} to {trial.after:.4g} in {len(trial.losses)} steps"
    )
    if trial.constant:
        told += ", and all samples get the same prediction"
    elif seen.baseline is not None:
        told += f"; a constant prediction has {seen.baseline:.4g}"
    if too_young(trial, seen.baseline):
        told += (
            f"; with the statistics of a batch it is {trial.by_batch:.4g}, so the running ones are"
            " too young"
        )
    return f"{told}."


def _first(
    layers: Sequence[LayerReport], holds: Callable[[LayerReport], bool], *, hidden: bool = False
) -> str | None:
    for layer in layers[:-1] if hidden else layers:
        if holds(layer):
            return layer.path
    return None
