"""Which rules a project takes, from its settings file."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen
from kb_registry import InvalidSettingsError, closest

_FILES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("kb.toml", ("check",)),
    ("pyproject.toml", ("tool", "kb", "check")),
)
"""Each file's name, and the table in it."""


@frozen
class CheckSettings:
    """Rules to take and to leave out, by codes or their beginnings.

    Attributes:
        select: The only rules to take; all, if empty.
        ignore: Rules to leave out.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


def read_check_settings(folder: Path | None = None) -> CheckSettings:
    """The settings of the nearest file that has any, from a folder upwards.

    Args:
        folder: Where to begin; the working folder, if left out.

    Raises:
        InvalidSettingsError: A file isn't TOML, or has settings that don't exist.
    """
    folder = Path.cwd() if folder is None else folder
    for parent in (folder, *folder.parents):
        for name, keys in _FILES:
            table = _table(parent / name, keys)
            if table is not None:
                return _settings(parent / name, table)
    return CheckSettings()


def _table(file: Path, keys: tuple[str, ...]) -> Any:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    try:
        table: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidSettingsError(f"{file} isn't valid TOML: {error}.") from None
    for key in keys:
        table = table.get(key) if isinstance(table, dict) else None
    return table


def _settings(file: Path, table: Any) -> CheckSettings:
    if not isinstance(table, Mapping):
        raise InvalidSettingsError(f"{file}: check must be a table.")
    valid = {"select", "ignore"}
    for key, value in table.items():
        if key not in valid:
            raise InvalidSettingsError(
                f"{file}: there is no check setting {key!r}.", hint=closest(key, valid)
            )
        if not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            raise InvalidSettingsError(f"{file}: {key} must be a list of codes.")
    return CheckSettings(tuple(table.get("select", ())), tuple(table.get("ignore", ())))
