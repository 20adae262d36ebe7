"""What was observed of a training."""

from typing import Literal

from attrs import frozen

from kb_engine.diagnosis._ailments import Ailment

Trouble = Literal[Ailment, "oscillating", "stalled", "overfitting", "stale statistics"]
"""The verdicts of a probe but *healthy*, and what only a training shows."""


@frozen
class Observation:
    """Something that goes wrong in a training.

    Attributes:
        trouble: In a word.
        step: Where it was noticed, as the optimizer counts.
        epoch: Likewise, counted from 1.
        place: The layer where it begins, or None.
        because: The evidence, in a sentence.
    """

    trouble: Trouble
    step: int
    epoch: int
    place: str | None
    because: str

    def __str__(self) -> str:
        place = f" from {self.place} on" if self.place else ""
        return f"epoch {self.epoch}, step {self.step}: {self.trouble}{place}: {self.because}"
