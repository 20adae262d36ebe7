"""Seeds that follow from the run's seed and from a place."""

from typing import TypeVar

from kb_registry.components._component import Component
from kb_registry.components._parameter import param

C = TypeVar("C", bound=Component)


class Seeded(Component):
    """A component that draws random numbers.

    A run gives every such component a seed of its own, so `seed` is for components that are
    built by hand, or to draw one anew and leave the others as they are.
    """

    seed: int | None = param(
        default=None, kw_only=True, help="for reproducible draws; a run derives one per place"
    )


def seeded(component: C, seed: int, place: str) -> C:
    """Give each `seed` parameter of a component, nested ones too, a value for a place.

    A seed that the component brings along takes the place of the run's.
    """
    changes: dict[str, object] = {}
    for name in component.parameters():
        value = getattr(component, name)
        if isinstance(value, Component):
            changes[name] = seeded(value, seed, f"{place}/{name}")
        elif name == "seed":
            changes[name] = derive_seed(seed if value is None else value, place)
    return component.replace(**changes) if changes else component


def derive_seed(seed: int, place: str) -> int:
    """A 31-bit seed for a place, unrelated to those of other places and seeds."""
    import hashlib  # opening OpenSSL takes longer than the rest of this package

    digest = hashlib.blake2b(f"{seed}:{place}".encode(), digest_size=4).digest()
    return int.from_bytes(digest) >> 1
