"""Words that people attach to runs."""

import json
from collections.abc import Iterable
from pathlib import Path

from kb_registry import write_json

FILE = "tags.json"


def read_tags(folder: Path) -> list[str]:
    """A run's tags, sorted; none if there are none that can be read."""
    try:
        content = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return []
    return sorted(map(str, content)) if isinstance(content, list) else []


def write_tags(folder: Path, tags: Iterable[str]) -> None:
    """Replace a run's tags.

    Raises:
        OSError: The file can't be written.
    """
    write_json(folder / FILE, sorted(set(tags)))
