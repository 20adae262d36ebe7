"""What to type to train the runs of a comparison again, and to compare them."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from attrs import frozen
from kb_engine.comparison import Comparison
from kb_engine.runs.store import StoredRun

from kb.render.suggestions import DEFAULT_LOGDIR, command

PLAN = "sweep.toml"
MOST = 20
"""Runs outside of sweeps whose command is written out."""


@frozen
class Repeat:
    """How to make a comparison again.

    Attributes:
        commands: One for each sweep, for each run that is in none, and for the comparison.
        files: The plans and recipes that these name, by their paths.
    """

    commands: Sequence[str]
    files: Mapping[str, str]


def how_to_repeat(
    found: Comparison,
    runs: Sequence[StoredRun],
    logdir: Path,
    names: Iterable[str],
    where: Iterable[str],
) -> Repeat:
    """What to type, and what the files hold that it names."""
    sweeps = dict.fromkeys(str(run.facts.get("sweep")) for run in runs)
    plans = {name: logdir / name / PLAN for name in sweeps if name}
    kept = {name: plan for name, plan in plans.items() if plan.is_file()}
    alone = [run for run in runs if str(run.facts.get("sweep")) not in kept]
    recipes = [run.folder / "recipe.toml" for run in alone[:MOST]]
    single = [command("kb", "train", "--recipe", recipe) for recipe in recipes]
    left = [f"# and {len(alone) - MOST:,} more runs"] if len(alone) > MOST else []
    options = ["--by", ",".join(found.by), "--metric", found.metric]
    options += ["--baseline", found.reference] if found.named else []
    options += ["--margin", f"{found.margin:g}"] if found.margin else []
    options += [] if found.usual else ["--minimize" if found.lower else "--maximize"]
    options += [] if logdir == DEFAULT_LOGDIR else ["--logdir", str(logdir)]
    options += [word for condition in where for word in ("--where", condition)]
    commands = [
        *(command("kb", "sweep", "--plan", plan) for plan in kept.values()),
        *single,
        *left,
        command("kb", "compare", *names, *options),
    ]
    return Repeat(commands, dict(_texts([*kept.values(), *recipes])))


def _texts(paths: Iterable[Path]) -> Iterable[tuple[str, str]]:
    for path in paths:
        try:
            yield str(path), path.read_text("utf-8")
        except (OSError, ValueError):
            continue
