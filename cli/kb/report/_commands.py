"""What to type to train the runs of a comparison again, and to compare them."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from kb_engine.comparison import Comparison
from kb_engine.runs.store import StoredRun

from kb.render.suggestions import DEFAULT_LOGDIR, command

PLAN = "sweep.toml"
MOST = 20
"""Runs outside of sweeps whose command is written out."""


def commands(
    found: Comparison,
    runs: Sequence[StoredRun],
    logdir: Path,
    names: Iterable[str],
    where: Iterable[str],
) -> list[str]:
    """A command for each sweep, for each run that is in none, and for the comparison."""
    sweeps = dict.fromkeys(str(run.facts.get("sweep")) for run in runs)
    plans = {name: logdir / name / PLAN for name in sweeps if name}
    kept = {name: plan for name, plan in plans.items() if plan.is_file()}
    alone = [run for run in runs if str(run.facts.get("sweep")) not in kept]
    single = [
        command("kb", "train", "--recipe", run.folder / "recipe.toml") for run in alone[:MOST]
    ]
    left = [f"# and {len(alone) - MOST:,} more runs"] if len(alone) > MOST else []
    options = ["--by", ",".join(found.by), "--metric", found.metric]
    options += ["--baseline", found.reference] if found.named else []
    options += ["--margin", f"{found.margin:g}"] if found.margin else []
    options += [] if logdir == DEFAULT_LOGDIR else ["--logdir", str(logdir)]
    options += [word for condition in where for word in ("--where", condition)]
    return [
        *(command("kb", "sweep", "--plan", plan) for plan in kept.values()),
        *single,
        *left,
        command("kb", "compare", *names, *options),
    ]
