"""Where `tf.summary` calls inside a model lead to: files of their own, in the run's folder.

A step is traced with the writer that is the default at that time. So one is put there before a
training begins, which makes its file no earlier than a model asks for it.
"""

import weakref
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import keras
import tensorflow as tf

from kb_tensorboard.pace._progress import count_steps

_kept: "weakref.WeakKeyDictionary[keras.Model, dict[str, Any]]" = weakref.WeakKeyDictionary()
"""By model, the writers that it was traced with, by folder: its functions refer to them."""
_leading: set[ExitStack] = set()
"""What puts the default writer back, of trainings that haven't ended it."""


class Summaries:
    """Leads what a model writes with `tf.summary` into the folders of a run.

    Args:
        logdir: The run's folder.
        left_out: Is called if a model asks for a summary that can't be written.
    """

    def __init__(self, logdir: str, left_out: Callable[[], object]) -> None:
        self._logdir = logdir
        self._left_out = left_out
        self._open = ExitStack()

    def begin(self, model: keras.Model, run: str, *, by_xla: bool) -> None:
        """Has summaries of the model go to a sub-run, on the axis of everything else.

        A writer that somebody else has made the default stays it.
        """
        while _leading:  # of a training that an exception ended, which Keras tells nobody
            _leading.pop().close()
        if bool(tf.summary.should_record_summaries()):
            return
        folder = f"{self._logdir}/{run}/summaries"
        writer = _kept.setdefault(model, {}).setdefault(folder, _LateWriter(folder))
        self._open.enter_context(writer.as_default(_Axis(model)))
        _leading.add(self._open)
        if by_xla:
            self._open.enter_context(tf.summary.record_if(self._refuse))

    def end(self) -> None:
        """Has summaries go where they went before."""
        self._open.close()
        _leading.discard(self._open)

    def _refuse(self) -> bool:
        self._left_out()
        return False


class _Axis:
    """The step that a model has reached, whenever TensorFlow makes a tensor of it.

    Of the optimizers that a model keeps, the one that moves may be another than the compiled one.
    """

    def __init__(self, model: keras.Model) -> None:
        self._model = weakref.ref(model)

    def __tf_tensor__(self, dtype: Any = None, name: str | None = None) -> Any:
        """Returns the step as TensorFlow asks for it."""
        return tf.cast(count_steps(self._model()), dtype or tf.int64, name)


class _LateWriter(tf.summary.SummaryWriter):  # type: ignore[misc] # TensorFlow is untyped
    """A writer that makes its file when the first summary is traced."""

    _mesh = None

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._writer: Any = None

    @property
    def _resource(self) -> Any:
        """What operations that write refer to."""
        if self._writer is None:
            with tf.init_scope():
                self._writer = tf.summary.create_file_writer(self._folder)
        return self._writer._resource  # noqa: SLF001 - TensorFlow asks writers for it

    def init(self) -> None:
        """Has nothing to do: the file is made on demand."""

    def flush(self) -> None:
        """Writes what is held back, if anything was written."""
        if self._writer is not None:
            self._writer.flush()

    def close(self) -> None:
        """Leaves the file open: functions that were traced with it may run again."""
        self.flush()
