"""Why a run came to what it came to, without training it again."""

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from attrs import asdict, frozen

from kb_engine.diagnosis import (
    CheckReport,
    can_mend,
    check_built,
    read_check_settings,
    row_of_words,
)
from kb_engine.runs._run import Run
from kb_engine.sessions._outcome import Outcome, outcome_of
from kb_engine.sessions._preparation import Prepared, prepare

if TYPE_CHECKING:
    from kb_engine.diagnosis.probing import ProbeReport

Source = Literal["run", "watch", "rules", "probe"]

ADVICE = {
    "overfitting": "End it earlier, as early_stopping does, or add dropout:0.2.",
    "oscillating": "Lower the learning rate; a range test names the useful ones.",
    "diverging": "Lower the learning rate; a range test names the useful ones.",
    "stalled": "Lower the learning rate as it goes, as with a schedule, or take more units.",
    "stale statistics": "Train for more steps, or lower the norm's momentum.",
}
"""What usually mends a trouble that no probe of fresh weights can show."""


@frozen
class Evidence:
    """One thing that is known of a run.

    Attributes:
        source: The run's own records, the watch over its training, the rules, or a probe.
        says: In a sentence or two.
    """

    source: Source
    says: str


@frozen
class Explanation:
    """Why a run came to what it came to.

    Attributes:
        run: Its folder.
        verdict: "healthy", what goes wrong, or how far the run came if it was never trained.
        begins_at: The layer where it begins, or None.
        because: The best evidence, in a sentence.
        mend: What to change; None if that isn't known.
        tried: Whether the change was tried, and the network learned with it.
        evidence: All that is known.
    """

    run: Path
    verdict: str
    begins_at: str | None
    because: str
    mend: str | None
    tried: bool
    evidence: tuple[Evidence, ...]

    def to_dict(self) -> dict[str, Any]:
        """The explanation as plain values, for JSON."""
        return {**asdict(self), "run": str(self.run)}

    def __str__(self) -> str:
        place = f" from {self.begins_at} on" if self.begins_at else ""
        mend = f" {self.mend}" if self.mend else ""
        return f"{self.verdict}{place}: {self.because}{mend}"

    def _repr_html_(self) -> str:
        rows = "".join(row_of_words("td", each.source, each.says) for each in self.evidence)
        return f"<p>{escape(str(self))}</p><table>{rows}</table>"


def explain_run(folder: Path, *, probing: bool = True) -> Explanation:
    """Explain a run from its recipe, its curves, what was observed, the rules and a probe.

    Nothing is trained; the probe takes some steps on copies, and only if the run isn't healthy.

    Args:
        folder: The run's folder.
        probing: Whether to probe.

    Raises:
        ResumeError: There is no run in the folder.
        KerasBlocksError: The recipe can't be built any more, or its data can't be found.
    """
    run = Run.open(folder)
    prepared = prepare(run.recipe, "one")
    outcome = outcome_of(run, prepared)
    settings = read_check_settings()
    report = check_built(
        run.recipe,
        prepared.model,
        prepared.data,
        select=settings.select,
        ignore=settings.ignore,
    )
    evidence = [
        Evidence("run", outcome.says),
        *(Evidence("watch", str(each)) for each in outcome.observed),
        *(Evidence("rules", str(each)) for each in report.findings if each.level != "hint"),
    ]
    seen = _probe(run, prepared, report) if probing and outcome.verdict != "healthy" else None
    if seen is not None:
        evidence.append(Evidence("probe", str(seen)))
    verdict, place, because = _verdict(outcome, seen)
    mend, tried = _mend(verdict, report, seen)
    if verdict == "healthy":
        mend = None
    return Explanation(folder, verdict, place, because, mend, tried, tuple(evidence))


def _probe(run: Run, prepared: Prepared, report: CheckReport) -> "ProbeReport":
    from kb_engine.diagnosis.probing import probe

    train, found = prepared.data.train, [each for each in report.findings if each.level != "hint"]
    return probe(
        prepared.model,
        train.x,
        train.y,
        epochs=run.recipe.training.epochs,
        batch_size=run.recipe.training.batch_size,
        fixes=[each.fix for each in found if each.fix and can_mend(each.fix, report.heads)],
        allowed=lambda fix: can_mend(fix, report.heads),
    )


def _verdict(outcome: Outcome, seen: "ProbeReport | None") -> tuple[str, str | None, str]:
    """What was observed counts; a probe says more where all that is known is that nothing came."""
    vague = outcome.verdict in {"not learning", "non-finite", "diverging"} and not outcome.place
    if seen is not None and vague and seen.verdict != "healthy":
        return seen.verdict, seen.begins_at, f"{outcome.because} Before training, {seen.because}"
    return outcome.verdict, outcome.place, outcome.because


def _mend(verdict: str, report: CheckReport, seen: "ProbeReport | None") -> tuple[str | None, bool]:
    if seen is not None and seen.mend is not None:
        return seen.mend.fix.says, True
    if verdict in ADVICE:
        return ADVICE[verdict], False
    fixes = [each.fix.says for each in report.findings if each.fix and each.level != "hint"]
    return (fixes[0] if fixes else None), False
