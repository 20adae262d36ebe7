"""Event files, written in the background.

TensorBoard's own `EventFileWriter` computes checksums in Python, which for a hundred
histograms takes longer than computing them, and dies with a traceback when the disk is full.
TensorFlow's record writer produces the same files.
"""

import contextlib
import itertools
import os
import queue
import socket
import threading
import time
import weakref
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, cast

from tensorboard.backend.event_processing.event_file_loader import RawEventFileLoader
from tensorboard.compat.proto import event_pb2

from kb_tensorboard.writing._events import Value
from kb_tensorboard.writing._obstacles import Obstacles

_PENDING = 256
_PATIENCE = 5.0
_GRAPH = "__run_graph__"  # the tag that TensorBoard itself gives to a run's graph
_file_numbers = itertools.count()


class _Record(NamedTuple):
    run: str
    step: int
    wall_time: float
    content: Iterable[Value] | bytes


class EventWriter:
    """Writes values into the event files of one folder and its sub-runs.

    A single thread turns values into messages and appends them. It flushes whenever it has
    caught up, so that a process that is killed loses no more than what was in its hands. The
    first error in writing ends it, not the caller: what is on the disk stays readable, and
    `failure` says what happened. An error in making a value costs its event alone.

    A run that was killed and resumed comes by the same steps again. Of what it wrote before, all
    from `start` on no longer counts, and what counts isn't written a second time.

    Args:
        logdir: The folder; it is made when the first value is written.
        start: The step from which on the new files count in place of older ones in the same
            folder; 0 for a run that begins.
        charge: Is told the processor time of each piece of work, in seconds, by the thread.
        obstacles: Is told, by the thread, of values that could not be made.
    """

    def __init__(
        self,
        logdir: str,
        start: int,
        charge: Callable[[float], None] = lambda _: None,
        obstacles: Obstacles | None = None,
    ) -> None:
        self.logdir = logdir
        self.start = start
        self.failure: str | None = None
        self._charge = charge
        self._obstacles = Obstacles() if obstacles is None else obstacles
        self._pending: queue.Queue[_Record | None] = queue.Queue(_PENDING)
        self._files: dict[str, Any] = {}
        self._kept: dict[str, set[tuple[int, str]]] = {}
        self._end: Callable[[], object] | None = None
        self._farewells: list[Callable[[], _Record]] = []

    def add(self, run: str, step: int, values: Iterable[Value]) -> None:
        """Hands values over to be written as one event.

        Args:
            run: The sub-run, a folder name, or "" for the folder itself.
            step: The step they belong to.
            values: The values; a generator is run by the writer's thread, off the caller's
                time, so it must refer to nothing that changes.
        """
        self._put(_Record(run, step, time.time(), values))

    def add_graph(self, run: str, step: int, graph: bytes) -> None:
        """Hands a serialized `GraphDef` over to be written for a run."""
        self._put(_Record(run, step, time.time(), graph))

    def add_unless_closed(self, run: str, step: int, value: Callable[[], Value]) -> None:
        """Makes and writes a value if the interpreter exits before `close` is called."""
        self._farewells.append(lambda: _Record(run, step, time.time(), [value()]))

    def flush(self) -> None:
        """Waits until all that was handed over can be read, were this process killed next."""
        with self._pending.all_tasks_done:
            self._pending.all_tasks_done.wait_for(self._caught_up, timeout=6 * _PATIENCE)

    def _caught_up(self) -> bool:
        return self._pending.unfinished_tasks == 0

    def close(self) -> None:
        """Waits until all values are written, and closes the files. May be called twice."""
        self._farewells.clear()
        if self._end is not None:
            self._end()

    def _put(self, record: _Record) -> None:
        if self.failure is not None:
            return
        if self._end is None:
            self._start()
        try:
            self._pending.put(record, timeout=_PATIENCE)
        except queue.Full:
            self.failure = f"nothing could be written for {_PATIENCE:.0f} seconds"

    def _start(self) -> None:
        thread = threading.Thread(target=self._work, name="event-writer", daemon=True)
        thread.start()
        # Called by `close`, or else when the interpreter exits, be it by an exception.
        self._end = weakref.finalize(self, _drain, self._pending, thread, self._farewells)

    def _work(self) -> None:
        while (record := self._pending.get()) is not None:
            if self.failure is None:
                self._handle(record)
            self._pending.task_done()
        for file in self._files.values():
            self._guard(file.close)
        self._pending.task_done()

    def _handle(self, record: _Record) -> None:
        if record.run not in self._files:
            self._guard(lambda: self._open(record.run))
        if self.failure is not None:
            return
        begun = time.thread_time()
        event = self._obstacles.attempt("Some values could not be made", lambda: self._make(record))
        if event is not None:
            self._guard(lambda: self._files[record.run].write(event.SerializeToString()))
        if self._pending.empty():
            for file in self._files.values():
                self._guard(file.flush)
        self._charge(time.thread_time() - begun)

    def _guard(self, action: Any) -> None:
        try:
            action()
        except Exception as error:  # noqa: BLE001 - logging must never end the training
            self.failure = self.failure or f"{type(error).__name__}: {error}"

    def _make(self, record: _Record) -> Any:
        """The event of a record, or None if all of it is written already."""
        event = event_pb2.Event(wall_time=record.wall_time, step=record.step)
        kept = self._kept[record.run]
        if isinstance(record.content, bytes):
            if (record.step, _GRAPH) not in kept:
                event.graph_def = record.content
        else:
            for value in cast("Iterable[Value]", record.content):
                if (record.step, value.tag) not in kept:
                    event.summary.value.append(value)
        return event if event.WhichOneof("what") else None

    def _open(self, run: str) -> None:
        import tensorflow as tf

        folder = f"{self.logdir}/{run}" if run else self.logdir
        tf.io.gfile.makedirs(folder)
        self._kept[run] = _recorded(folder, self.start) if self.start else set()
        file = tf.io.TFRecordWriter(f"{folder}/{_unused_name()}")
        version = event_pb2.Event(wall_time=time.time(), file_version="brain.Event:2")
        file.write(version.SerializeToString())
        session = event_pb2.SessionLog(status=event_pb2.SessionLog.START)
        event = event_pb2.Event(wall_time=time.time(), step=self.start, session_log=session)
        file.write(event.SerializeToString())
        self._files[run] = file


