"""Two processes never train one run, and a killed one keeps nobody from going on."""

import subprocess
import sys
from pathlib import Path

import keras
import pytest
from kb_engine import Recipe, ResumeError, resume, train
from kb_engine.runs._lock import locked

HOLD = """
import sys, time
from pathlib import Path
from kb_engine.runs._lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_lock_lasts_as_long_as_its_process(tmp_path: Path) -> None:
    command: list[str | Path] = [sys.executable, "-c", HOLD, tmp_path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(ResumeError, match="being trained by another process"), locked(tmp_path):
            pass
        process.kill()
    with locked(tmp_path):
        pass
    assert not list(tmp_path.iterdir())


class ResumesMeanwhile(keras.callbacks.Callback):
    """Tries to go on with the run that is being trained."""

    def __init__(self, logdir: Path) -> None:
        super().__init__()
        self.logdir = logdir
        self.refused = ""

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:
        (folder,) = self.logdir.iterdir()
        (folder / ".unfinished-of-mine").touch()
        with pytest.raises(ResumeError) as refused:
            resume(folder)
        self.refused = refused.value.message
        assert (folder / ".unfinished-of-mine").exists()


def test_a_run_that_is_being_trained_is_left_alone(tmp_path: Path) -> None:
    other = ResumesMeanwhile(tmp_path)
    recipe = Recipe.from_choices({"arch": "mlp(units=[16])", "epochs": 1, "callback": "none"})
    folder = train(recipe, tmp_path, observers=[other]).run.folder
    assert other.refused == f"{folder} is being trained by another process."
    assert resume(folder).result.status == "trained"
    assert not (folder / ".lock").exists()
