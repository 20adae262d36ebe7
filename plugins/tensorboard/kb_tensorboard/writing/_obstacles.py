"""What could not be shown, and why.

Models, data and disks may be such as nobody foresaw. That must not end their training.
"""

import re
from collections.abc import Callable
from typing import TypeVar

_Found = TypeVar("_Found")


class Obstacles:
    """Notes what stood in the way, once for each sort of thing."""

    def __init__(self) -> None:
        self._reasons: dict[str, str] = {}

    def attempt(self, what: str, action: Callable[[], _Found]) -> _Found | None:
        """Does something that may fail.

        Args:
            what: What it means if it does: `"The graph could not be drawn"`.
            action: What to do.

        Returns:
            What the action returns, or None if it failed.
        """
        try:
            return action()
        except Exception as error:  # noqa: BLE001 - nothing here is worth ending a training for
            self.note(what, reason(error))
            return None

    def note(self, what: str, why: str) -> None:
        """Remembers an obstacle; a later one of the same sort takes its place."""
        self._reasons[what] = why

    def sentences(self) -> list[str]:
        """A sentence for each obstacle."""
        return [f"{what}: {why}." for what, why in self._reasons.items()]


def reason(error: Exception) -> str:
    """Returns an error's type and the first line that says something; Keras puts it second."""
    lines = re.sub(r"\x1b\[\d*m", "", str(error)).splitlines()
    telling = [line for line in lines if line and not line.startswith("Exception encountered")]
    return ": ".join([type(error).__name__, *(line.rstrip(" .") for line in telling[:1])])
