"""Where memory or the disk is short, nothing that was learned and kept is lost."""

import errno
import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from kb_engine import FailedRunError, LogdirError, Recipe, build_run, resume, train
from kb_engine.training import evaluate, largest_halving_that_fits
from kb_registry import ResumeRun, TrainAnew

RECIPE = Recipe.from_choices(
    {"arch": "mlp(units=[64])", "drop": "dropout:0.2", "epochs": 6, "callback": "none"}
)


class AtEpoch(keras.callbacks.Callback):
    """Does something when an epoch begins."""

    def __init__(self, **actions: Callable[[], object]) -> None:
        super().__init__()
        self.actions = actions

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        self.actions.get(f"epoch_{epoch}", lambda: None)()


class Greedy(keras.layers.Layer):
    """Finds no memory for more than so many samples."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def call(self, inputs: Any) -> Any:
        def claim(x: Any) -> Any:
            if len(x) > self.most:
                raise MemoryError
            return x

        claimed = tf.ensure_shape(tf.numpy_function(claim, [inputs], tf.float32), inputs.shape)
        return inputs + tf.stop_gradient(claimed)


def greedy_model(most: int) -> keras.Model:
    model = keras.Sequential([keras.Input((3,)), Greedy(most), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


DATA = np.ones((40, 3), "float32"), np.ones((40, 1), "float32")


@pytest.mark.parametrize(("most", "fitting"), [(7, 5), (0, None)])
def test_the_largest_halving_that_fits_is_tried(most: int, fitting: int | None) -> None:
    assert largest_halving_that_fits(greedy_model(most), DATA, 40) == fitting


def test_only_sizes_that_suit_are_tried() -> None:
    assert largest_halving_that_fits(greedy_model(26), DATA, 36, lambda most: most // 4 * 4) == 16
    assert largest_halving_that_fits(greedy_model(26), DATA, 6, lambda most: most // 4 * 4) is None


def test_scores_are_taken_in_smaller_batches_where_memory_is_short() -> None:
    roomy, tight = (greedy_model(most) for most in (40, 3))
    tight.set_weights(roomy.get_weights())
    assert evaluate(tight, DATA) == pytest.approx(evaluate(roomy, DATA))


def test_a_batch_that_does_not_fit_ends_in_advice(tmp_path: Path) -> None:
    def claim_too_much() -> None:
        raise tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor")

    with pytest.raises(FailedRunError, match="not enough memory for a step of 32") as failure:
        train(RECIPE, tmp_path, observers=[AtEpoch(epoch_3=claim_too_much)])
    assert failure.value.exit_code == 1
    assert failure.value.hint == "A step of 16 was tried and fits."
    (folder,) = tmp_path.iterdir()
    again, later = failure.value.suggestions
    assert again == TrainAnew(folder / "recipe.toml", {"batch_size": 16}, purpose="Start again")
    assert later == ResumeRun(folder, purpose="3 epochs are kept. With more memory, resume")
    whole = train(RECIPE, tmp_path)
    assert resume(folder).history == whole.history


@contextmanager
def full_disk(size: int = 10_000) -> Iterator[dict[str, Callable[[], object]]]:
    """Ways to fill the disk, so that only small files can be written, and to make room again."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def limit(size: int) -> Callable[[], object]:
        return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))

    try:
        yield {"fill": limit(size), "clear": limit(before[0])}
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_is_full_for_a_while_costs_one_warning(tmp_path: Path) -> None:
    with full_disk() as disk, pytest.warns(RuntimeWarning, match="File too large") as warned:
        run = train(
            RECIPE, tmp_path, observers=[AtEpoch(epoch_1=disk["fill"], epoch_4=disk["clear"])]
        ).run
    assert [warning.category for warning in warned].count(RuntimeWarning) == 1
    kept = sorted(path.name for path in run.checkpoints.iterdir())
    assert kept == ["epoch-000005.npz", "epoch-000006.npz"]


def test_a_disk_that_stays_full_leaves_a_run_to_go_on_with(tmp_path: Path) -> None:
    with full_disk() as disk, pytest.warns(RuntimeWarning), pytest.raises(FailedRunError) as failed:
        train(RECIPE, tmp_path, observers=[AtEpoch(epoch_4=disk["fill"])])
    (folder,) = tmp_path.iterdir()
    assert failed.value.message == f"Can't write the model to {folder}: File too large."
    (again,) = failed.value.suggestions
    assert again == ResumeRun(folder, purpose="Then repeat what no checkpoint holds")
    assert {path.name for path in folder.iterdir()} == {
        "recipe.toml",
        "data.json",
        "environment.json",
        "checkpoints",
    }
    assert all(path.suffix == ".npz" for path in (folder / "checkpoints").iterdir())
    whole, resumed = train(RECIPE, tmp_path), resume(folder)
    assert resumed.history == whole.history
    for one, other in zip(resumed.model.get_weights(), whole.model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("callback", ["csv_logger", "model_checkpoint"])
def test_a_callback_that_finds_no_room_ends_the_run_with_advice(
    tmp_path: Path, callback: str
) -> None:
    recipe = Recipe.from_choices(
        {"arch": "mlp(units=[64])", "epochs": 4, "callback": ["none", callback]}
    )
    with full_disk(0) as disk, pytest.raises(FailedRunError) as failed:
        train(recipe, tmp_path, observers=[AtEpoch(epoch_0=disk["fill"])])
    (folder,) = tmp_path.iterdir()
    assert failed.value.message == f"Can't write what a callback saves to {folder}: File too large."
    whole, resumed = train(recipe, tmp_path), resume(folder)
    assert resumed.history == whole.history


def test_a_built_model_that_finds_no_room_says_so(tmp_path: Path) -> None:
    with full_disk() as disk:
        disk["fill"]()
        with pytest.raises(FailedRunError, match=r"Can't write the model to .*: File too large"):
            build_run(RECIPE, tmp_path)
    (folder,) = tmp_path.iterdir()
    assert {path.name for path in folder.iterdir()} == {"recipe.toml", "environment.json"}


def test_a_disk_that_is_full_from_the_start_is_said_before_training(tmp_path: Path) -> None:
    with full_disk(1_000) as disk:  # a recipe fits, and a record of versions doesn't
        disk["fill"]()
        with pytest.raises(LogdirError, match=r"log directory .*: File too large"):
            train(RECIPE, tmp_path)
    (folder,) = tmp_path.iterdir()
    assert [path.name for path in folder.iterdir()] == ["recipe.toml"]
    assert resume(folder).result.status == "trained"


@pytest.mark.parametrize(
    ("number", "way"),
    [(errno.ENOSPC, "Make room"), (errno.EROFS, "Make it writable"), (errno.EACCES, "Make it")],
)
def test_the_advice_follows_from_why_nothing_can_be_written(number: int, way: str) -> None:
    error = LogdirError.because(Path("logs"), OSError(number, os.strerror(number)))
    assert os.strerror(number) in str(error)
    assert error.hint is not None
    assert error.hint.startswith(way)
