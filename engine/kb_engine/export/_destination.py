"""Where an exported model goes."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from attrs import frozen
from kb_registry import Exporter, KerasBlocksError, SetOption, write_atomically

NAME = "exported"
IN_A_SAVED_MODEL = "saved_model.pb"


class DestinationError(KerasBlocksError, OSError):
    """A place to which a model can't be exported."""


@frozen
class Destination:
    """A file or a folder that is to be written.

    Attributes:
        path: Where.
    """

    path: Path

    @classmethod
    def of(
        cls, path: Path | None, folder: Path, exporter: Exporter, *, force: bool
    ) -> "Destination":
        """Check a path, before anything takes time.

        Args:
            path: What was asked for; None for a name in the run's folder.
            folder: The run's.
            exporter: What will write.
            force: Whether to replace what is there.

        Raises:
            DestinationError: It has the wrong suffix, exists, or its folder doesn't.
        """
        path = path or folder / f"{NAME}{exporter.suffixes[0]}"
        if not path.name.endswith(exporter.suffixes):
            raise DestinationError(
                f"{path} doesn't end as such a file must.",
                hint=f"End it in {' or '.join(exporter.suffixes)}.",
            )
        if path.exists():
            _check_replaceable(path, force=force)
        if not path.parent.is_dir():
            raise DestinationError(f"There is no folder {path.parent}.", hint="Make it first.")
        return cls(path)

    @property
    def card(self) -> Path:
        """The file that says what goes in and what comes out."""
        return self.path.with_name(f"{self.path.name}.json")

    def write(self, write: Callable[[Path], object]) -> None:
        """Let `write` make a file or folder beside the place, and put it there when it is whole.

        Raises:
            DestinationError: It can't be written.
        """
        before = self.path.with_name(f".unfinished-before-{self.path.name}")
        try:
            if self.path.is_dir():
                write_atomically(
                    self.path, lambda beside: (write(beside), self.path.rename(before))
                )
            else:
                write_atomically(self.path, write)
        except OSError as error:
            if isinstance(error, KerasBlocksError):
                raise
            raise DestinationError(
                f"Can't write {self.path}: {error.strerror or error}."
            ) from error
        finally:
            if before.is_dir() and not self.path.exists():
                with suppress(OSError):
                    before.rename(self.path)
            shutil.rmtree(before, ignore_errors=True)


def _check_replaceable(path: Path, *, force: bool) -> None:
    if not force:
        raise DestinationError(
            f"{path} exists.",
            hint="Name another place.",
            suggestions=[SetOption("force", value=True, purpose="Or replace it")],
        )
    if path.is_dir() and not (path / IN_A_SAVED_MODEL).is_file():
        raise DestinationError(
            f"{path} is a folder without a SavedModel, which isn't replaced.", hint="Name another."
        )
