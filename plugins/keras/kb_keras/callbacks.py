"""Keras' observers of training. What they write goes into the run's folder."""

from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from kb_registry import (
    Callback,
    Ge,
    Interval,
    InvalidParameterError,
    RunContext,
    Schedule,
    param,
)

from kb_keras.mirror import arguments, keras_class

if TYPE_CHECKING:
    from collections.abc import Sequence

    import keras

Mode = Literal["auto", "min", "max"]
Count = Annotated[int, Ge(0)]

MONITOR_HELP = "what to watch, as it is called in the log"
MODE_HELP = "which way is better; auto goes by the name"
MIN_DELTA_HELP = "smallest change that counts as better"


class KerasCallback(Callback):
    """A callback of Keras that takes only plain parameters.

    Attributes:
        keras_name: The class of Keras.
        file: The parameter that names a file in the run's folder, if there is one.

    Raises:
        InvalidParameterError: The name leads out of the run's folder.
    """

    keras_name: ClassVar[str]
    file: ClassVar[str] = ""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        name = getattr(self, self.file) if self.file else "none"
        if name in {"", ".."} or Path(name).name != name or "\\" in name:
            raise InvalidParameterError(
                f"{type(self).__name__}: {self.file} must be a name in the run's folder, "
                f"not {name!r}.",
                hint="Give a name without a folder.",
            )

    def build(self, run: RunContext) -> "keras.callbacks.Callback":
        """Return a new Keras callback for one run."""
        given = arguments(self)
        if self.file:
            given[self.file] = str(run.folder / given[self.file])
        callback: keras.callbacks.Callback = keras_class(self.keras_name)(**given)
        return callback


class EarlyStopping(KerasCallback):
    """Stops training when a value hasn't become better for some epochs.

    By default Keras keeps the weights of the last epoch rather than of the best one, and stops
    at the first epoch that isn't better: restore_best_weights=true and some patience are
    usual.
    """

    keras_name = "keras.callbacks.EarlyStopping"
    reference = "Prechelt 1998, Early stopping - but when?, doi:10.1007/3-540-49430-8_3"
    traits = frozenset({"stops"})

    monitor: str = param(default="val_loss", help=MONITOR_HELP)
    min_delta: Annotated[float, Ge(0)] = param(default=0.0, help=MIN_DELTA_HELP)
    patience: Count = param(default=0, help="epochs without a better value before training stops")
    mode: Mode = param(default="auto", kw_only=True, help=MODE_HELP)
    baseline: float | None = param(default=None, kw_only=True, help="value to become better than")
    restore_best_weights: bool = param(
        default=False, kw_only=True, help="whether training ends with the best epoch's weights"
    )
    start_from_epoch: Count = param(default=0, kw_only=True, help="epochs before watching starts")

    def check(self, model: "keras.Model", metrics: "Sequence[keras.metrics.Metric | str]") -> None:
        """Check that what is to be watched is logged."""
        from kb_keras.watched import check_monitor

        check_monitor("EarlyStopping", self.monitor, self.mode, model, metrics)


class ReduceLROnPlateau(KerasCallback):
    """Lowers the learning rate when a value hasn't become better for some epochs.

    Wants a learning rate that is a number, not a schedule.
    """

    keras_name = "keras.callbacks.ReduceLROnPlateau"

    monitor: str = param(default="val_loss", help=MONITOR_HELP)
    factor: Annotated[float, Interval(gt=0, lt=1)] = param(
        default=0.1, help="new rate over the old one"
    )
    patience: Count = param(default=10, help="epochs without a better value before the rate falls")
    mode: Mode = param(default="auto", kw_only=True, help=MODE_HELP)
    min_delta: Annotated[float, Ge(0)] = param(default=0.0001, kw_only=True, help=MIN_DELTA_HELP)
    cooldown: Count = param(default=0, kw_only=True, help="epochs before watching starts again")
    min_lr: Annotated[float, Ge(0)] = param(default=0.0, kw_only=True, help="lowest learning rate")

    def check(self, model: "keras.Model", metrics: "Sequence[keras.metrics.Metric | str]") -> None:
        """Check that what is to be watched is logged, and that the rate can be lowered."""
        from kb_keras.watched import check_monitor, check_rate

        check_monitor("ReduceLROnPlateau", self.monitor, self.mode, model, metrics)
        check_rate("ReduceLROnPlateau", model)


class LearningRateScheduler(Callback):
    """Sets the learning rate at the start of each epoch, from a schedule in epochs.

    A schedule inside an optimizer counts steps; here its decay_steps and boundaries count
    epochs. Wants an optimizer whose learning rate is a number.
    """

    keras_name: ClassVar[str] = "keras.callbacks.LearningRateScheduler"

    schedule: Schedule = param(help="learning rate as a function of the epoch, from 0")

    def check(self, model: "keras.Model", metrics: "Sequence[keras.metrics.Metric | str]") -> None:
        """Check that the rate can be set."""
        del metrics
        from kb_keras.watched import check_rate

        check_rate("LearningRateScheduler", model)

    def build(self, run: RunContext) -> "keras.callbacks.Callback":  # noqa: ARG002 - as the kind has it
        """Return a new Keras callback."""
        import keras

        schedule = self.schedule.build()
        return keras.callbacks.LearningRateScheduler(lambda epoch, _: float(schedule(epoch)))


