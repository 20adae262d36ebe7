"""`kb board`: TensorBoard, so that everything logged shows."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from kb_engine.run import LogdirError

# TensorBoard's own 0, for all of them, makes its data server show no scalars and no images
SAMPLES = "scalars=1000000,histograms=10000,images=1000,text=1000,pr_curves=1000"


def board(
    logdir: Annotated[Path, typer.Argument(help="Folder with runs.")] = Path("logs"),
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 for any free one.")] = 6006,
) -> None:
    """Start TensorBoard on this machine alone, with nothing logged left out."""
    if not logdir.is_dir():
        raise LogdirError(f"There is no folder {logdir}.", hint="kb train makes one, or kb demo.")
    arguments = ["--logdir", str(logdir), "--host", "127.0.0.1", "--port", str(port)]
    command = [sys.executable, "-m", "tensorboard.main", *arguments]
    os.execv(sys.executable, [*command, "--samples_per_plugin", SAMPLES])  # noqa: S606 - no shell is wanted
