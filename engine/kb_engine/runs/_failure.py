"""Why a run has no result, or none that counts."""

import json
from pathlib import Path
from typing import Literal, Self, get_args

from attrs import asdict, frozen
from kb_registry import write_json

FailureStatus = Literal["failed", "skipped", "pruned"]
"""What became of a run that wasn't trained to its end."""


@frozen
class Failure:
    """A run that ended early, and why.

    A crash, a timeout or a recipe that can't be built leaves no result, and a result says nothing
    of a cause. The file `failure.json` stands beside what there is.

    Attributes:
        status: "failed", "skipped" if the recipe can't be built, or "pruned" by a search.
        cause: One sentence.
    """

    status: FailureStatus
    cause: str

    @staticmethod
    def path(folder: Path) -> Path:
        """Where a run's failure is kept."""
        return folder / "failure.json"

    def write(self, folder: Path) -> None:
        """Write the failure into a run's folder.

        Raises:
            OSError: It can't be written.
        """
        write_json(self.path(folder), asdict(self))

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """A run's failure; None if it has none that can be read."""
        try:
            content = json.loads(cls.path(folder).read_text("utf-8"))
            failure = cls(content["status"], str(content["cause"]))
        except (OSError, ValueError, TypeError, KeyError):
            return None
        return failure if failure.status in get_args(FailureStatus) else None
