"""Sweeps that tests run."""

import signal
from pathlib import Path

from kb_engine import Recipe
from kb_engine.sweeps import Plan, Progress, Silent, Sweep, run_sweep
from kb_registry import Executor

from tests.engine.sweeps.pretending import Outcome

FIELDS = {"act": "relu,prelu", "epochs": 2, "callback": "none"}


def begin(logdir: Path, **table: object) -> Sweep:
    return Sweep.begin(Plan.from_table({"seeds": 3, "fields": FIELDS, **table}), logdir, "mine")


def drive(sweep: Sweep, executor: Executor, **options: float) -> Progress:
    return run_sweep(sweep, executor, 2, Silent(), **options)


def statuses(sweep: Sweep) -> list[str]:
    return sorted(run.status for run in sweep)


def interrupting_after(trials: int) -> Outcome:
    seen: list[str] = []

    def outcome(recipe: Recipe, tries: int) -> str:
        seen.append(recipe.key())
        if len(seen) <= trials:
            return "trained"
        signal.raise_signal(signal.SIGINT)
        return "late"

    return outcome
