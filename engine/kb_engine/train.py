"""Train a recipe, and record it as a run."""

import errno
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

from attrs import asdict, frozen
from kb_registry import DataError, Splits

from kb_engine.assembly import assemble
from kb_engine.build import callbacks, dataset
from kb_engine.devices import Devices, Placement, place
from kb_engine.recipe import Recipe
from kb_engine.result import Result, Scores, Status
from kb_engine.run import FailedRunError, ResumeError, Run

if TYPE_CHECKING:
    import keras

    from kb_engine.training import Saved, TrainingHistory


_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@frozen(eq=False)
class TrainedRun:
    """A finished run.

    Attributes:
        run: The recipe and the folder with everything that was written.
        result: The figures.
        model: The trained model.
    """

    run: Run
    result: Result
    model: "keras.Model"

    @property
    def history(self) -> dict[str, list[float]]:
        """Each metric after each epoch."""
        return self.result.history


def train(
    recipe: Recipe,
    logdir: Path,
    observers: "Sequence[keras.callbacks.Callback]" = (),
    *,
    devices: Devices = "one",
) -> TrainedRun:
    """Train the recipe's model from its seed and write a run folder.

    Ctrl-C or SIGTERM ends the training early: what was learned so far is scored and saved, and
    the result says `interrupted`.

    Args:
        recipe: What to train.
        logdir: The folder in which the run's folder is made.
        observers: Keras callbacks beside the recipe's, such as a progress bar.
        devices: "all" trains on all GPUs, each on its part of every batch. Losses then differ by
            rounding, and with layers that draw random numbers or normalize batches by more.

    Raises:
        LogdirError: The folder can't be written.
        DataError: The data is missing or damaged.
        FailedRunError: The loss became NaN or infinite, memory or the disk didn't suffice, or the
            data changed meanwhile; the run's folder holds what was saved.
        KerasBlocksError: The recipe can't be built.
    """
    prepared = _prepare(recipe, devices)
    return _train(Run.create(recipe, logdir, devices), prepared, observers, resumed=None)


def resume(
    folder: Path, observers: "Sequence[keras.callbacks.Callback]" = (), *, force: bool = False
) -> TrainedRun:
    """Go on with a run that was interrupted or killed, from its last checkpoint.

    It ends with the same weights, to the last bit, as if it had never stopped. A run without a
    checkpoint begins anew, in the same folder.

    Args:
        folder: The run's folder.
        observers: Keras callbacks beside the recipe's.
        force: Go on even where the recipe or a version has changed since.

    Raises:
        ResumeError: The folder holds no run, or something has changed since it was begun.
        KerasBlocksError: As `train` raises.
    """
    from kb_engine.training import load_latest, restore

    run = Run.open(folder)
    changes = run.changes()
    if changes and not force:
        raise ResumeError(
            f"{folder} was begun otherwise: {'; '.join(changes)}.",
            hint="Go on all the same with --force; the weights may then differ.",
        )
    run.forget_unfinished()
    prepared = _prepare(run.recipe, run.devices)
    saved = load_latest(run.checkpoints)
    if saved is not None:
        try:
            restore(prepared.model, saved.state)
        except ValueError as error:  # of another model
            raise ResumeError(
                f"The checkpoints in {run.checkpoints} don't fit the recipe: {error}.",
                hint="Undo what was changed in recipe.toml, or begin anew with"
                f" kb train --recipe {folder / 'recipe.toml'}",
            ) from None
    return _train(run, prepared, observers, resumed=saved)


@frozen(eq=False)
class _Prepared:
    """What a training needs, the same whether it begins or goes on."""

    data: Splits
    model: "keras.Model"
    placement: Placement


def _prepare(recipe: Recipe, devices: Devices) -> _Prepared:
    import keras

    placement = place(devices)
    data = dataset(recipe).load(recipe.training.seed)
    placement.check_shares(recipe.training.batch_size, len(data.train), len(data.validation))
    keras.utils.set_random_seed(recipe.training.seed)  # for blocks that declare no seed
    with placement.scope:
        return _Prepared(data, assemble(recipe, data.spec), placement)


