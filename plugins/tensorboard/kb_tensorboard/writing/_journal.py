"""The folder of one run: what is written there, what that costs, and what stood in the way."""

import warnings
from collections.abc import Callable, Iterable, Iterator

from kb_tensorboard.pace._budget import Budget
from kb_tensorboard.writing import _events as events
from kb_tensorboard.writing._layout import Layout
from kb_tensorboard.writing._obstacles import Obstacles
from kb_tensorboard.writing._writer import EventWriter

TRAIN = "train"
VALIDATION = "validation"


class Journal:
    """Writes what is found in training, one `fit` after another, into a run's folder.

    Args:
        logdir: The folder.
        budget: The share of the training time that logging may take.

    Attributes:
        budget: What logging costs.
        obstacles: What could not be shown.
    """

    def __init__(self, logdir: str, budget: float) -> None:
        self.logdir = logdir
        self.budget = Budget(budget)
        self.obstacles = Obstacles()
        self._layouts: dict[str, Layout] = {}
        self._writer = EventWriter(logdir, start=0)
        self._graph = b""
        self._warned = False

    def open(self, step: int) -> None:
        """Training begins at a step that, but for the very first, is recorded already."""
        self._writer.close()  # a `fit` that was interrupted left it open
        start = step + 1 if step else 0
        self._writer = EventWriter(self.logdir, start, self.budget.charge, self.obstacles)
        self.budget.start()

    def add(self, run: str, step: int, values: Iterable[events.Value]) -> None:
        """Writes values; a generator is run by another thread, so nothing in it may change."""
        self._writer.add(run, step, values)

    def add_charted(self, run: str, step: int, values: Iterable[events.Value]) -> None:
        """Writes values of training that charts are made of."""
        layout = self._layouts.setdefault(run, Layout())
        self._writer.add(run, step, layout.follow(values))

    def add_graph(self, run: str, step: int, graph: bytes) -> None:
        """Writes a diagram of the model, a serialized `GraphDef`, unless it is like the last."""
        if graph != self._graph:
            self._graph = graph
            self._writer.add_graph(run, step, graph)

    def add_unless_closed(self, step: int, value: Callable[[], events.Value]) -> None:
        """Writes a value of the run itself if the interpreter exits before `close` is called."""
        self._writer.add_unless_closed("", step, value)

    def flush(self) -> None:
        """Waits until what was added can be read, were this process killed next."""
        self._writer.flush()

    def report(self, step: int) -> None:
        """Training has ended: writes what logging took and what was left out."""
        self.budget.stop()
        self.add(TRAIN, step, self._account())

    def close(self) -> None:
        """Waits until all is written."""
        self._writer.close()

    def _account(self) -> Iterator[events.Value]:
        """Made by the thread that writes, when it knows what its own work came to."""
        notes = [self.budget.report(), *self.obstacles.sentences()]
        yield events.text("logging", "\n\n".join(notes))

    def warn_of_failure(self) -> None:
        """Says once that nothing can be written, if that is so."""
        if self._writer.failure is not None and not self._warned:
            self._warned = True
            warnings.warn(
                f"Nothing more is logged to {self.logdir}: {self._writer.failure}. "
                "Training continues, and what was written stays readable.",
                RuntimeWarning,
                stacklevel=3,
            )
