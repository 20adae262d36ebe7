"""The search that a plan asks for."""

from pathlib import Path

from kb_engine.sweeps._settings import Settings
from kb_engine.sweeps.search._search import Search, at_random, grid
from kb_engine.sweeps.search._space import Space


def start_search(settings: Settings, space: Space, folder: Path) -> Search:
    """Start a plan's search, or continue it.

    Args:
        settings: What is asked for.
        space: The combinations.
        folder: Where a search that learns keeps what it has learned.

    Raises:
        SweepError: A package that the search needs isn't installed.
    """
    if settings.search in {"grid", "random"} and settings.pruner == "none":
        if settings.search == "grid":
            return grid(space, settings.trials)
        return at_random(space, settings.trials, settings.search_seed)
    from kb_engine.sweeps.search._optuna import OptunaSearch

    return OptunaSearch(settings, space, folder)
