"""Mistakes that type checkers have to find: an ignore that ignores nothing is an error itself."""

# pyright: reportUnnecessaryTypeIgnoreComment=true

from kb_registry import Activation, Optimizer, Registry, Schedule, param


class Leaky(Activation):
    """Rectifier that lets a fixed share of negative inputs through."""

    negative_slope: float = param(default=0.3, help="slope for x < 0")


class Cosine(Schedule):
    """Half a cosine."""

    steps: int = param(help="steps until the end")
    initial: float = param(default=0.1, help="first rate", kw_only=True)


def mistakes(registry: Registry) -> None:
    """Each statement is wrong in one way."""
    Leaky("steep")  # type: ignore[arg-type]
    Leaky(alpha=0.1)  # type: ignore[call-arg]
    Cosine()  # type: ignore[call-arg]
    Cosine(9, 0.1)  # type: ignore[call-arg]
    Leaky().negative_slope = 0.1  # type: ignore[misc]
    registry.get("activation", "prelu")  # type: ignore[arg-type]
    registry.get(str, "prelu")  # type: ignore[type-var]
    wrong: type[Optimizer] = registry.get(Activation, "prelu")  # type: ignore[arg-type]
    wrong()
    param(default=0.3)  # type: ignore[call-arg]
