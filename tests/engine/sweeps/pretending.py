"""An executor whose trials are over in no time, and end as a test wants them to."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from kb_engine import Recipe, Result, Run
from kb_registry import LAYERS_FOLDER, Executor, Job, Work, Workers, WorkEvent

Outcome = Callable[[Recipe, int], str]
"""What becomes of a recipe at its n-th try, from 1: a status, "lost", "late" or "unrecorded"."""


def pretending(
    outcome: Outcome = lambda *_: "trained",
    *,
    began: list[str] | None = None,
    losses: Sequence[float] = (),
    ready: bool = True,
) -> Executor:
    """Train nothing, and record what `outcome` says.

    Args:
        outcome: Says what becomes of each try.
        began: Gets the key of each trial that begins.
        losses: Validation losses that every trial reports, with its seed added to each.
        ready: Whether workers have imported what they need when a trial begins.
    """

    class Pretending(Executor):
        """Executor that trains nothing."""

        def start(self, work: Work, workers: int, listen: Callable[[WorkEvent], None]) -> Workers:
            told = [] if began is None else began
            return _Pretenders(outcome, told, losses, workers, listen, ready=ready)

    return Pretending()


def loss_of(recipe: Recipe) -> float:
    """The smaller, the larger the seed."""
    return 1 / (1 + recipe.training.seed)


class _Pretenders:
    def __init__(
        self,
        outcome: Outcome,
        began: list[str],
        losses: Sequence[float],
        workers: int,
        listen: Callable[[WorkEvent], None],
        *,
        ready: bool,
    ) -> None:
        self._ready = ready
        self._outcome, self._began, self._losses = outcome, began, losses
        self._workers, self._listen = workers, listen
        self._jobs: dict[str, Job] = {}
        self._tries: dict[str, int] = {}
        self._stopped: set[str] = set()
        self._killed: set[str] = set()

    def free(self) -> int:
        return self._workers - len(self._jobs)

    def submit(self, name: str, job: Job) -> None:
        self._jobs[name] = job
        self._tries[name] = self._tries.get(name, 0) + 1
        self._began.append(name)
        self._listen(WorkEvent(name, "started", {}))
        if self._ready:
            self._listen(WorkEvent(name, "reported", {"ready": True}))

    def wait(self, seconds: float) -> None:
        del seconds
        for name, job in list(self._jobs.items()):
            recipe = Recipe.from_choices(job["choices"])
            became = self._outcome(recipe, self._tries[name])
            if became != "late" or name in self._killed:
                del self._jobs[name]
                self._finish(name, recipe, Path(job["sweep"]), became)

    def _finish(self, name: str, recipe: Recipe, sweep: Path, became: str) -> None:
        if became in {"lost", "late"}:
            self._listen(WorkEvent(name, "lost", {"cause": "The worker was killed."}))
            return
        for epoch, loss in enumerate(self._losses, start=1):
            told = {"val_loss": loss + recipe.training.seed}
            report = {"epoch": epoch, "epochs": len(self._losses), "figures": told}
            self._listen(WorkEvent(name, "reported", report))
        if became == "unrecorded":
            self._listen(WorkEvent(name, "done", {"ended": False, "cause": "No room."}))
            return
        run = Run.create(recipe, sweep)
        loss = loss_of(recipe)
        scores: Any = {"validation": {"loss": loss, "accuracy": 1 - loss}}
        status: Any = became
        Result(status, 1, 1.0, {}, {"loss": [1.0]}, scores, {}).write(run.result_path)
        run.model_path.write_text("a model")
        (run.folder / LAYERS_FOLDER).mkdir()
        self._listen(WorkEvent(name, "done", {"ended": True}))

    def stop(self, name: str) -> None:
        self._stopped.add(name)

    def kill(self, name: str) -> None:
        self._killed.add(name)

    def close(self) -> None:
        """Nothing is left behind."""
