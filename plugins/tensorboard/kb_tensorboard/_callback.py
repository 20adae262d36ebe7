"""The Keras callback: its settings, and Keras' moments."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

import keras

from kb_tensorboard._profiler import Profiled
from kb_tensorboard._recording import Recording
from kb_tensorboard._settings import Layers, Settings
from kb_tensorboard.hparams._page import HParam, plain
from kb_tensorboard.pace._budget import Budget
from kb_tensorboard.pace._cadence import Every


class TensorBoard(keras.callbacks.Callback):
    """Writes what happens inside a model to TensorBoard, at almost no cost.

    Everything stands on one axis, `optimizer.iterations`, and is named after layers and the
    roles of their weights. Training goes exactly as it would without: nothing is drawn from
    its random states and none of its variables is changed. A second `fit`, or one that
    resumes a run in another process, continues the curves.

    Curves of training go to the sub-run `train`, those of validation to `validation` under
    the same tags, so that they overlay. `model.evaluate(callbacks=[callback])` adds a point to
    the curves `evaluation_loss_vs_iterations` and so on, as Keras' own callback does.

    A copy, or what comes out of a pickle, has the settings and begins with nothing recorded.

    Args:
        log_dir: The run's folder.
        every: The distance between records of layers: `"100 steps"`, `"1 epoch"`, or a number
            of steps. By default four an epoch and no more in a run than TensorBoard shows.
        budget: The share of the training time that logging may take. What doesn't fit is left
            out, and the text `logging` says how much that was.
        probe: Inputs and targets that layers are looked at with, the first 64 samples of them:
            activations, gradients, batch statistics and parts of the loss; and whose first
            1000 samples are predicted for pictures. Without it the validation data are used
            from the end of the first epoch on, if they are arrays.
        layers: Whether to show layers, the graph and pictures beside the metrics; `"apart"` in
            the sub-run `layers`, which can be deleted by itself.
        slots: Whether to show what the optimizer keeps for each weight, such as its momentum.
        classes: Names of the classes, if the model is a classifier.
        hparams: Columns of the HParams page: text, truth values or numbers by name.
        siblings: Values that other runs in the folder above are going to have, by column. An open
            TensorBoard keeps to the columns that the first run declares.
        texts: Markdown for the Text page, by name.
        profile: A step, or the first and the last of a range, for TensorFlow's profiler.
        embeddings: Whether to show the tables of embedding layers on the Projector page; or the
            names of their rows, by the layer's path.

    Attributes:
        log_dir: The run's folder. Another one holds from the next training on.

    Raises:
        ValueError: If `every`, `budget` or `profile` means nothing, or `probe` isn't a pair.
        TypeError: If a value of `hparams` or `siblings` fits into no column.
    """

    takes_chunks = True  # it counts steps, and needs no event for each batch

    def __init__(  # noqa: PLR0913 - all but the folder are keywords
        self,
        log_dir: str | os.PathLike[str] = "logs",
        *,
        every: str | int | None = None,
        budget: float = 0.03,
        probe: tuple[Any, Any] | None = None,
        layers: Layers = True,
        slots: bool = False,
        classes: Sequence[str] = (),
        hparams: Mapping[str, HParam] | None = None,
        siblings: Mapping[str, Sequence[HParam]] | None = None,
        texts: Mapping[str, str] | None = None,
        profile: int | Sequence[int] | None = None,
        embeddings: bool | Mapping[str, Sequence[str]] = False,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # Keras has no types
        if layers not in {True, False, "apart"}:
            raise ValueError(f"layers={layers!r}, but it must be True, False or 'apart'.")
        self.log_dir = os.fspath(log_dir)
        self._settings = Settings(
            every=None if every is None else Every.parse(every),
            budget=Budget(budget).share,
            probe=_pair(probe),
            layers=layers,
            slots=slots,
            classes=tuple(map(str, classes)),
            hparams={column: plain(column, value) for column, value in (hparams or {}).items()},
            siblings={
                column: [plain(column, value) for value in values]
                for column, values in (siblings or {}).items()
            },
            texts=dict(texts or {}),
            profile=None if profile is None else Profiled.parse(profile),
            embeddings=bool(embeddings),
            labels=dict(embeddings) if isinstance(embeddings, Mapping) else {},
        )
        self._recording: Recording | None = None

    def __getstate__(self) -> dict[str, Any]:
        """The settings: what is recorded of a model stays with the callback that recorded it."""
        return vars(self) | {"_recording": None, "_model": None, "params": None}

    def set_params(self, params: Any) -> None:
        """Keras begins something: a training, or an evaluation or prediction by itself."""
        super().set_params(params)  # type: ignore[no-untyped-call] # Keras has no types
        self._record.in_training = False

    def on_train_begin(self, logs: Any = None) -> None:
        """Shows the model as it is before the first step."""
        del logs
        self._record.begin(self.model, self.params or {})

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """The metrics start from zero."""
        del logs
        self._record.begin_epoch(epoch)

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Looks at what the previous call of the training function did.

        The end of a batch would do as well, but a callback that wants to know of it makes
        Keras wait for each batch's metrics.
        """
        del batch, logs
        self._record.begin_call()

    def on_test_begin(self, logs: Any = None) -> None:
        """Validation resets the metrics, so the epoch's training ends here."""
        del logs
        self._record.begin_test(self.model)

    def on_test_end(self, logs: Mapping[str, Any] | None = None) -> None:
        """Writes the results of an evaluation outside of a training."""
        self._record.end_test(logs or {})

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Writes the metrics of the epoch, of training and of validation."""
        self._record.end_epoch(epoch, logs or {})

    def on_train_end(self, logs: Any = None) -> None:
        """Shows the model as it is after the last step, and waits until all is written."""
        del logs
        self._record.end()

    def flush(self) -> None:
        """Waits until what was recorded can be read, were this process killed next."""
        self._record.flush()

    @property
    def _record(self) -> Recording:
        known = self._recording
        if known is None or (known.log_dir != self.log_dir and not known.in_training):
            self._recording = known = Recording(self.log_dir, self._settings)
        return known


def _pair(probe: Any) -> tuple[Any, Any] | None:
    if probe is None or (isinstance(probe, tuple) and len(probe) == 2):  # noqa: PLR2004 - x and y
        return probe
    raise ValueError(
        f"probe is a {type(probe).__name__}, but a pair of inputs and targets is needed. "
        "Write probe=(x, y), or probe=(x, None) without targets."
    )
