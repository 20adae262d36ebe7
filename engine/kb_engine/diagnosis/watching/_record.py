"""Observations as a file of the run."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from attrs import asdict
from kb_registry import write_json

from kb_engine._format import stamped, unstamped
from kb_engine.diagnosis.watching._observation import Observation, Trouble


def write_observations(path: Path, observations: Sequence[Observation]) -> None:
    """Write what was observed, the oldest first.

    Raises:
        OSError: The file can't be written.
    """
    write_json(path, stamped({"observations": [asdict(each) for each in observations]}))


def read_observations(path: Path) -> list[Observation]:
    """What was observed; nothing if no file can be read, or a later version wrote it."""
    try:
        content = unstamped(json.loads(path.read_text("utf-8")), path)
        found = [Observation(**each) for each in content["observations"]]
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return []
    return [each for each in found if each.trouble in get_args(Trouble)]
