"""Rows that come as an object a line, as in JSON Lines."""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from kb_registry import DataError

from kb_keras.datasets.tables._block import Block, Cells
from kb_keras.datasets.tables._file import Table
from kb_keras.datasets.tables._notation import Notation

BLOCK_LINES = 4096


def records(file: Path, lines: Iterator[str], names: Sequence[str], notation: Notation) -> Table:
    """Return the table of some columns of objects; what an object lacks is missing.

    Raises:
        DataError: A line holds no object; raised when the rows are read.
    """
    return Table(file, tuple(names), _blocks(file, lines, tuple(names), notation))


def _blocks(file: Path, lines: Iterator[str], names: Cells, notation: Notation) -> Iterator[Block]:
    numbered = ((line, text) for line, text in enumerate(lines, start=1) if text.strip())
    while some := list(islice(numbered, BLOCK_LINES)):
        rows = [_object(file, line, text) for line, text in some]
        columns = tuple(tuple(_cell(row.get(name), notation) for row in rows) for name in names)
        yield Block(tuple(line for line, _ in some), columns)


def _object(file: Path, line: int, text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise DataError(f"{file}: line {line} isn't JSON: {error}.") from error
    if not isinstance(found, dict):
        raise DataError(
            f"{file}: line {line} holds no object.", hint='Expected a line such as {"age": 31}.'
        )
    return found


def _cell(value: object, notation: Notation) -> str:
    """A value as it would stand in a text file."""
    match value:
        case None:
            return ""
        case bool() | int():
            return str(value)
        case float():
            return repr(value).replace(".", notation.decimal)
        case _:
            return str(value).strip()
