"""TensorFlow's profiler, over some steps of a training."""

from collections.abc import Sequence
from typing import NamedTuple


class Profiled(NamedTuple):
    """The steps to profile, both included."""

    first: int
    last: int

    @classmethod
    def parse(cls, steps: "int | Sequence[int]") -> "Profiled":
        """Reads one step, or the first and the last.

        Raises:
            ValueError: If these aren't steps, or the last is before the first.
        """
        first, *others = [steps] if isinstance(steps, int) else steps
        last = others[-1] if others else first
        if len(others) > 1 or not 1 <= first <= last:
            raise ValueError(
                f"profile={steps!r} isn't a range of steps. Write the first and the last one, "
                "counted from 1, such as profile=(10, 20)."
            )
        return cls(first, last)


class Profiler:
    """Starts and stops the profiler; the calls of the training function are its steps.

    Args:
        folder: Where the profile goes.
        steps: The steps to profile.
    """

    def __init__(self, folder: str, steps: Profiled) -> None:
        self._folder = folder
        self._steps = steps
        self._running = self._done = False

    @property
    def waiting(self) -> bool:
        """Whether there is still something to start or stop."""
        return not self._done

    def before(self, step: int, ahead: int) -> None:
        """Looks whether the next call is one to profile.

        Args:
            step: Steps made so far.
            ahead: Steps that the next call makes.

        Raises:
            tensorflow.errors.OpError: If the profiler can't be started or stopped, for example
                since another one is running.
        """
        import tensorflow as tf

        if self._running and step >= self._steps.last:
            self.stop()
        elif not self._running and step < self._steps.last and step + ahead >= self._steps.first:
            self._done = True  # if it can't be started now, it can't be at the next step
            tf.profiler.experimental.start(self._folder)
            self._running, self._done = True, False

    def stop(self) -> None:
        """Ends the profile, if it is being made, and writes it.

        Raises:
            tensorflow.errors.OpError: If it can't be written.
        """
        import tensorflow as tf

        if self._running:
            self._running, self._done = False, True
            tf.profiler.experimental.stop()
