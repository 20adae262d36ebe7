"""How the combinations of a sweep are tried."""

from typing import Annotated, Literal

from kb_registry import Component, Ge, Gt, param

SearchName = Literal["grid", "random", "tpe", "gp", "cmaes"]
PrunerName = Literal["none", "median", "hyperband"]


class Settings(Component):
    """How the combinations of a sweep are tried."""

    seeds: Annotated[int, Ge(1)] = param(default=1, help="trials per combination")
    search: SearchName = param(
        default="grid", help="grid tries every combination; the others choose some"
    )
    pruner: PrunerName = param(default="none", help="stops trials that fall behind")
    trials: Annotated[int, Ge(1)] | None = param(
        default=None, help="largest number of combinations"
    )
    hours: Annotated[float, Gt(0)] | None = param(
        default=None, help="hours after which no trial starts"
    )
    objective: str = param(default="val_loss", help="score by which trials are ranked")
    maximize: bool = param(default=False, help="rank the largest score first")
    keep_models: str = param(default="best:3", help="models to keep: best:N, all or none")
    keep_layers: str = param(
        default="none", help="layers to show in TensorBoard: best:N, all or none"
    )
    search_seed: Annotated[int, Ge(0)] = param(default=0, help="seed of the search")
