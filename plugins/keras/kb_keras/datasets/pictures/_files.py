"""Which files of a folder are pictures, and of what."""

import re
from pathlib import Path

from kb_registry import DataError

PARTS = {
    "train": re.compile(r"(\w+[_ -])?train(ing)?([_ -]?(set|data|images))?", re.IGNORECASE),
    "validation": re.compile(
        r"(\w+[_ -])?(val|valid|validation|dev)([_ -]?(set|data|images))?", re.IGNORECASE
    ),
    "test": re.compile(r"(\w+[_ -])?test(ing)?([_ -]?(set|data|images))?", re.IGNORECASE),
}
"""What folders are called that hold parts of a data set rather than a class."""

SYSTEM = {
    "thumbs.db",
    "ehthumbs.db",
    "ehthumbs_vista.db",
    "desktop.ini",
    "icon\r",
    "@eadir",
    "$recycle.bin",
    "system volume information",
    "lost+found",
}
"""What Windows, macOS and Synology leave in folders."""


def parts_of(root: Path, names: tuple[str, ...]) -> dict[str, Path]:
    """Return the folders that hold training, validation and test samples, if all folders do so."""
    parts: dict[str, Path] = {}
    for name in names:
        part = next((part for part, like in PARTS.items() if like.fullmatch(name)), None)
        if part is None or part in parts:
            return {}
        parts[part] = root / name
    return parts if "train" in parts and len(parts) > 1 else {}


def folders(folder: Path) -> tuple[str, ...]:
    """Return the names of the folders in a folder, in order.

    Raises:
        DataError: It can't be read.
    """
    return tuple(path.name for path in _shown(folder) if path.is_dir())


def pictures(folder: Path) -> list[Path]:
    """Return the files in the folder of a class, in order.

    Raises:
        DataError: There are none, or there is a folder among them.
    """
    found = _shown(folder)
    inner = next((path for path in found if path.is_dir()), None)
    if inner is not None:
        raise DataError(
            f"{inner} is a folder, where pictures of class {folder.name} were expected.",
            hint="Expected pictures in a folder for each class, or such folders in train and test.",
        )
    if not found:
        raise DataError(f"{folder} holds no pictures.", hint="Fill or remove it.")
    return found


def all_pictures(folder: Path) -> list[Path]:
    """Return every file in a folder and the folders in it, in order; or the file itself.

    Raises:
        DataError: There are none.
    """
    if folder.is_file():
        return [folder]
    found: list[Path] = []
    for path in _shown(folder):
        found += all_pictures(path) if path.is_dir() else [path]
    return found


def _shown(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if _is_shown(path.name))
    except OSError as error:
        raise DataError(
            f"{folder} can't be read: {error.strerror}.", hint="Give the path of a folder."
        ) from error


def _is_shown(name: str) -> bool:
    return not name.startswith((".", "__")) and name.lower() not in SYSTEM
