"""What fails is a sentence in the text `logging`, and never ends a training."""

from typing import Any

import pytest
from kb_tensorboard import TensorBoard
from kb_tensorboard.writing._obstacles import Obstacles


def fail(error: Exception) -> Any:
    raise error


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ValueError("out of range"), "It failed: ValueError: out of range."),
        (ValueError("Out of range.\nUse less."), "It failed: ValueError: Out of range."),
        (NotImplementedError(), "It failed: NotImplementedError."),
        (
            ValueError(
                "Exception encountered when calling Dense.call().\n\n\x1b[1mToo flat\x1b[0m"
            ),
            "It failed: ValueError: Too flat.",
        ),
    ],
)
def test_an_error_is_one_sentence(error: Exception, sentence: str) -> None:
    obstacles = Obstacles()
    assert obstacles.attempt("It failed", lambda: fail(error)) is None
    assert obstacles.sentences() == [sentence]


def test_what_succeeds_is_returned_and_not_mentioned() -> None:
    obstacles = Obstacles()
    assert obstacles.attempt("It failed", lambda: 3) == 3
    assert obstacles.sentences() == []


def test_a_sort_of_obstacle_is_mentioned_once() -> None:
    obstacles = Obstacles()
    for why in ["first", "last"]:
        obstacles.note("It failed", why)
    assert obstacles.sentences() == ["It failed: last."]


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("kb_tensorboard._watch.layer_graph", "The graph could not be drawn"),
        ("kb_tensorboard._watch.GalleryReader", "The pictures could not be made"),
        ("kb_tensorboard._watch.LayerReader", "The layers could not be seen"),
        ("kb_tensorboard.layers._reader.ProbeReader", "The probe could not be used"),
        (
            "kb_tensorboard.hparams._session.hparams.forget_sessions",
            "Earlier sessions could not be removed",
        ),
        ("kb_tensorboard._curves.of_epoch", "The metrics could not be shown"),
        ("kb_tensorboard.layers._weights.describe", "Some values could not be made"),
    ],
)
def test_nothing_that_fails_ends_a_training(  # noqa: PLR0917 - most are fixtures
    place: str,
    sentence: str,
    logdir: Any,
    line: Any,
    data: Any,
    board: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(place, lambda *_, **__: fail(ValueError("odd")))
    callback = TensorBoard(logdir, probe=data, budget=1.0, hparams={"act": "linear"})
    line.fit(*data, batch_size=8, verbose=0, callbacks=[callback])
    [report] = board().texts("run/train", "logging")
    assert f"{sentence}: ValueError: odd." in report
    assert list(board().scalars("run/train", "batch/loss")) == list(range(1, 9))
