"""Under what the runs of a comparison were trained."""

import json
from pathlib import Path

from kb_engine.comparison import Comparison

_SAID = ("python", "system", "cores", "devices")


def environments(found: Comparison) -> list[str]:
    """Versions and machines, each once."""
    runs = [run for level in found.levels for run in level.runs]
    machines = dict.fromkeys(line for run in runs for line in _machine(run.run.folder))
    versions = {version for run in runs for version in run.versions}
    return [*machines, *sorted(versions)]


def _machine(folder: Path) -> list[str]:
    try:
        record = json.loads((folder / "environment.json").read_text("utf-8"))
    except (OSError, ValueError):
        return []
    known = record if isinstance(record, dict) else {}
    return [f"{name} {known[name]}" for name in _SAID if name in known]
