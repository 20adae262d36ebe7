"""Train a recipe, and record it as a run."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from attrs import asdict, frozen
from kb_registry import Splits

from kb_engine.assembly import assemble
from kb_engine.build import callbacks, dataset
from kb_engine.interruption import stop_on_interrupt
from kb_engine.recipe import Recipe
from kb_engine.result import Result, Scores, Status
from kb_engine.run import FailedRunError, Run

if TYPE_CHECKING:
    import keras

    from kb_engine.training import TrainingHistory


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
    recipe: Recipe, logdir: Path, observers: "Sequence[keras.callbacks.Callback]" = ()
) -> TrainedRun:
    """Train the recipe's model from its seed and write a run folder.

    Ctrl-C ends the training early: what was learned so far is scored and saved, and the
    result says `interrupted`.

    Args:
        recipe: What to train.
        logdir: The folder in which the run's folder is made.
        observers: Keras callbacks beside the recipe's, such as a progress bar.

    Raises:
        LogdirError: The folder can't be written.
        DataError: The data is missing or damaged.
        FailedRunError: The loss became NaN or infinite; the run's folder holds what was saved.
        KerasBlocksError: The recipe can't be built.
    """
    import keras

    from kb_engine.training import NonFiniteLossError, fit

    data = dataset(recipe).load(recipe.training.seed)
    keras.utils.set_random_seed(recipe.training.seed)  # for blocks that declare no seed
    model = assemble(recipe, data.spec)
    run = Run.create(recipe, logdir)
    started = time.perf_counter()
    status: Status = "trained"
    failure: NonFiniteLossError | None = None
    try:
        with stop_on_interrupt(model) as interruption:
            fit(
                model,
                (data.train.x, data.train.y),
                validation=(data.validation.x, data.validation.y),
                epochs=recipe.training.epochs,
                batch_size=recipe.training.batch_size,
                seed=recipe.training.seed,
                compilation=recipe.training.compile,
                callbacks=[*callbacks(run, data), *observers],
            )
        if interruption.happened:
            status = "interrupted"
    except NonFiniteLossError as error:
        status, failure = "failed", error
    history = cast("TrainingHistory", model.history)  # Keras puts it there before the first step
    result = Result(
        status=status,
        parameters=model.count_params(),
        seconds=time.perf_counter() - started,
        compilation=asdict(history.compilation),
        history=history.history,
        scores=evaluate(model, data),
        samples={name: len(split) for name, split in data.by_name().items()},
    )
    run.save(model)
    result.write(run.result_path)
    if failure is not None:
        message = str(failure)
        raise FailedRunError(
            f"{message[:1].upper()}{message[1:]}.",
            hint=f"The model as it was before that step is in {run.folder}.",
        )
    return TrainedRun(run, result, model)


def evaluate(model: "keras.Model", data: Splits) -> dict[str, Scores]:
    """Loss and metrics on every split, in inference mode."""
    return {
        name: model.evaluate(split.x, split.y, batch_size=1024, verbose=0, return_dict=True)
        for name, split in data.by_name().items()
    }
