"""What differs between two records, in the words of a recipe."""

import json
from collections.abc import Iterator

from attrs import frozen


@frozen
class Difference:
    """A value that differs between two records.

    Attributes:
        place: Where it stands: `opt.learning_rate`.
        before: What it was; None if it was absent.
        now: What it is; None if it is absent.
    """

    place: str
    before: object
    now: object

    def __str__(self) -> str:
        return f"{self.place} was {_told(self.before)} and is {_told(self.now)}"

    @property
    def parts(self) -> list[str]:
        """The place, part by part."""
        return self.place.split(".")


def differences(before: object, now: object, place: str = "") -> Iterator[Difference]:
    """Find every value that differs: `opt.learning_rate was 0.01 and is 0.1`.

    A component that was exchanged for another is one difference, `act was relu and is prelu`,
    rather than one for each parameter.

    Args:
        before: Plain values, tables and lists of them, as JSON and TOML hold them.
        now: The same at a later time.
        place: Where in a larger record both stand.
    """
    if before == now:
        return
    common = list(_common_parts(before, now))
    if not common:
        yield Difference(place, before, now)
    for part, one, other in common:
        yield from differences(one, other, f"{place}.{part}" if place else part)


def _common_parts(before: object, now: object) -> Iterator[tuple[str, object, object]]:
    match before, now:
        case dict(), dict() if before.get("name") == now.get("name"):
            for part in sorted({*before, *now}):
                yield part, before.get(part), now.get(part)
        case list(), list() if _told(before) == _told(now):
            for one, other in zip(before, now, strict=True):
                yield _told(one), one, other


def _told(value: object) -> str:
    match value:
        case None:
            return "absent"
        case str():
            return value
        case dict():
            return str(value.get("name", "a table"))
        case list():
            return f"[{', '.join(map(_told, value))}]"
        case _:
            return json.dumps(value)
