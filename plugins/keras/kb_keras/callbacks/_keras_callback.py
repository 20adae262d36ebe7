"""A callback of Keras with plain parameters, and the words that several share."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from kb_registry import Callback, Ge, InvalidParameterError, RunContext

from kb_keras._mirror import arguments, keras_class

if TYPE_CHECKING:
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
