"""From what was seen to a verdict.

The steps decide whether a network learns; the passes tell why it doesn't. A network whose
numbers look odd and that learns all the same is healthy.
"""

from collections.abc import Callable, Sequence

import numpy as np
from attrs import frozen

from kb_engine.diagnosis.probing._learning import learns, mostly_learns, too_young
from kb_engine.diagnosis.probing._passes import Pass, medians
from kb_engine.diagnosis.probing._report import Growth, LayerReport, Verdict
from kb_engine.diagnosis.probing._steps import Trial

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
