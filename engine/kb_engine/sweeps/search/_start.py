"""The search that a plan asks for."""

from importlib.util import find_spec
from pathlib import Path

from kb_registry import MissingPackageError, SetOption

from kb_engine.sweeps._settings import Settings
from kb_engine.sweeps.search._search import Search, at_random, grid
from kb_engine.sweeps.search._space import Space


def check_packages(settings: Settings) -> None:
    """Refuse a search whose package isn't installed, before anything is started.

    Raises:
        MissingPackageError: It isn't.
    """
    package = {"cmaes": "cmaes", "gp": "torch"}.get(settings.search)
    if package is not None and find_spec(package) is None:
        raise MissingPackageError(
            f"The search {settings.search}",
            package,
            suggestions=[SetOption("search", "tpe", purpose="Or take a search that needs less")],
        )
    if _needs_optuna(settings) and find_spec("optuna") is None:
        raise MissingPackageError(
            "This search",
            "optuna",
            install="keras-blocks-engine[optuna]",
            suggestions=[SetOption("search", "random", purpose="Or draw without it")],
        )


def start_search(settings: Settings, space: Space, folder: Path) -> Search:
    """Start a plan's search, or continue it.

    Args:
        settings: What is asked for.
        space: The combinations.
        folder: Where a search that learns keeps what it has learned.
    """
    if not _needs_optuna(settings):
        if settings.search == "grid":
            return grid(space, settings.trials)
        return at_random(space, settings.trials, settings.search_seed)
    from kb_engine.sweeps.search._optuna import OptunaSearch

    return OptunaSearch(settings, space, folder)


def _needs_optuna(settings: Settings) -> bool:
    return settings.search not in {"grid", "random"} or settings.pruner != "none"
