"""What a run's own records say of it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from kb_engine.diagnosis.watching import Observation, read_observations
from kb_engine.runs._result import Result
from kb_engine.runs._run import Run
from kb_engine.runs.store import Failure

if TYPE_CHECKING:
    from kb_engine.sessions._preparation import Prepared

WORST = (
    "non-finite",
    "exploding",
    "diverging",
    "dead",
    "vanishing",
    "saturated",
    "not learning",
    "oscillating",
    "stale statistics",
    "overfitting",
    "stalled",
)
"""Troubles, the worst first."""


@frozen
class Outcome:
    """What came of a run.

    Attributes:
        verdict: "healthy", a trouble, or how far the run came if it was never trained.
        place: The layer where a trouble begins, or None.
        because: Why that is the verdict.
        says: Status and scores.
        observed: All that was observed while it was trained, or its curves show.
    """

    verdict: str
    place: str | None
    because: str
    says: str
    observed: tuple[Observation, ...] = ()


def outcome_of(run: Run, prepared: "Prepared") -> Outcome:
    """Read what came of a run.

    Raises:
        FormatError: A later version of this project wrote it.
    """
    observed = read_observations(run.paths.observations)
    failure = Failure.read(run.folder)
    if not run.result_path.exists():
        if failure is not None:
            return Outcome(failure.status, None, failure.cause, failure.cause, tuple(observed))
        says = "it never ended, and can be resumed."
        return _worst(observed) or Outcome("unfinished", None, says, says)
    result = Result.read(run.result_path)
    if result.status == "built":
        says = "it was built, and never trained."
        return Outcome("built", None, says, says)
    baseline = _baseline(prepared)
    says = _scores(result, baseline)
    observed += _shown(result.history, {each.trouble for each in observed})
    if not observed and (idle := _idle(result, baseline)):
        return Outcome("not learning", None, idle, says)
    found = _worst(observed)
    if found is None:
        return Outcome("healthy", None, says, says)
    return Outcome(found.verdict, found.place, found.because, says, tuple(observed))


def _worst(observed: Sequence[Observation]) -> Outcome | None:
    if not observed:
        return None
    worst = min(observed, key=lambda each: WORST.index(each.trouble))
    because = worst.because
    return Outcome(worst.trouble, worst.place, because, because, tuple(observed))


def _baseline(prepared: "Prepared") -> float | None:
    from kb_engine.diagnosis.watching import baseline_of

    return baseline_of(prepared.model, prepared.data.train.y)


def _shown(history: Mapping[str, list[float]], known: set[str]) -> list[Observation]:
    """What the curves show that nobody observed, as of a run that wasn't watched."""
    from kb_engine.diagnosis.watching import Curve

    losses, validation = _known(history, "loss"), _known(history, "val_loss")
    curve = Curve(epochs=losses, validation=validation)
    told = [each for each in (curve.uneven(), curve.stalled(), curve.overfits()) if each]
    last = len(losses)
    return [
        Observation(trouble, 0, last, None, because)
        for trouble, because in told
        if trouble not in known
    ]


def _idle(result: Result, baseline: float | None) -> str | None:
    from kb_engine.diagnosis.probing._learning import BEGUN

    loss = result.scores.get("train", {}).get("loss")
    if loss is None:
        return "the loss isn't a number."
    if baseline is not None and loss >= BEGUN * baseline and not _skilled(result):
        return f"the loss is {loss:.4g}; a constant prediction has {baseline:.4g}."
    return None


def _skilled(result: Result) -> bool:
    """Whether a metric says that something was learned although a penalty keeps the loss high."""
    known = _known(result.history, "accuracy")
    return bool(known) and max(known) > min(known) + 0.1


def _scores(result: Result, baseline: float | None) -> str:
    epochs = max(map(len, result.history.values()), default=0)
    shown = [
        f"{name} {score:.4g} ({split})"
        for split in ("train", "validation")
        for name, score in _finite(result.scores.get(split, {})).items()
    ]
    base = "" if baseline is None else f"; a constant prediction has a loss of {baseline:.4g}"
    return f"{result.status}, {epochs} epochs: {', '.join(shown)}{base}."


def _known(history: Mapping[str, Sequence[float | None]], name: str) -> list[float]:
    """A curve without the figures that weren't finite, which a file holds as null."""
    return [each for each in history.get(name, ()) if each is not None]


def _finite(scores: Mapping[str, float | None]) -> dict[str, float]:
    return {name: score for name, score in scores.items() if score is not None}