class TerminateOnNaN(KerasCallback):
    """Stops training when the loss is no longer a finite number."""

    keras_name = "keras.callbacks.TerminateOnNaN"
    traits = frozenset({"stops"})


class SwapEMAWeights(KerasCallback):
    """Evaluates with the moving average of the weights, and trains on without it.

    Wants an optimizer with use_ema=true.
    """

    keras_name = "keras.callbacks.SwapEMAWeights"
    reference = (
        "Polyak & Juditsky 1992, Acceleration of stochastic approximation by averaging, "
        "doi:10.1137/0330046"
    )

    swap_on_epoch: bool = param(
        default=False, help="whether what callbacks save at epochs is the average"
    )

    def check(self, model: "keras.Model", metrics: "Sequence[keras.metrics.Metric | str]") -> None:
        """Check that there is an average."""
        del metrics
        from kb_keras.watched import check_average

        check_average("SwapEMAWeights", model)


class CSVLogger(KerasCallback):
    """Writes a line of numbers an epoch to a file in the run's folder.

    A resumed run goes on with its file, without a line missing or double.
    """

    keras_name = "keras.callbacks.CSVLogger"
    file = "filename"
    traits = frozenset({"writes"})

    filename: str = param(default="epochs.csv", help="file in the run's folder")
    separator: str = param(default=",", help="what stands between numbers")

    def build(self, run: RunContext) -> "keras.callbacks.Callback":
        """Return a new Keras callback for one run."""
        from kb_keras.continued_csv import ContinuedCSVLogger

        return ContinuedCSVLogger(str(run.folder / self.filename), self.separator)


class ModelCheckpoint(KerasCallback):
    """Saves the model while it is trained, to a file in the run's folder.

    Braces in the name are filled in: {epoch:03d}.keras, {val_loss:.3f}.keras.
    """

    keras_name = "keras.callbacks.ModelCheckpoint"
    file = "filepath"
    traits = frozenset({"writes"})

    filepath: str = param(default="checkpoint.keras", help="file in the run's folder")
    monitor: str = param(default="val_loss", help=MONITOR_HELP)
    save_best_only: bool = param(
        default=False, kw_only=True, help="whether only a better model is saved"
    )
    save_weights_only: bool = param(
        default=False,
        kw_only=True,
        help="whether weights are saved without the model; to .weights.h5",
    )
    mode: Mode = param(default="auto", kw_only=True, help=MODE_HELP)
    save_freq: Literal["epoch"] | Annotated[int, Ge(1)] = param(
        default="epoch", kw_only=True, help="each epoch, or steps between two savings"
    )
    initial_value_threshold: float | None = param(
        default=None, kw_only=True, help="value that the first saved model must be better than"
    )

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        try:
            wanted = self._wanted()
        except ValueError as error:
            raise InvalidParameterError(
                f"ModelCheckpoint: filepath {self.filepath!r} can't be filled in: {error}."
            ) from error
        for name in wanted:
            if not name.isidentifier():
                raise InvalidParameterError(
                    f"ModelCheckpoint: filepath may ask for values of the log, not for {name!r}.",
                    hint="For instance {epoch:03d} or {val_loss:.3f}.",
                )
        ending = ".weights.h5" if self.save_weights_only else ".keras"
        if not self.filepath.endswith(ending):
            raise InvalidParameterError(
                f"ModelCheckpoint: filepath must end in {ending}, not {self.filepath!r}."
            )

    def check(self, model: "keras.Model", metrics: "Sequence[keras.metrics.Metric | str]") -> None:
        """Check that what is to be watched is logged, and what the file's name asks for."""
        from kb_keras.watched import check_logged, check_monitor

        check_monitor("ModelCheckpoint", self.monitor, self.mode, model, metrics)
        others = {"epoch", "batch", "learning_rate"}  # the last where a callback logs it
        for name in sorted(self._wanted() - others):
            check_logged("ModelCheckpoint", name, model, metrics)

    def build(self, run: RunContext) -> "keras.callbacks.Callback":
        """Return a new Keras callback for one run."""
        from kb_keras.whole_model_checkpoint import WholeModelCheckpoint

        given = arguments(self)
        path = str(run.folder / given.pop("filepath"))
        return WholeModelCheckpoint(path, **given)  # type: ignore[no-untyped-call]  # Keras annotates nothing

    def _wanted(self) -> set[str]:
        """What the braces in the file's name ask for."""
        return {name for _, name, _, _ in Formatter().parse(self.filepath) if name is not None}
