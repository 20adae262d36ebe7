"""Sweeps in a notebook."""

import os
from collections import Counter
from collections.abc import Iterator
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

from attrs import frozen
from kb_engine.runs.store import Fact, StoredRun
from kb_engine.sweeps import Plan, Settings, Sweep, SweepError, run_sweep
from kb_registry import Executor, installed_registry, structure

from kb.render.run_table import as_text, default_columns
from kb.render.sweep_watching import watching

SHOWN = 20
"""How many runs a notebook shows."""


@frozen(eq=False)
class Swept:
    """The runs of a sweep, best first; they are read from its folder each time they are asked for.

    Attributes:
        sweep: The plan and the folder.
    """

    sweep: Sweep

    def __iter__(self) -> Iterator[StoredRun]:
        """The runs that were trained to their end, best first."""
        objective = self.sweep.plan.settings.objective
        trained = [run for run in self.sweep if run.status == "trained"]
        sign = -1 if self.sweep.plan.settings.maximize else 1
        return iter(sorted(trained, key=lambda run: _rank(run.facts.get(objective), sign)))

    def __len__(self) -> int:
        """How many were trained."""
        return sum(1 for _ in self)

    @property
    def best(self) -> StoredRun | None:
        """The best run; None if there is none."""
        return next(iter(self), None)

    @property
    def failed(self) -> list[StoredRun]:
        """The runs that failed, were skipped or were pruned; `facts["cause"]` says why."""
        return [run for run in self.sweep if run.status in {"failed", "skipped", "pruned"}]

    def to_frame(self) -> Any:
        """A pandas.DataFrame: a row for each run, failed ones too, and a column for each fact.

        Raises:
            ImportError: pandas isn't installed.
        """
        pandas = import_module("pandas")  # which this project doesn't depend on
        return pandas.DataFrame([dict(run.facts) for run in [*self, *self.failed]])

    def __repr__(self) -> str:
        """The folder, and how many runs there are."""
        return f"<{len(self)} trained runs in {self.sweep.folder}>"

    def _repr_html_(self) -> str:
        """A table of the best runs, as notebooks show it."""
        runs = list(self)
        shown = runs[:SHOWN]
        columns = default_columns(shown) if shown else []
        head = "".join(f"<th>{escape(name)}</th>" for name in columns)
        rows = "".join(f"<tr>{_cells(run, columns)}</tr>" for run in shown)
        more = f"<p>and {len(runs) - SHOWN:,} more</p>" if len(runs) > SHOWN else ""
        counts = Counter(run.status for run in self.failed)
        told = ", ".join(f"{count:,} {status}" for status, count in counts.items())
        others = f"<p>{told}</p>" if told else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{more}{others}"


def sweep(  # noqa: PLR0913 - every one has a name
    logdir: str | Path = "logs",
    *,
    name: str | None = None,
    resume: bool = False,
    jobs: int | None = None,
    executor: str = "processes",
    trial_timeout: float | None = None,
    **plan: object,
) -> Swept:
    """Train every combination of values, several at once.

    Args:
        logdir: The folder for runs.
        name: The sweep's folder; without one, the fields that vary and a number.
        resume: Train what the sweep of this name lacks.
        jobs: Trials at once; one for each core, if left out.
        executor: Where trials are trained.
        trial_timeout: Seconds after which a trial counts as failed.
        **plan: Values by field, one or a list of them, and settings: `act=["relu", "prelu"]`,
            `seeds=5`, `pair=[["act", "init"]]`, `search="random"`, `trials=20`,
            `objective="val_accuracy"`, `maximize=True`, `keep_models="all"`,
            `keep_layers="best:3"`.

    Returns:
        The runs that were trained, best first.

    Raises:
        KerasBlocksError: A value is wrong, in which case nothing is started, or as `train` raises.
        KeyboardInterrupt: Somebody asked twice to stop; `resume=True` continues.
    """
    registry, workers = installed_registry(), jobs or os.cpu_count() or 1
    if resume and (plan or name is None):
        raise SweepError(
            "A sweep is resumed as it was planned.", hint='Give its name alone: name="NAME".'
        )
    if resume:
        found = Sweep.open(Path(logdir) / str(name), registry)
    else:
        own = {*Settings.parameters(), "pair"}
        fields = {key: value for key, value in plan.items() if key not in own}
        settings = {key: value for key, value in plan.items() if key in own}
        found = Sweep.begin(
            Plan.from_table({**settings, "fields": fields}), Path(logdir), name, registry
        )
    where = structure(Executor, executor, registry)
    with watching("people") as watcher:
        run_sweep(found, where, workers, watcher, trial_timeout=trial_timeout)
    return Swept(found)


def _cells(run: StoredRun, columns: list[str]) -> str:
    return "".join(f"<td>{escape(as_text(run.facts.get(name), name))}</td>" for name in columns)


def _rank(score: Fact, sign: int) -> tuple[bool, float]:
    if isinstance(score, int | float):
        return False, sign * score
    return True, 0.0
