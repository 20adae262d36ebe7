"""One session of a run: from its first weights, or a checkpoint's, to its result."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from attrs import asdict
from kb_registry import Splits

from kb_engine._errors import FailedRunError
from kb_engine.runs._result import Result, Scores, Status
from kb_engine.runs._run import Run
from kb_engine.sessions._build import callbacks
from kb_engine.sessions._peak_memory import forget_peak, peak_megabytes
from kb_engine.sessions._preparation import Prepared, first_model
from kb_engine.sessions._resumption import TrainedWith
from kb_engine.sessions._shortage import needing_data, training_shortage
from kb_engine.sessions._watching import SILENT, Watching, keep_failure, watch_of

if TYPE_CHECKING:
    import keras

    from kb_engine.training import Checkpoint, NonFiniteLossError, Saved, TrainingHistory
    from kb_engine.training.safety._interruption import Interruption


def train_to_the_end(
    run: Run,
    prepared: Prepared,
    observers: "Sequence[keras.callbacks.Callback]",
    resumed: "Saved | None",
    watching: Watching | None = SILENT,
) -> "tuple[Result, keras.Model]":
    """Train, save the model, score it, and record the result, in this order.

    A Ctrl-C ends the training, but not what comes after it; a second one ends all at once.

    Raises:
        FailedRunError: As `train` raises.
    """
    from kb_engine.training import Checkpoint, joined, stop_on_interrupt

    forget_peak()

    data = prepared.data
    first_epoch = resumed.epoch if resumed else 0
    environment = run.write_environment(first_epoch)
    run.describe_data(data)
    watch = [] if watching is None else [watch_of(run, data, watching)]
    companions = [*callbacks(run, data, environment), *watch, *observers]
    record = TrainedWith.now(run, data).as_text()
    checkpoint = Checkpoint(run.checkpoints, companions, resumed, record)
    with stop_on_interrupt() as interruption:
        failure = _fit(run, prepared, [*companions, checkpoint, interruption], checkpoint, resumed)
        seconds, status = checkpoint.seconds, _status(failure, interruption)
        megabytes = peak_megabytes()
        training = cast("TrainingHistory", prepared.model.history)
        model, kept = _kept(run, prepared, failure)
        run.save(model)
        with needing_data(run):
            scores = score(model, data)
            _keep_sample_scores(run, model, data, scores["test"])
            _keep_layers(run, model, data)
    if failure is not None:
        keep_failure(run, failure, first_epoch)
    result = Result(
        status=status,
        parameters=model.count_params(),
        seconds=seconds,
        compilation=asdict(training.compilation),
        history=joined(resumed.history if resumed else {}, training.history, first_epoch),
        scores=scores,
        samples={name: len(split) for name, split in data.by_name().items()},
        devices=prepared.placement.record,
        megabytes=megabytes,
    )
    cause = None if failure is None else _sentence(failure)
    run.record(result, cause)
    if cause is not None:
        raise FailedRunError(
            cause,
            hint=f"The model as it was {kept} is in {run.folder}.",
        )
    return result, model


def _sentence(error: Exception) -> str:
    message = str(error)
    return f"{message[:1].upper()}{message[1:]}."


def score(model: "keras.Model", data: Splits) -> dict[str, Scores]:
    """Loss and metrics on every split, in inference mode."""
    from kb_observe.measures import figures

    from kb_engine.training import evaluate

    return {
        name: dict(figures(evaluate(model, (split.x, split.y))))
        for name, split in data.by_name().items()
    }


def _keep_sample_scores(run: Run, model: "keras.Model", data: Splits, recorded: Scores) -> None:
    """Keep what comparisons need beside the scores; a run is whole without it."""
    from kb_engine.sessions._sample_scoring import sample_scores
    from kb_engine.training import OUT_OF_MEMORY

    try:
        kept = sample_scores(model, data.spec, data.test, recorded)
    except OUT_OF_MEMORY:
        return
    if kept is not None:
        run.keep(kept)


def _keep_layers(run: Run, model: "keras.Model", data: Splits) -> None:
    """Keep what layers do, for the comparison of runs."""
    from kb_engine.sessions._layer_health import layer_health

    layers = layer_health(model, data.train)
    if layers:
        run.keep_layers(layers)


def _fit(
    run: Run,
    prepared: Prepared,
    observers: "Sequence[keras.callbacks.Callback]",
    checkpoint: "Checkpoint",
    resumed: "Saved | None",
) -> "NonFiniteLossError | None":
    """Train until the last epoch, or until the loss isn't a number."""
    from kb_engine.training import NonFiniteLossError, fit

    data, training = prepared.data, run.recipe.training
    with training_shortage(run, prepared):
        try:
            fit(
                prepared.model,
                (data.train.x, data.train.y),
                validation=(data.validation.x, data.validation.y),
                epochs=training.epochs,
                initial_epoch=_first_epoch(resumed, training.epochs),
                batch_size=training.batch_size,
                seed=training.seed,
                compilation=training.compile,
                callbacks=observers,
            )
        except NonFiniteLossError as error:
            return error
        finally:
            checkpoint.wait()
    return None


def _first_epoch(resumed: "Saved | None", epochs: int) -> int:
    if resumed is None:
        return 0
    return epochs if resumed.stopped else resumed.epoch


def _status(failure: "NonFiniteLossError | None", interruption: "Interruption") -> Status:
    if failure is not None:
        return "failed"
    return "interrupted" if interruption.happened else "trained"


def _kept(
    run: Run, prepared: Prepared, failure: "NonFiniteLossError | None"
) -> "tuple[keras.Model, str]":
    """The model to keep, free from any strategy it was trained under, and which one it is.

    Under a strategy a step that fails can't be taken back, but a checkpoint can be gone back to.
    """
    from kb_engine.training import capture, load_latest, restore

    if prepared.placement.devices == 1:
        return prepared.model, "before that step"
    free = first_model(run.recipe, prepared.data.spec)
    if failure is None:
        restore(free, capture(prepared.model))
        return free, "at the end"
    saved = load_latest(run.checkpoints)
    if saved is None:
        return free, "before the first step"
    restore(free, saved.state)
    return free, f"after epoch {saved.epoch}"
