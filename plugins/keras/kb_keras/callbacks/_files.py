"""Callbacks that write into the run's folder."""

from string import Formatter
from typing import TYPE_CHECKING, Annotated, Literal

from kb_registry import Ge, InvalidParameterError, RunContext, param

from kb_keras._mirror import arguments
from kb_keras.callbacks._keras_callback import MODE_HELP, MONITOR_HELP, KerasCallback, Mode

if TYPE_CHECKING:
    from collections.abc import Sequence

    import keras


class CSVLogger(KerasCallback):
    """Writes a line of numbers an epoch to a file in the run's folder.

    A resumed run appends to its file, with no line lost or repeated.
    """

    keras_name = "keras.callbacks.CSVLogger"
    file = "filename"
    traits = frozenset({"writes"})

    filename: str = param(default="epochs.csv", help="file in the run's folder")
    separator: str = param(default=",", help="what stands between numbers")

    def build(self, run: RunContext) -> "keras.callbacks.Callback":
        """Return a new Keras callback for one run."""
        from kb_keras.callbacks._continued_csv import ContinuedCSVLogger

        return ContinuedCSVLogger(str(run.folder / self.filename), self.separator)


class ModelCheckpoint(KerasCallback):
    """Saves the model while it is trained, to a file in the run's folder.

    Braces in the name are filled in: {epoch:03d}.keras, {val_loss:.3f}.keras.
    """

    keras_name = "keras.callbacks.ModelCheckpoint"
    file = "filepath"
    traits = frozenset({"writes"})
    at_start = frozenset({"initial_value_threshold"})

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
        """Check that the log holds the monitored value and those that the file's name uses."""
        from kb_keras.callbacks._watched import check_logged, check_monitor

        check_monitor("ModelCheckpoint", self.monitor, self.mode, model, metrics)
        others = {"epoch", "batch", "learning_rate"}  # the last where a callback logs it
        for name in sorted(self._wanted() - others):
            check_logged("ModelCheckpoint", name, model, metrics)

    def build(self, run: RunContext) -> "keras.callbacks.Callback":
        """Return a new Keras callback for one run."""
        from kb_keras.callbacks._whole_model_checkpoint import WholeModelCheckpoint

        given = arguments(self)
        path = str(run.folder / given.pop("filepath"))
        return WholeModelCheckpoint(path, **given)  # type: ignore[no-untyped-call]  # Keras annotates nothing

    def _wanted(self) -> set[str]:
        """What the braces in the file's name ask for."""
        return {name for _, name, _, _ in Formatter().parse(self.filepath) if name is not None}
