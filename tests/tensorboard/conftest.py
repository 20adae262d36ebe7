"""A run to look at, and event files read back as TensorBoard reads them."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import kb_tensorboard
import keras
import numpy as np
import pytest
from tensorboard.backend.event_processing import data_provider, plugin_event_multiplexer
from tensorboard.context import RequestContext
from tensorboard.data import provider

SAMPLES, BATCH = 64, 8

_KINDS = {"scalars": "scalars", "images": "blob_sequences", "graphs": "blob_sequences"}


class Board:
    """What TensorBoard shows of a folder of runs."""

    def __init__(self, source: Any) -> None:
        self._source = source
        self._context = RequestContext()

    def tags(self, run: str, plugin: str) -> set[str]:
        kind = _KINDS.get(plugin, "tensors")
        found = getattr(self._source, f"list_{kind}")(
            self._context, experiment_id="", plugin_name=plugin
        )
        return set(found.get(run, {}))

    def scalars(self, run: str, tag: str) -> dict[int, float]:
        return {point.step: point.value for point in self.points("scalars", run, tag)}

    def histograms(self, run: str, tag: str) -> dict[int, Any]:
        return {point.step: point.numpy for point in self.points("histograms", run, tag)}

    def texts(self, run: str, tag: str) -> list[str]:
        return [point.numpy.item().decode() for point in self.points("text", run, tag)]

    def points(self, plugin: str, run: str, tag: str) -> list[Any]:
        kind = _KINDS.get(plugin, "tensors")
        found = getattr(self._source, f"read_{kind}")(
            self._context,
            experiment_id="",
            plugin_name=plugin,
            run_tag_filter=provider.RunTagFilter(runs=[run], tags=[tag]),
            downsample=1000,
        )
        return list(found[run][tag])

    def blobs(self, plugin: str, run: str, tag: str) -> dict[int, list[bytes]]:
        return {
            point.step: [
                self._source.read_blob(self._context, blob_key=value.blob_key)
                for value in point.values
            ]
            for point in self.points(plugin, run, tag)
        }

    def content(self, run: str, plugin: str, tag: str) -> bytes:
        found = self._source.list_tensors(self._context, experiment_id="", plugin_name=plugin)
        content: bytes = found[run][tag].plugin_content
        return content


def read_slowly(root: Path) -> Board:
    """Reads as TensorBoard does where its data server isn't installed."""
    events = plugin_event_multiplexer.EventMultiplexer()
    events.AddRunsFromDirectory(str(root))
    events.Reload()
    return Board(data_provider.MultiplexerDataProvider(events, str(root)))


def classifier() -> keras.Model:
    """A block with normalization, learned activation and random layer, and names for each."""
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(6, kernel_regularizer="l2", name="hidden"),
            keras.layers.BatchNormalization(name="hidden_norm"),
            keras.layers.PReLU(name="hidden_act"),
            keras.layers.Dropout(0.2, seed=1, name="hidden_dropout"),
            keras.layers.Dense(3, activation="softmax", name="probabilities"),
        ]
    )
    model.compile("nadam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def small_data() -> tuple[Any, Any]:
    random = np.random.default_rng(3)
    x = random.normal(size=(SAMPLES, 4)).astype("float32")
    return x, random.integers(0, 3, SAMPLES)


class _Losses(keras.callbacks.Callback):
    """The loss of each batch, from Keras' running means."""

    def __init__(self) -> None:
        super().__init__()
        self.losses: list[float] = []
        self._mean = 0.0

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._mean = 0.0

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.losses.append(logs["loss"] * (batch + 1) - self._mean * batch)
        self._mean = logs["loss"]


class Run(NamedTuple):
    """A run of three epochs of eight steps, named `run`."""

    root: Path
    board: Board
    model: keras.Model
    data: tuple[Any, Any]
    history: dict[str, list[float]]
    batch_losses: list[float]


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    root = tmp_path_factory.mktemp("logs")
    keras.utils.set_random_seed(7)
    model, data, losses = classifier(), small_data(), _Losses()
    callback = kb_tensorboard.TensorBoard(
        root / "run",
        budget=1.0,
        hparams={"act": "prelu", "units": 6, "dropout": 0.2, "norm": True},
        texts={"recipe": "# A small classifier"},
        probe=data,
        slots=True,
    )
    history = model.fit(
        *data,
        batch_size=BATCH,
        epochs=3,
        validation_data=data,
        verbose=0,
        callbacks=[losses, callback],
    ).history
    return Run(root, read_slowly(root), model, data, history, losses.losses)


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    return tmp_path / "run"


@pytest.fixture
def board(tmp_path: Path) -> Callable[[], Board]:
    return lambda: read_slowly(tmp_path)


@pytest.fixture
def look(logdir: Path, board: Callable[[], Board]) -> Callable[..., Board]:
    """Looks at a model once, without training it; takes the callback's options."""

    def look(model: keras.Model, **options: Any) -> Board:
        callback = kb_tensorboard.TensorBoard(logdir, **options)
        callbacks = keras.callbacks.CallbackList([callback], model=model)
        callbacks.on_train_begin()
        callbacks.on_train_end()
        return board()

    return look


@pytest.fixture
def line() -> keras.Model:
    """The smallest model there is, for what doesn't depend on the model."""
    keras.utils.set_random_seed(7)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1, name="line")])
    model.compile("sgd", "mse")
    return model


@pytest.fixture
def data() -> tuple[Any, Any]:
    return small_data()
