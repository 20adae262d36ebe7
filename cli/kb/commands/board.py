"""`kb board`: TensorBoard, so that everything logged shows."""

import sys
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer
from kb_engine import LogdirError
from kb_registry import KerasBlocksError

# TensorBoard's own 0, for all of them, makes its data server show no scalars and no images
SAMPLES = "scalars=1000000,histograms=10000,images=1000,text=1000,pr_curves=1000"


def board(
    logdir: Annotated[Path, typer.Argument(help="Folder with runs.")] = Path("logs"),
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 for any free one.")] = 6006,
) -> None:
    """Start TensorBoard for this machine alone, showing every record."""
    if not logdir.is_dir():
        raise LogdirError(f"There is no folder {logdir}.", hint="kb train makes one, or kb demo.")
    # TensorBoard looks for this module to learn that it shall do without TensorFlow, which takes
    # seconds to import and writes a dozen lines about drivers; reading runs needs nothing of it
    sys.modules["tensorboard.compat.notf"] = ModuleType("notf")
    from tensorboard import default, program

    server = program.TensorBoard(plugins=default.get_plugins())
    where = ["--logdir", str(logdir), "--host", "127.0.0.1", "--port", str(port)]
    server.configure(["tensorboard", *where, "--samples_per_plugin", SAMPLES])
    if server.main() != 0:  # it has said why
        raise KerasBlocksError("TensorBoard didn't start.", hint="--port 0 takes any free port.")
