"""A killed run goes on from its last checkpoint to the weights it would have had anyway."""

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from kb_engine.training import Checkpoint, fit, load_latest, restore

PROGRAM = """
import sys
from pathlib import Path
import keras, numpy as np
from kb_engine.training import Checkpoint, fit, load_latest, restore

folder, result = map(Path, sys.argv[1:])
random = np.random.default_rng(0)
data = random.normal(size=(2000, 20)).astype("float32"), random.integers(0, 4, 2000)
keras.utils.set_random_seed(1)
hidden = [keras.layers.Dense(50, "relu"), keras.layers.Dropout(0.2)]
model = keras.Sequential([keras.Input((20,)), *hidden, keras.layers.Dense(4, "softmax")])
model.compile("nadam", "sparse_categorical_crossentropy")
saved = load_latest(folder)
if saved:
    restore(model, saved.state)
first = saved.epoch if saved else 0
checkpoint = Checkpoint(folder)
fit(model, data, epochs=40, initial_epoch=first, batch_size=8, seed=5, callbacks=[checkpoint])
np.savez(result, *model.get_weights())
print(first)
"""


def train(folder: Path, result: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROGRAM, str(folder), str(result)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def newest(folder: Path) -> int:
    epochs = (int(path.stem.removeprefix("epoch-")) for path in folder.glob("epoch-*.npz"))
    return max(epochs, default=0)


@pytest.mark.slow
def test_a_run_killed_twice_ends_with_the_same_weights(tmp_path: Path) -> None:
    whole = train(tmp_path / "whole", tmp_path / "expected.npz")
    told, _ = whole.communicate()
    assert told.split()[-1] == "0"
    for after in (1, 10):
        run = train(tmp_path / "killed", tmp_path / "never.npz")
        while newest(tmp_path / "killed") < after:
            assert run.poll() is None
            time.sleep(0.01)
        time.sleep(random.random() / 5)  # noqa: S311 any moment will do
        run.kill()
        run.communicate()
    last = train(tmp_path / "killed", tmp_path / "result.npz")
    told, _ = last.communicate()
    assert int(told.split()[-1]) >= 10
    with np.load(tmp_path / "expected.npz") as expected, np.load(tmp_path / "result.npz") as result:
        for name in expected:
            np.testing.assert_array_equal(expected[name], result[name])


def test_the_newest_two_are_kept(tmp_path: Path, digits: Any, network: Any) -> None:
    fit(network(), digits, epochs=4, batch_size=16, seed=0, callbacks=[Checkpoint(tmp_path)])
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "epoch-000003.npz",
        "epoch-000004.npz",
    ]


@pytest.mark.parametrize("left", [0, 100])
def test_a_damaged_file_gives_way_to_the_one_before(
    left: int, tmp_path: Path, digits: Any, network: Any
) -> None:
    model = network(keras.layers.Dropout(0.2))
    fit(model, digits, epochs=2, batch_size=16, seed=0, callbacks=[Checkpoint(tmp_path)])
    newest = tmp_path / "epoch-000002.npz"
    newest.write_bytes(newest.read_bytes()[:left])
    saved = load_latest(tmp_path)
    assert saved is not None
    assert saved.epoch == 1
    restore(model, saved.state)


def test_an_empty_folder_holds_no_checkpoint(tmp_path: Path) -> None:
    assert load_latest(tmp_path) is None


def test_a_disk_that_refuses_is_warned_of_once(tmp_path: Path, digits: Any, network: Any) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    model = network()
    with pytest.warns(RuntimeWarning, match="No checkpoint could be written") as warned:
        fit(model, digits, epochs=9, batch_size=16, seed=0, callbacks=[Checkpoint(blocked)])
    assert [warning.category for warning in warned].count(RuntimeWarning) == 1
    assert model.optimizer.iterations == 9 * 6


def test_steps_that_update_nothing_count_as_well(tmp_path: Path, digits: Any, network: Any) -> None:
    model = network(optimizer=keras.optimizers.Adam(gradient_accumulation_steps=4))
    fit(model, digits, epochs=1, batch_size=16, seed=0, callbacks=[Checkpoint(tmp_path)])
    saved = load_latest(tmp_path)
    assert saved is not None
    assert saved.epoch == 1
