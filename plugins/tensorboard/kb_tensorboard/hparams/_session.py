"""One run on the HParams page: how it began, its columns, and how it ended."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from kb_tensorboard.hparams import _page as hparams
from kb_tensorboard.writing._journal import Journal


class Session:
    """Tells the HParams page of one run.

    Args:
        journal: Where the run is written.
        values: Hyperparameters by the name of their column.
        siblings: Values that other runs are going to have, by column.

    Raises:
        TypeError: If a value fits into no column.
    """

    def __init__(
        self,
        journal: Journal,
        values: Mapping[str, hparams.HParam],
        siblings: Mapping[str, Sequence[hparams.HParam]],
    ) -> None:
        self._journal = journal
        self._values = {column: hparams.plain(column, value) for column, value in values.items()}
        self._siblings = siblings
        local = "://" not in journal.logdir
        self._folder = Path(journal.logdir).absolute().as_posix() if local else journal.logdir
        self._root, _, self._name = self._folder.rstrip("/").rpartition("/")

    def begin(self, step: int) -> None:
        """Training begins; an earlier session in the same folder no longer counts.

        It has failed if `end` is never called, as Keras tells callbacks of no error.
        """
        self._journal.obstacles.attempt(
            "Earlier sessions could not be removed", lambda: hparams.forget_sessions(self._folder)
        )
        self._journal.add("", 0, [hparams.session_start(self._values, self._name)])
        self._journal.add_unless_closed(step, partial(hparams.session_end, success=False))

    def declare(self, metrics: Iterable[tuple[str, str]]) -> None:
        """Makes the page show metrics and leave out the curves of layers.

        A TensorBoard that runs already keeps to the first declaration that it sees, so there is
        none before the metrics are known, and it has the columns of other runs too.

        Args:
            metrics: Sub-run and tag of each metric.
        """
        self._journal.obstacles.attempt(
            "The columns of the HParams page could not be written",
            lambda: hparams.declare_columns(self._root, self._values, metrics, self._siblings),
        )

    def end(self, step: int, *, success: bool) -> None:
        """Training has come to its end."""
        self.declare([])  # of a model that wasn't trained, nothing was declared before
        self._journal.add("", step, [hparams.session_end(success=success)])
