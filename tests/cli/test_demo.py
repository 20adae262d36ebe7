"""`kb demo`, in this process."""

import signal
from contextlib import nullcontext
from pathlib import Path

import keras
import pytest
from kb.main import app
from typer.testing import CliRunner

from tests.shell import runs


def test_ctrl_c_ends_the_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Impatience(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: object = None) -> None:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("kb.progress.progress_bar", lambda: nullcontext(Impatience()))
    done = CliRunner().invoke(app, ["demo", "--logdir", str(tmp_path)])
    assert done.exit_code == 130
    (folder,) = runs(tmp_path)
    assert f"what was learned until then is in {folder}" in done.output
