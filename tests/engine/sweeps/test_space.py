import pytest
from kb_engine import Recipe
from kb_engine.sweeps.search._search import at_random, grid
from kb_engine.sweeps.search._slots import Slot
from kb_engine.sweeps.search._space import Space
from kb_keras.activations.rectifiers import LeakyReLU
from kb_registry import Activation, Dropout, KerasBlocksError, Optimizer, installed_registry

REGISTRY = installed_registry()


def space(*pairs: tuple[str, ...], **fields: object) -> Space:
    return Space.read(fields, pairs, REGISTRY)


def recipes(found: Space) -> list[Recipe]:
    return [found.recipe(point, {}, None) for point in found.points()]


def test_a_grid_has_every_combination_once() -> None:
    found = space(act="relu,prelu,selu", init=["he_normal", "lecun_normal"], epochs="1,2")
    assert found.size == 12
    assert len({recipe.key() for recipe in recipes(found)}) == 12


def test_values_are_texts_tables_components_and_numbers() -> None:
    table = {"name": "leaky_relu", "negative_slope": 0.1}
    found = space(act=["relu", table, LeakyReLU(0.2)], epochs=[1, 2], norm=[None, "batch_norm"])
    assert found.size == 12
    acts = {recipe.get(Activation) for recipe in recipes(found)}
    assert {LeakyReLU(0.1), LeakyReLU(0.2)} < acts


def test_none_is_a_value() -> None:
    with_and_without = recipes(space(drop="none,dropout:0.2"))
    assert [recipe.get(Dropout) is None for recipe in with_and_without] == [True, False]


def test_fields_of_a_pair_move_together() -> None:
    found = space(
        ("act", "init"), act="relu,selu", init="he_normal,lecun_normal", norm="none,batch_norm"
    )
    assert found.size == 4
    titles = [recipe.title() for recipe in recipes(found)]
    assert titles == [
        "he_normal",
        "he_normal-batch_norm",
        "selu-lecun_normal",
        "selu-lecun_normal-batch_norm",
    ]


def test_fields_with_several_members_are_given_whole() -> None:
    found = space(metric=["accuracy", "sparse_top_k_categorical_accuracy"], act="relu,elu")
    assert found.size == 2


def test_long_and_short_names_of_a_field_are_one() -> None:
    assert space(activation="relu,elu").dimensions[0].name == "act"
    with pytest.raises(KerasBlocksError, match="act is given twice"):
        space(activation="relu", act="elu")


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(KerasBlocksError) as caught:
        space(
            ("act", "drop"),
            act="relu,preluu",
            opt="sgd:momentum=fast,nadam",
            ini="he_normal",
            epochs="5..1",
            batch_size="32,0",
            norm=[],
        )
    told = str(caught.value)
    for words in (
        "preluu",
        "Did you mean prelu",
        "momentum",
        "'ini'",
        "5..1",
        "batch_size",
        "norm has no",
    ):
        assert words in told
    assert "'drop', which has no values" in told


def test_pairs_need_as_many_values() -> None:
    with pytest.raises(KerasBlocksError, match="act has 2, init has 1"):
        space(("act", "init"), act="relu,elu", init="he_normal")


@pytest.mark.parametrize(
    "text", ["dropout:rate=0.5..0.1", "dropout:rate=0.1..1.5", "dropout:rate=-1..1 log"]
)
def test_a_range_must_suit_its_parameter(text: str) -> None:
    with pytest.raises(KerasBlocksError):
        space(drop=text)


def test_ranges_are_of_whole_numbers_where_only_these_fit() -> None:
    found = space(arch="mlp(units=[16..64])", epochs="1..20 log", opt="sgd:momentum=0..1")
    assert {slot.place: slot.integer for slot in found.ranges} == {
        "arch.mlp.units.0": True,
        "epochs": True,
        "opt.sgd.momentum": False,
    }


@pytest.mark.parametrize("log", [True, False])
def test_whole_numbers_of_a_range_are_all_reached(log: bool) -> None:  # noqa: FBT001
    slot = Slot("units", 1, 4, log=log, integer=True)
    assert {slot.at(n / 100) for n in range(101)} == {1, 2, 3, 4}


def test_orders_of_magnitude_of_a_log_range_are_equally_likely() -> None:
    slot = Slot("rate", 1e-4, 1.0, log=True, integer=False)
    assert slot.at(0.5) == pytest.approx(1e-2)
    assert slot.at(0.0) == pytest.approx(1e-4)
    assert slot.at(1.0) == 1.0


def test_a_random_search_draws_the_same_again_and_within_ranges() -> None:
    found = space(act="relu,elu,selu", opt="sgd:learning_rate=1e-4..1e-1 log,adam")

    def drawn(seed: int) -> list[str]:
        search = at_random(found, 20, seed)
        combinations = iter(search.ask, None)
        return [found.recipe(each.point, each.numbers, 0).key() for each in combinations]

    assert drawn(0) == drawn(0) != drawn(1)
    assert len(set(drawn(0))) > 10
    search = at_random(found, 50, 0)
    for each in iter(search.ask, None):
        optimizer = found.recipe(each.point, each.numbers, 0).get(Optimizer)
        rate = getattr(optimizer, "learning_rate", None)
        assert isinstance(rate, float)
        assert 1e-4 <= rate <= 1e-1


def test_a_grid_ends_where_it_was_told_to() -> None:
    found = space(act="relu,elu,selu")
    assert len(list(iter(grid(found, 2).ask, None))) == 2
    assert len(list(iter(grid(found, None).ask, None))) == 3
