"""Runs, by the words that people type."""

from pathlib import Path
from typing import Annotated

import typer

RunArgument = Annotated[
    Path,
    typer.Argument(
        help="The run: its folder, or its name under --logdir.",
        metavar="RUN",
        show_default=False,
    ),
]
RunLogdir = Annotated[Path, typer.Option("--logdir", help="Folder in which to look for the name.")]
LOGDIR = Path("logs")


def is_run(folder: Path) -> bool:
    """Whether a folder holds a run."""
    return (folder / "recipe.toml").is_file()


def run_folder(run: Path, logdir: Path = LOGDIR) -> Path:
    """The folder of the run that is meant.

    Args:
        run: The folder itself, or its name: that of the run alone, or `SWEEP/RUN`.
        logdir: Where a name is looked for.

    Raises:
        UnknownRunError: There is no such run, or there are several.
    """
    from kb_engine.runs.store import RunStore

    if is_run(run) or (run.is_dir() and not is_run(logdir / run)):
        return run  # what opens the folder says if it holds no run
    return RunStore(logdir).get(str(run)).folder
