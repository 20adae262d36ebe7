"""How many random networks to ask, as people type it."""

from typing import TYPE_CHECKING, Annotated

import typer
from kb_registry import KerasBlocksError

if TYPE_CHECKING:
    from kb_engine.prediction import Networks

NetworksOption = Annotated[
    str | None,
    typer.Option(
        "--mc",
        help="Also predict N times with dropout active (Monte Carlo dropout); auto takes as many"
        " as needed.",
        metavar="N|auto",
    ),
]


def networks_of(text: str | None) -> "Networks | None":
    """Read the option.

    Raises:
        KerasBlocksError: It is neither a number nor `auto`.
    """
    if text is None:
        return None
    if text == "auto":
        return "auto"
    if not text.isdecimal():
        raise KerasBlocksError(
            f"--mc takes a number of networks, not {text!r}.", hint="Write --mc 100 or --mc auto."
        )
    return int(text)