def _recorded(folder: str, end: int) -> set[tuple[int, str]]:
    """The steps before `end` and their tags in a folder's files, in TensorBoard's reading."""
    import tensorflow as tf

    found: set[tuple[int, str]] = set()
    names = (name for name in tf.io.gfile.listdir(folder) if "tfevents" in name)
    for name in sorted(names):
        for record in RawEventFileLoader(f"{folder}/{name}").Load():
            event = event_pb2.Event.FromString(record)
            if event.session_log.status == event_pb2.SessionLog.START:
                found = {(step, tag) for step, tag in found if step < event.step}
            found |= {(event.step, value.tag) for value in event.summary.value}
            if event.graph_def:
                found.add((event.step, _GRAPH))
    return {(step, tag) for step, tag in found if step < end}


def _unused_name() -> str:
    origin = f"{time.time():.0f}.{socket.gethostname()}.{os.getpid()}"
    # TensorBoard reads files in the order of their names, and a second may see many
    return f"events.out.tfevents.{origin}.{next(_file_numbers):06}.kb"


def _drain(
    pending: "queue.Queue[_Record | None]",
    thread: threading.Thread,
    farewells: list[Callable[[], _Record]],
) -> None:
    with contextlib.suppress(queue.Full):
        for farewell in farewells:
            pending.put(farewell(), timeout=_PATIENCE)
        pending.put(None, timeout=_PATIENCE)
        thread.join(6 * _PATIENCE)
