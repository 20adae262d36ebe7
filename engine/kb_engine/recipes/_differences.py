"""What differs between two records, in the words of a recipe."""

import json
from collections.abc import Iterator


def differences(before: object, now: object, place: str = "") -> Iterator[str]:
    """Name every value that differs: `opt.learning_rate was 0.01 and is 0.1`.

    A component that was exchanged for another is named as such, `act was relu and is prelu`,
    and not parameter by parameter.

    Args:
        before: Plain values, tables and lists of them, as JSON and TOML hold them.
        now: The same at a later time.
        place: Where in a larger record both stand.
    """
    if before == now:
        return
    common = list(_common_parts(before, now))
    if not common:
        yield f"{place} was {_told(before)} and is {_told(now)}"
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
