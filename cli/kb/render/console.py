"""What people read: on a terminal in colour, in a pipe as plain text."""

import json
import shutil
from typing import Any

from kb_registry import KerasBlocksError
from rich.console import Console, RenderableType
from rich.text import Text

from kb.render.plain import is_dumb

_width, _height = shutil.get_terminal_size() if is_dumb() else (None, None)
"""Rich takes a dumb terminal to have 80 columns, whatever it has."""


CAUTION = "dark_orange3"
"""The colour of what deserves a look: a palette's yellow can't be read on white."""

GOOD, BAD, NOTED = "green4", "red3", "turquoise4"
"""The same for green, red and cyan: these are as far from white as from black."""

WARNED = f"bold {CAUTION}"
"""The style of a warning."""


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to the command line how a command ends that nobody reads, for all its output."""
        raise BrokenPipeError


out = _Console(highlight=False, markup=False, width=_width, height=_height)
err = _Console(stderr=True, highlight=False, markup=False, width=_width, height=_height)
pipe = _Console(highlight=False, markup=False, width=1000)


def print_prose(sentences: Text | str, console: Console = out) -> None:
    """Print sentences: between words a terminal breaks them, and in a pipe they are whole."""
    console.print(sentences, soft_wrap=not console.is_terminal)


def print_rows(table: RenderableType) -> None:
    """Print a table: in a pipe with a line for each row, as grep and the like expect."""
    (out if out.is_terminal else pipe).print(table)


def print_json(content: Any) -> None:
    """Print facts for a program, one JSON document."""
    print(json.dumps(content, indent=2, allow_nan=False))  # noqa: T201 - Rich would wrap and colour it


def print_json_line(content: Any) -> None:
    """Print one of several JSON documents, each a line that is there at once."""
    print(json.dumps(content, allow_nan=False), flush=True)  # noqa: T201 - as above


def print_warning(message: Warning | str) -> None:
    """Say what a warning says, without the line of source that Python shows with it."""
    print_prose(Text.assemble(("Warning: ", WARNED), str(message)), err)


def print_error(error: KerasBlocksError) -> None:
    """Say what is wrong and what to type instead."""
    print_prose(Text.assemble(("Error: ", f"bold {BAD}"), error.message), err)
    if error.hint:
        err.print(Text(error.hint), soft_wrap=True)  # it may be there to paste
    if error.suggestions:
        from kb.render.suggestions import in_shell

        for each in error.suggestions:
            err.print(Text(f"{each.purpose}:\n    {in_shell(each)}"), soft_wrap=True)
