"""Programs in the place of the functions that Keras' loops call, for the time of a training."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Literal

import keras

from kb_engine.training._program import Program
from kb_engine.training.safety._failure import checked
from kb_engine.training.step._step import Logs


@contextmanager
def installed(
    model: keras.Model, training: Program, evaluation: Program | None
) -> Iterator[Callable[[], None]]:
    """Have Keras' loops call these programs, and its own functions again afterwards.

    Keras' `fit` reads from the model how many steps a call takes. Call what is given as soon as it
    has done so: whoever else uses the model, a callback that predicts for one, finds the model's
    own `steps_per_execution`.
    """
    own_steps, untold = model.steps_per_execution, True

    def give_back() -> None:
        nonlocal untold
        if untold:
            untold, model.steps_per_execution = False, own_steps

    with ExitStack() as stack:
        stack.callback(give_back)
        if not training.keras_runs:
            model.steps_per_execution = training.layout.chunk_steps
        stack.enter_context(_Replacement(model, "train", training).in_place())
        if evaluation is not None:
            stack.enter_context(_Replacement(model, "test", evaluation).in_place())
        yield give_back


class _Replacement:
    """Stands for a model's `train_function` or `test_function`.

    A callback may call `evaluate` or `train_on_batch` on data of its own while the model trains:
    what isn't one of our chunks goes to the function that Keras makes. It may also have the
    function made anew, so that other layers train from then on.
    """

    def __init__(
        self, model: keras.Model, kind: Literal["train", "test"], program: Program
    ) -> None:
        self._model, self._program = model, program
        self._name, self._maker = f"{kind}_function", f"make_{kind}_function"
        self._of_keras = getattr(model, self._name)

    def __call__(self, iterator: Any) -> Logs:
        if self._program.keras_runs:  # on an iterator whose elements may be spread over devices
            own = self._made_by_keras()
            return (checked(self._model, own) if self._program.watched else own)(iterator)
        if getattr(iterator, "element_spec", None) != self._program.data.element_spec:
            return self._made_by_keras()(iterator)
        return self._program(next(iterator))

    def make(self, force: bool = False) -> None:  # noqa: FBT001, FBT002 Keras' signature
        """Do what Keras' `make_train_function` does. Compiling takes a model's functions away."""
        if force or getattr(self._model, self._name) is None:
            self._program.forget()
            self._of_keras = None
        setattr(self._model, self._name, self)

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Take the function's place, and that of its maker."""
        setattr(self._model, self._name, self)
        setattr(self._model, self._maker, self.make)
        try:
            yield
        finally:
            delattr(self._model, self._maker)
            if getattr(self._model, self._name) is self:  # it wasn't compiled meanwhile
                setattr(self._model, self._name, self._of_keras)

    def _made_by_keras(self) -> Any:
        if self._of_keras is None:
            getattr(type(self._model), self._maker)(self._model, force=True)
            self._of_keras = getattr(self._model, self._name)
            setattr(self._model, self._name, self)
        return self._of_keras
