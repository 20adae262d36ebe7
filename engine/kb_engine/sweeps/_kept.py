"""Which trials of a sweep keep their model."""

import shutil
from pathlib import Path
from typing import Self

from attrs import define, field
from kb_registry import InvalidParameterError


@define
class KeptModels:
    """Deletes the models of trials that fall behind.

    Checkpoints of trials that have ended go as well: nothing is resumed from them.

    Attributes:
        most: How many models are kept; None for all.
    """

    most: int | None
    _ranked: list[tuple[float, Path]] = field(factory=list)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `best:3`, `all` or `none`.

        Raises:
            InvalidParameterError: The text is none of these.
        """
        word, _, number = text.partition(":")
        if text in {"all", "none"}:
            return cls(None if text == "all" else 0)
        if word == "best" and number.isdecimal() and int(number) > 0:
            return cls(int(number))
        raise InvalidParameterError(
            f"keep_models must be best:N, all or none, not {text}.", hint="Write best:3."
        )

    def ended(self, folder: Path, loss: float | None) -> None:
        """A trial has ended.

        Args:
            folder: The run's folder.
            loss: Its score, the smaller the better; None if it has none.
        """
        shutil.rmtree(folder / "checkpoints", ignore_errors=True)
        if self.most is None:
            return
        if loss is None or not self.most:
            _drop(folder)
            return
        self._ranked = sorted([*self._ranked, (loss, folder)])
        for _, worse in self._ranked[self.most :]:
            _drop(worse)
        del self._ranked[self.most :]


def _drop(folder: Path) -> None:
    (folder / "model.keras").unlink(missing_ok=True)
