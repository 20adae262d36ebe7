"""The version of the files in a run's folder."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kb_engine._errors import FormatError

FORMAT = 1
"""What is written today; files from before there were versions count as 0."""

FIELD = "format"


def stamped(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a file with its version, which comes first."""
    return {FIELD: FORMAT, **content}


def unstamped(content: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """The content of a file without its version.

    Raises:
        FormatError: A later version of the project wrote the file, or nobody's.
    """
    version = content.get(FIELD, 0)
    if type(version) is not int or version < 0:
        raise FormatError(
            f"{path} has format {version!r}, which isn't a version.",
            hint=f"Write {FIELD} = {FORMAT}, or leave it out.",
        )
    if version > FORMAT:
        raise FormatError(
            f"{path} has format {version}, and this version of Keras Blocks reads formats up to"
            f" {FORMAT}.",
            hint="Update Keras Blocks to the version that wrote it.",
        )
    return {name: value for name, value in content.items() if name != FIELD}
