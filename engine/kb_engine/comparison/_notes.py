"""What a reader must know about the runs, in sentences."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from kb_registry import SetOption

from kb_engine.comparison._errors import ComparisonError
from kb_engine.comparison._fields import key_of, varying
from kb_engine.comparison._pairing import Key
from kb_engine.comparison._results import Difference, Level
from kb_engine.comparison._scored import ScoredRun
from kb_engine.runs.store import StoredRun

_LENGTH = ("epochs", "batch_size")
_MOST_NAMED = 3


def refuse_several_datasets(runs: Sequence[StoredRun], by: Sequence[str]) -> None:
    """Scores on different data say nothing about each other.

    Raises:
        ComparisonError: The runs are of several datasets.
    """
    data = sorted({str(run.facts.get("data")) for run in runs})
    if len(data) > 1 and "data" not in by:
        raise ComparisonError(
            f"The runs are of {len(data)} datasets: {', '.join(data)}.",
            suggestions=[SetOption("where", f"data={data[0]}", purpose="Choose one")],
        )


def notes(
    runs: Sequence[StoredRun],
    scored: Sequence[ScoredRun],
    kept: Mapping[str, Mapping[Key, ScoredRun]],
    confounded: Sequence[str],
    by: Sequence[str],
) -> Iterator[str]:
    """Say what was mixed, repeated or left out."""
    for name in (*_LENGTH, "data"):
        if name in by:
            continue
        values = sorted({str(each.run.facts.get(name)) for each in scored})
        if len(values) > 1:
            yield (
                f"Runs differ in {name}: {', '.join(values)}. Only equal ones are paired;"
                f" The condition {name}={values[0]} takes one alone."
            )
    own = () if "data" in by else _parameters(runs, "data")
    details = [name for name in varying(own, runs) if name not in by]
    if details:
        yield f"Runs differ in {', '.join(details)}, so in their data. Only equal ones are paired."
    versions = {each.versions for each in scored}
    if len(versions) > 1:
        named = Counter(version for each in versions for version in each)
        differing = sorted(each for each, count in named.items() if count < len(versions))
        yield (
            f"Runs were trained under several versions ({', '.join(differing)})."
            " Only equal ones are paired."
        )
    for name in confounded:
        yield (
            f"{name} differs from level to level, so its effect can't be told from that of"
            f" {' and '.join(by)}."
        )
    covered = {tuple(sorted({key[1] for key in runs})) for runs in kept.values() if runs}
    if len(covered) > 1:
        yield (
            "Levels have runs of different other fields. Means are over what each level has, and"
            " differences over what both have."
        )
    repeated = len(scored) - sum(map(len, kept.values()))
    if repeated:
        yield f"{_runs(repeated)} {'is' if repeated == 1 else 'are'} repeated by a later one."


def notes_of_results(
    levels: Sequence[Level],
    differences: Mapping[str, Difference],
    reference: str,
    *,
    test: bool,
) -> Iterator[str]:
    """Say what the intervals count, and which runs have no score."""
    found = list(differences.values())
    scores = {score for level in levels for score in level.rows}
    if len(scores) == 1 and found:
        yield "Every run has the same score, which tells no level from another."
    alone = [each.level for each in found if each.paired == "none"]
    if alone:
        yield f"{_listed(alone)} shared no seed with the other level: compared unpaired."
    lacking = [each.name for each in levels if each.found and not each.difference]
    if len(lacking) > 1:
        yield (
            f"{_listed([name for name in lacking if name != reference])} and {reference} have"
            " no run in common, and comparing without takes two seeds of each."
        )
    chances = {each.chance for each in found}
    if chances == {"samples"} and all(math.isnan(each.p) for each in found):
        yield (
            "Each level has one seed and no scores of its test samples, so nothing says how far"
            " chance reaches."
        )
    elif chances == {"samples"}:
        yield (
            "Each level has one seed. The intervals count the test samples alone: they are about"
            " these networks, and another seed may say otherwise."
        )
    elif "seeds" in chances and test:
        own = any(run.samples for level in levels for run in level.runs)
        yield (
            "Each seed has test samples of its own, so the intervals count both at once."
            if own
            else "Some runs kept no score of each test sample: intervals count the seeds alone."
        )


def unscored_notes(levels: Sequence[Level], metric: str) -> Iterator[str]:
    """A sentence for each cause by which runs have no score."""
    for level in levels:
        causes: dict[str, int] = {}
        for run in level.unscored:
            cause = cause_of(run, metric)
            causes[cause] = causes.get(cause, 0) + 1
        for cause, count in causes.items():
            yield f"{level.name}: {_runs(count)} without a score: {cause}"


def cause_of(run: StoredRun, metric: str) -> str:
    """Why a run has no score."""
    if run.status == "trained":
        return f"no {metric}, or not a finite one."
    return f"{run.status}. {run.facts.get('cause') or ''}".strip()


def confounded(runs: Sequence[ScoredRun], fields: Sequence[str]) -> list[str]:
    """Fields that are constant within every level and differ between levels."""
    found = []
    for name in fields:
        values: dict[str, set[tuple[str, ...]]] = {}
        for each in runs:
            values.setdefault(each.level, set()).add(key_of(each.run.facts, [name]))
        constant = all(len(each) == 1 for each in values.values())
        if constant and len(set().union(*values.values())) > 1:
            found.append(name)
    return found


def _parameters(runs: Sequence[StoredRun], field: str) -> list[str]:
    known = dict.fromkeys(name for run in runs for name in run.facts)
    return [name for name in known if name.startswith(f"{field}.")]


def _runs(count: int) -> str:
    return f"{count:,} run{'s' * (count != 1)}"


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    return shown if len(names) <= _MOST_NAMED else f"{shown} and {len(names) - _MOST_NAMED} more"
