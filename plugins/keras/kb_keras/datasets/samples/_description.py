"""What preparations have in common when they are written down and read again."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from kb_registry import DataError, DataSpec


def spec(kind: str, version: int, what: DataSpec) -> dict[str, Any]:
    """Return what every description begins with, as plain data."""
    return {"format": version, "kind": kind, **what.describe()}


@contextmanager
def reading(description: Mapping[str, Any], kind: str, newest: int) -> Iterator[None]:
    """Check what is described, and turn what is missing from it into an error in words.

    Raises:
        DataError: The description is damaged, of a newer version or of something else.
    """
    found, version = description.get("kind"), description.get("format")
    if isinstance(version, int) and version > newest:
        raise DataError(
            f"The data's description has format {version}; this version reads up to {newest}.",
            hint="Try pip install -U keras-blocks-keras.",
        )
    if found != kind:
        raise DataError(f"The data's description is of {found!r}, not of {kind!r}.")
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"The data's description is damaged: {error!r}.") from error
