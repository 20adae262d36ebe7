"""What a run was begun with, and each later session that differed."""

import json
from pathlib import Path
from typing import Any

from kb_registry import write_json

from kb_engine._format import stamped, unstamped

Record = dict[str, Any]
"""Versions, devices and the recipe, as plain values."""

_RESUMED = "resumed"

FROM_EPOCH = "from_epoch"
"""The first epoch that was trained under a record."""

NOT_IN_FORCE = "not_in_force"
"""Places in the recipe that only a new run would begin with."""


def read_records(path: Path) -> list[Record]:
    """The records of a run, oldest first; none if there are none that can be read.

    Raises:
        FormatError: A later version of this project wrote the file.
    """
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return []
    if not isinstance(content, dict):
        return []
    first = unstamped(content, path)
    later = first.pop(_RESUMED, None)
    since = later if isinstance(later, list) else []
    return [first, *(record for record in since if isinstance(record, dict))]


def add_record(path: Path, record: Record) -> None:
    """Keep the first record, and under `resumed` the later ones that differ from their predecessor.

    Raises:
        FormatError: A later version of this project wrote the file.
        OSError: The file can't be written.
    """
    records = read_records(path)
    if records and _without_session(records[-1]) == _without_session(record):
        return
    first, *later = [*records, record]
    write_json(path, stamped({**first, _RESUMED: later} if later else first))


def _without_session(record: Record) -> Record:
    """A record without what it says of the session that it begins with."""
    return {name: value for name, value in record.items() if name not in {FROM_EPOCH, NOT_IN_FORCE}}