def _train(
    run: Run,
    prepared: _Prepared,
    observers: "Sequence[keras.callbacks.Callback]",
    resumed: "Saved | None",
) -> TrainedRun:
    from kb_engine.training import (
        OUT_OF_MEMORY,
        Checkpoint,
        NonFiniteLossError,
        fit,
        stop_on_interrupt,
    )

    data, model, training = prepared.data, prepared.model, run.recipe.training
    companions = [*callbacks(run, data), *observers]
    checkpoint = Checkpoint(run.checkpoints, companions, resumed)
    started = time.perf_counter()
    status: Status = "trained"
    failure: NonFiniteLossError | None = None
    try:
        with _needing_data(run), stop_on_interrupt() as interruption:
            fit(
                model,
                (data.train.x, data.train.y),
                validation=(data.validation.x, data.validation.y),
                epochs=training.epochs,
                initial_epoch=_first_epoch(resumed, training.epochs),
                batch_size=training.batch_size,
                seed=training.seed,
                compilation=training.compile,
                callbacks=[*companions, checkpoint, interruption],
            )
        if interruption.happened:
            status = "interrupted"
    except NonFiniteLossError as error:
        status, failure = "failed", error
    except OUT_OF_MEMORY:
        checkpoint.wait()
        raise _out_of_memory(run, prepared) from None
    except OSError as error:
        checkpoint.wait()
        if error.errno not in _NO_ROOM:
            raise
        raise _no_room(run, "what a callback saves", error) from error
    history = cast("TrainingHistory", model.history)  # Keras puts it there before the first step
    if prepared.placement.devices > 1:
        model = _on_one_device(run.recipe, data, model)
    with _needing_data(run):
        scores = evaluate(model, data)
    before = resumed.history if resumed else {}
    result = Result(
        status=status,
        parameters=model.count_params(),
        seconds=time.perf_counter() - started,
        compilation=asdict(history.compilation),
        history={
            name: [*before.get(name, ()), *history.history.get(name, ())]
            for name in {**before, **history.history}
        },
        scores=scores,
        samples={name: len(split) for name, split in data.by_name().items()},
        devices=prepared.placement.record,
    )
    try:
        run.save(model)
        result.write(run.result_path)
    except OSError as error:
        raise _no_room(run, "the trained model", error) from error
    if failure is not None:
        message = str(failure)
        raise FailedRunError(
            f"{message[:1].upper()}{message[1:]}.",
            hint=f"The model as it was before that step is in {run.folder}.",
        )
    return TrainedRun(run, result, model)


def _first_epoch(resumed: "Saved | None", epochs: int) -> int:
    if resumed is None:
        return 0
    return epochs if resumed.stopped else resumed.epoch


def _on_one_device(recipe: Recipe, data: Splits, model: "keras.Model") -> "keras.Model":
    """The same model, free from the strategy it was trained under."""
    from kb_engine.training import capture, restore

    free = assemble(recipe, data.spec)
    restore(free, capture(model))
    return free


def _out_of_memory(run: Run, prepared: _Prepared) -> FailedRunError:
    from kb_engine.training import largest_halving_that_fits, load_latest

    samples, devices = prepared.data.train, prepared.placement.devices
    asked = min(run.recipe.training.batch_size, len(samples))
    fitting = largest_halving_that_fits(
        prepared.model, (samples.x, samples.y), asked, devices=devices
    )
    if fitting is None:
        hint = "Not even a single sample fits: choose a smaller network."
    else:
        hint = f"A step of {fitting} was tried and fits: begin anew with --batch-size {fitting}."
    saved = load_latest(run.checkpoints)
    if saved is not None:
        hint += (
            f"\n{saved.epoch} epochs are kept. Where there is more memory, go on with"
            f" kb train --resume {run.folder}"
        )
    return FailedRunError(f"There is not enough memory for a step of {asked} samples.", hint=hint)


def _no_room(run: Run, content: str, error: OSError) -> FailedRunError:
    reason = os.strerror(error.errno) if error.errno else error
    return FailedRunError(
        f"Can't write {content} to {run.folder}: {reason}.",
        hint=f"Make room, then repeat what no checkpoint holds with kb train --resume {run.folder}",
    )


@contextmanager
def _needing_data(run: Run) -> Iterator[None]:
    try:
        yield
    except DataError as error:
        raise FailedRunError(
            error.message,
            hint=f"{error.hint} What was learned until the last epoch is kept: go on with"
            f" kb train --resume {run.folder}",
        ) from error


def evaluate(model: "keras.Model", data: Splits) -> dict[str, Scores]:
    """Loss and metrics on every split, in inference mode."""
    from kb_engine.training import evaluate as score

    return {name: score(model, (split.x, split.y)) for name, split in data.by_name().items()}
