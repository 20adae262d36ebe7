"""Whether a training is watched, as people choose it."""

from typing import Annotated, Literal

import typer
from kb_engine import Watching
from kb_engine.diagnosis.watching import Observation

WatchChoice = Literal["tell", "stop", "off"]

WatchOption = Annotated[
    WatchChoice,
    typer.Option(
        "--watch",
        help="Tell what goes wrong in the training; stop it, too, if it learns nothing; or off.",
    ),
]


def watching_of(choice: WatchChoice, *, quiet: bool = False) -> Watching | None:
    """What an option asks for.

    Args:
        choice: The option's value.
        quiet: Keep what is observed in the run's folder, and say nothing.
    """
    if choice == "off":
        return None
    return Watching(None if quiet else _print, stop=choice == "stop")


def _print(seen: Observation) -> None:
    from kb.render.findings import print_observation

    print_observation(seen)
