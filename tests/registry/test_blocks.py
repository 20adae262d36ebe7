"""Seeds that follow from the run's seed and from the place alone."""

from kb_registry import Blocks, Initializer, Optimizer, Regularizer, derive_seed, seeded
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
