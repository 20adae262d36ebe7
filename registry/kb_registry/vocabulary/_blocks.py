"""A recipe's components as an architecture uses them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from attrs import field, frozen

from kb_registry.components._component import Component
from kb_registry.vocabulary._block_kinds import Block, LayerBlock, Wrapper
from kb_registry.vocabulary._seeds import seeded

if TYPE_CHECKING:
    import keras

C = TypeVar("C", bound=Component)
P = TypeVar("P")


@frozen(eq=False)
class Blocks:
    """Builds blocks for the places of a network.

    Every random block gets a seed of its own that follows from the run's seed and from the
    place alone. So no two layers start alike, and recipes that differ in one block start from
    the same weights everywhere else.

    Attributes:
        components: The recipe's components by kind.
        seed: The run's seed.
        places: What was built so far, by place.
    """

    components: Mapping[type[Component], Component]
    seed: int
    places: dict[str, list[Component]] = field(factory=dict, init=False)

    def get(self, kind: type[C]) -> C | None:
        """The recipe's component of a kind, or None."""
        component = self.components.get(kind)
        return component if isinstance(component, kind) else None

    def build(self, kind: type[Block[P]], place: str) -> P | None:
        """Build the recipe's block of a kind for a place such as `hidden_1/kernel`."""
        block = self.get(kind)
        if block is None:
            return None
        self.places.setdefault(place, []).append(block)
        return seeded(block, self.seed, place).build()

    def layer(self, kind: type[LayerBlock], name: str) -> "keras.Layer | None":
        """Build the recipe's layer of a kind under a name of its own."""
        layer = self.build(kind, name)
        if layer is not None:
            layer.name = name
        return layer

    def wrapped(self, layer: "keras.Layer") -> "keras.Layer":
        """Put the recipe's wrapper around a layer; without one, the layer stays as it is.

        The wrapper takes the layer's name, so that the network reads the same with and without.
        """
        wrapper = self.get(Wrapper)
        if wrapper is None:
            return layer
        place = f"{layer.name}/wrapper"
        self.places.setdefault(place, []).append(wrapper)
        outer = seeded(wrapper, self.seed, place).build(layer)
        outer.name = layer.name
        return outer
