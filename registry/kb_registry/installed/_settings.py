"""Which plugins may be used, and whose a contested name is.

Settings come from the environment variable `KB_PLUGINS_BLOCK` and from the nearest `kb.toml`
or `pyproject.toml` that has something to say:

    [tool.kb.plugins]             # in kb.toml: [plugins]
    allow = ["keras-blocks-keras", "snake"]
    block = ["some-plugin", "other-plugin:gelu"]

    [tool.kb.plugins.pins]
    snake = "kb-snake"

An item names a distribution, a registered name, or one name of one distribution.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, Self

from kb_registry._errors import InvalidSettingsError
from kb_registry.grammar._nearest import closest
from kb_registry.installed._discovery import Entry
from kb_registry.installed._distributions import normalize

BLOCK_VARIABLE = "KB_PLUGINS_BLOCK"


_FILES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("kb.toml", "plugins", ("plugins",)),
    ("pyproject.toml", "tool.kb", ("tool", "kb", "plugins")),
)
"""Each file's name, a text without which reading it is in vain, and where the settings are."""


class _Settings(NamedTuple):
    allow: frozenset[str]
    block: frozenset[str]
    pins: Mapping[str, str]


class Settings(_Settings):
    """What a person has decided about plugins.

    Attributes:
        allow: The only items that may be used; empty for all.
        block: Items that may not be used, allowed or not. They are never imported.
        pins: The distribution that a name belongs to where several register it.
    """

    __slots__ = ()

    def __new__(
        cls,
        allow: Iterable[str] = (),
        block: Iterable[str] = (),
        pins: Mapping[str, str] = MappingProxyType({}),
    ) -> Self:
        """Take items and owners however they are spelt."""
        owners = {name: normalize(owner) for name, owner in pins.items()}
        return super().__new__(cls, _items(allow), _items(block), owners)

    def permit(self, entry: Entry) -> bool:
        """Whether an entry may be used."""
        if not self.allow and not self.block:
            return True
        items = {entry.name, entry.distribution, f"{entry.distribution}:{entry.name}"}
        allowed = not self.allow or not self.allow.isdisjoint(items)
        return allowed and self.block.isdisjoint(items)


def _items(items: Iterable[str]) -> frozenset[str]:
    found = set()
    for item in items:
        distribution, colon, name = item.strip().partition(":")
        found |= {f"{normalize(distribution)}:{name}"} if colon else {item.strip(), normalize(item)}
    return frozenset(found - {""})


def read_settings(folder: Path | None = None) -> Settings:
    """The settings for a folder, by default the working folder, and its environment.

    Raises:
        InvalidSettingsError: A file isn't TOML or has settings that don't exist.
    """
    folder = Path.cwd() if folder is None else folder
    table: Mapping[str, Any] = {}
    for parent in (folder, *folder.parents):
        found = _in_folder(parent)
        if found is not None:
            table = found
            break
    blocked = os.environ.get(BLOCK_VARIABLE, "").split(",")
    return Settings(
        allow=table.get("allow", ()),
        block=(*table.get("block", ()), *blocked),
        pins=table.get("pins", {}),
    )


def _in_folder(folder: Path) -> Mapping[str, Any] | None:
    for name, mark, keys in _FILES:
        file = folder / name
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        if mark in text:
            table = _read(file, text, keys)
            if table is not None:
                return table
    return None


def _read(file: Path, text: str, keys: tuple[str, ...]) -> Mapping[str, Any] | None:
    import tomllib  # most folders have no settings, and reading it takes 12 ms

    try:
        table: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidSettingsError(f"{file} isn't valid TOML: {error}.") from None
    for key in keys:
        table = table.get(key) if isinstance(table, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise InvalidSettingsError(f"{file}: plugins must be a table.")
    _check(file, table)
    return table


def _check(file: Path, table: Mapping[str, Any]) -> None:
    valid = {"allow": _is_list, "block": _is_list, "pins": _is_table}
    for key, value in table.items():
        if key not in valid:
            raise InvalidSettingsError(
                f"{file}: there is no plugin setting {key!r}.", hint=closest(key, valid)
            )
        if not valid[key](value):
            what = "a table of texts" if key == "pins" else "a list of texts"
            raise InvalidSettingsError(f"{file}: {key} must be {what}.")


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())
