"""A run keeps what its model makes of each test sample."""

from pathlib import Path

import keras
import numpy as np
import pytest
from kb_engine import FormatError, Recipe, TrainedRun, train
from kb_engine.runs._sample_scores import MOST_BYTES, SampleScores
from kb_engine.sessions._sample_scoring import sample_scores
from kb_registry import DataSpec, Split, Task

QUICK = {"data": "digits", "arch": "mlp(units=[16])", "epochs": 1, "callback": "none"}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> TrainedRun:
    logdir = tmp_path_factory.mktemp("logs")
    return train(Recipe.from_choices({**QUICK, "reg": "l2"}), logdir)


def test_the_mean_over_samples_is_the_runs_score(trained: TrainedRun) -> None:
    kept = SampleScores.read(trained.run.folder / "test_samples.npz")
    recorded = trained.result.scores["test"]
    assert set(kept.scores) == {"accuracy"}, "a loss with a penalty isn't a mean over samples"
    for name, values in kept.scores.items():
        assert values.shape == (trained.result.samples["test"],)
        assert values.mean() == pytest.approx(recorded[name], rel=1e-4)


def test_predictions_are_those_of_the_saved_model(trained: TrainedRun) -> None:
    from kb_engine.prediction import load

    kept = SampleScores.read(trained.run.folder / "test_samples.npz")
    test = load(trained.run.folder).data.test
    expected = trained.run.load().predict(test.x, verbose=0).argmax(axis=1)
    np.testing.assert_array_equal(kept.prediction, expected)
    np.testing.assert_array_equal(kept.prediction == test.y, kept.scores["accuracy"])


def test_runs_of_one_seed_have_the_same_samples(trained: TrainedRun, tmp_path: Path) -> None:
    first = SampleScores.read(trained.run.folder / "test_samples.npz").samples
    for seed, same in ((0, True), (1, False)):
        run = train(Recipe.from_choices({**QUICK, "act": "selu", "seed": seed}), tmp_path).run
        kept = SampleScores.read(run.folder / "test_samples.npz")
        assert (kept.samples == first) is same
        assert set(kept.scores) == {"loss", "accuracy"}


def regression(samples: int, targets: int) -> tuple[keras.Model, Split]:
    random = np.random.default_rng(0)
    x = random.normal(size=(samples, 3)).astype("float32")
    y = random.normal(size=(samples, targets) if targets > 1 else samples).astype("float32")
    model = keras.Sequential([keras.layers.Input((3,)), keras.layers.Dense(targets)])
    model.compile("sgd", keras.losses.MeanSquaredError(), metrics=["mae"])
    return model, Split(x, y)


@pytest.mark.parametrize("targets", [1, 2])
def test_numbers_are_scored_too(targets: int) -> None:
    model, test = regression(20, targets)
    recorded = model.evaluate(test.x, test.y, verbose=0, return_dict=True)
    kept = sample_scores(
        model, DataSpec("some", (3,), Task.REGRESSION, targets=targets), test, recorded
    )
    assert kept is not None
    assert set(kept.scores) == {"loss", "mae"}
    assert kept.prediction.shape == (20, targets)


def test_what_is_too_large_is_not_kept() -> None:
    model, test = regression(MOST_BYTES // 8, 1)
    assert sample_scores(model, DataSpec("some", (3,), Task.REGRESSION), test, {}) is not None
    model, test = regression(MOST_BYTES // 4 + 1, 1)
    assert sample_scores(model, DataSpec("some", (3,), Task.REGRESSION), test, {}) is None


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "test_samples.npz"
    path.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(FormatError, match=r"test_samples\.npz"):
        SampleScores.read(path)


def test_a_file_of_a_later_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "test_samples.npz"
    np.savez(path, format=np.array(2), samples=np.array("3-a"), prediction=np.zeros(3))
    with pytest.raises(FormatError, match="format 2"):
        SampleScores.read(path)
