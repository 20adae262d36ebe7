"""What is kept of the best trials of a sweep alone: models, and what was logged of layers."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Self

from attrs import define, field
from kb_registry import LAYERS_FOLDER, InvalidParameterError


def read_most(setting: str, text: str) -> int | None:
    """Read `best:3`, `all` or `none`: how many trials keep something, None if all do.

    Raises:
        InvalidParameterError: The text is none of these.
    """
    word, _, number = text.partition(":")
    if text in {"all", "none"}:
        return None if text == "all" else 0
    if word == "best" and number.isdecimal() and int(number) > 0:
        return int(number)
    raise InvalidParameterError(
        f"{setting} must be best:N, all or none, not {text}.", hint="Write best:3."
    )


@define
class KeptOfBest:
    """Deletes something of the trials that fall behind.

    Which trials are the best doesn't depend on the order in which they end, and of trials with
    equal scores the first by name is better. So a sweep that was killed and resumed keeps the same.

    Attributes:
        most: How many trials keep it; None for all.
        drop: Deletes it from a run's folder, in which it may be missing.
    """

    most: int | None
    drop: Callable[[Path], None]
    _ranked: list[tuple[float, Path]] = field(factory=list)

    @classmethod
    def models(cls, text: str) -> Self:
        """Models, as `keep_models` says."""
        return cls(read_most("keep_models", text), _drop_model)

    @classmethod
    def layers(cls, text: str) -> Self:
        """What was logged of layers, as `keep_layers` says; with `none`, callbacks decide alone."""
        most = read_most("keep_layers", text)
        return cls(most or None, _drop_layers)

    def ended(self, folder: Path, loss: float | None) -> None:
        """A trial has ended.

        Args:
            folder: The run's folder.
            loss: Its score, the smaller the better; None if it has none.
        """
        if self.most is None:
            return
        if loss is None or not self.most:
            self.drop(folder)
            return
        self._ranked = sorted([*self._ranked, (loss, folder)])
        for _, worse in self._ranked[self.most :]:
            self.drop(worse)
        del self._ranked[self.most :]


def drop_checkpoints(folder: Path) -> None:
    """Delete the checkpoints of a trial that has ended: nothing is resumed from them."""
    shutil.rmtree(folder / "checkpoints", ignore_errors=True)


def _drop_model(folder: Path) -> None:
    (folder / "model.keras").unlink(missing_ok=True)


def _drop_layers(folder: Path) -> None:
    shutil.rmtree(folder / LAYERS_FOLDER, ignore_errors=True)
