"""Which runs a command is about: by the name of a sweep or a run, and by conditions."""

from collections.abc import Sequence
from pathlib import Path

from kb_engine.runs.store import Condition, RunStore, StoredRun

from kb.render.run_table import check_fields, known_fields


def chosen_runs(logdir: Path, names: Sequence[str], where: Sequence[str]) -> list[StoredRun]:
    """The runs of the sweeps and runs that are named, or all, if they meet the conditions.

    Raises:
        LogdirError: There is no such folder.
        UnknownRunError: Nothing has a name.
        ConditionError: A condition can't be read.
        KerasBlocksError: A condition is about a field that no run has.
    """
    store = RunStore(logdir)
    everything = list(store)
    found = {run.folder: run for name in names for run in _named(store, everything, name)}
    runs = list(found.values()) if names else everything
    conditions = [Condition.parse(text) for text in where]
    if runs:
        check_fields([each.field for each in conditions], known_fields(runs))
    return [run for run in runs if all(each.admits(run.facts) for each in conditions)]


def _named(store: RunStore, everything: Sequence[StoredRun], name: str) -> list[StoredRun]:
    """The runs of a sweep, or the one run of the name."""
    folder = Path(name)
    sweep = folder.relative_to(store.logdir) if folder.is_relative_to(store.logdir) else folder
    inside = [run for run in everything if run.name.startswith(f"{sweep.as_posix()}/")]
    return inside or [store.get(name)]
