"""Seeds that follow from the run's seed and from the place alone."""

from typing import Any

from kb_registry import (
    Blocks,
    Initializer,
    Optimizer,
    Regularizer,
    Wrapper,
    derive_seed,
    param,
    seeded,
)
from toy_blocks import Adam, Constant, Cosine, Scaled


def test_each_place_has_a_seed_of_its_own_that_never_changes() -> None:
    assert derive_seed(0, "hidden_1/kernel") == derive_seed(0, "hidden_1/kernel")
    places = [derive_seed(seed, f"hidden_{i}/kernel") for seed in range(3) for i in range(100)]
    assert len(set(places)) == len(places)
    assert all(0 <= seed < 2**31 for seed in places)
    assert derive_seed(0, "hidden_1/kernel") == 658_640_405


def test_a_component_that_brings_no_seed_gets_one() -> None:
    place = seeded(Scaled(), 7, "hidden_1/kernel")
    assert place == Scaled(seed=derive_seed(7, "hidden_1/kernel"))
    assert seeded(Scaled(seed=5), 7, "a").seed == seeded(Scaled(seed=5), 8, "a").seed
    assert seeded(Constant(2), 7, "a") == Constant(2)


def test_nested_components_are_reached() -> None:
    assert seeded(Adam(Cosine(9)), 1, "optimizer") == Adam(Cosine(9))


def test_blocks_hand_out_the_recipes_components() -> None:
    blocks = Blocks({Initializer: Scaled(), Optimizer: Adam()}, seed=1)
    assert blocks.get(Initializer) == Scaled()
    assert blocks.get(Regularizer) is None
    assert blocks.build(Regularizer, "hidden_1") is None


class Layer:
    """As much of a Keras layer as blocks look at."""

    def __init__(self, name: str, seed: int | None = None, inside: Any = None) -> None:
        self.name, self.seed, self.inside = name, seed, inside


class Shell(Wrapper):
    """Wrapper that does nothing."""

    seed: int | None = param(default=None, help="seed")

    def build(self, layer: Any) -> Any:
        return Layer("shell", self.seed, layer)


def test_a_wrapper_takes_the_name_of_what_it_wraps_and_a_seed_of_its_place() -> None:
    blocks = Blocks({Wrapper: Shell()}, seed=1)
    layer: Any = Layer("hidden_1")
    outer: Any = blocks.wrapped(layer)
    assert (outer.name, outer.inside) == ("hidden_1", layer)
    assert outer.seed == derive_seed(1, "hidden_1/wrapper")
    assert blocks.places == {"hidden_1/wrapper": [Shell()]}


def test_without_a_wrapper_a_layer_stays_as_it_is() -> None:
    layer: Any = Layer("hidden_1")
    assert Blocks({}, seed=1).wrapped(layer) is layer
