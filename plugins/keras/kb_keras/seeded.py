"""What all random blocks have in common."""

from kb_registry import Component, param


class Seeded(Component):
    """A component that draws random numbers.

    A recipe gives every such block of a network a seed of its own, so `seed` is for blocks that
    are built by hand, or to draw one block anew and leave the others as they are.
    """

    seed: int | None = param(
        default=None, kw_only=True, help="for reproducible draws; a recipe derives one per layer"
    )
