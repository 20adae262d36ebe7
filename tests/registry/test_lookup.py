"""Names, the classes behind them, and what is said where there are none or several."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from kb_registry import (
    Activation,
    AmbiguousNameError,
    BrokenPluginError,
    DeprecatedNameWarning,
    Initializer,
    Optimizer,
    Registry,
    SetOption,
    Settings,
    UnknownNameError,
    structure,
    to_text,
)
from toy_blocks import LeakyReLU, ReLU, SiLU
from toy_site import Site

PLUGIN = """
from kb_registry import Activation, param

class Snake(Activation):
    '''Input plus a squared sine.'''
    frequency: float = param(default=1.0, help="turns for each unit of input")
"""


def test_names_are_listed_without_an_import(site: Site) -> None:
    site.add("kb-snake", {"kb.activations": {"snake": "snakes:Snake"}}, {"snakes": PLUGIN})
    registry = site.registry()
    assert registry.names(Activation) == ("snake",)
    assert [(e.distribution, e.version) for e in registry.entries(Activation)] == [
        ("kb-snake", "1.0")
    ]
    assert "snakes" not in sys.modules
    assert registry.get(Activation, "snake").__name__ == "Snake"
    assert "snakes" in sys.modules


def test_a_class_is_found_by_name(registry: Registry) -> None:
    assert registry.get(Activation, "leaky_relu") is LeakyReLU
    assert registry.get(Activation, "leaky_relu", "Toy_Blocks") is LeakyReLU
    assert registry.entry(Activation, "leaky_relu").value == "toy_blocks:LeakyReLU"


def test_kinds_are_found_by_name(registry: Registry) -> None:
    assert registry.kind("activation") is Activation
    assert {Activation, Initializer, Optimizer} <= set(registry.kinds())
    with pytest.raises(UnknownNameError, match="Did you mean activation"):
        registry.kind("activations")


def test_a_misspelt_name_gets_the_closest_ones(registry: Registry) -> None:
    with pytest.raises(UnknownNameError) as caught:
        registry.get(Activation, "leaky_rely")
    assert caught.value.message == "There is no activation 'leaky_rely'."
    assert caught.value.hint == "Did you mean leaky_relu?"


def test_capitals_are_no_mistakes_that_hide_a_name(registry: Registry) -> None:
    with pytest.raises(UnknownNameError) as caught:
        registry.get(Activation, "LEAKYRELU")
    assert caught.value.hint.startswith("Did you mean leaky_relu")


def test_a_name_of_another_kind_is_recognized(registry: Registry) -> None:
    with pytest.raises(UnknownNameError, match="zeros is an initializer") as caught:
        registry.get(Activation, "zeros")
    assert caught.value.suggestions == (SetOption("init", "zeros", purpose="Choose it"),)


@pytest.mark.parametrize(
    "name",
    ["os.system", "os:system", "toy_blocks:ReLU", "toy_relu", "relu_", "ReLU", "", "__doc__"],
)
def test_a_name_is_never_a_path_nor_part_of_another(registry: Registry, name: str) -> None:
    with pytest.raises(UnknownNameError):
        registry.get(Activation, name)


def test_a_conflict_names_both_and_a_distribution_or_a_pin_chooses(site: Site) -> None:
    site.add("kb-a", {"kb.activations": {"snake": "snakes_a:Snake"}}, {"snakes_a": PLUGIN})
    site.add("kb-b", {"kb.activations": {"snake": "snakes_b:Snake"}}, {"snakes_b": PLUGIN})
    registry = site.registry()
    with pytest.raises(AmbiguousNameError) as caught:
        registry.get(Activation, "snake")
    assert str(caught.value) == (
        "kb-a and kb-b both register an activation 'snake'. Write kb-a:snake or kb-b:snake."
    )
    snake = structure(Activation, "kb-b:snake:2.0", registry)
    assert type(snake).__module__ == "snakes_b"
    assert to_text(snake, registry) == "kb-b:snake:frequency=2.0"
    pinned = site.registry(Settings(pins={"snake": "KB_A"}))
    assert pinned.get(Activation, "snake").__module__ == "snakes_a"
    assert [p.cause for p in registry.problems()] == [
        "kb-a and kb-b both register 'snake' in kb.activations."
    ]
    assert pinned.problems() == ()


def test_the_canonical_name_spells_the_class(registry: Registry) -> None:
    assert registry.entry_of(SiLU).name == "silu"
    assert registry.entry_of(ReLU).distribution == "toy-blocks"
    entry = registry.entry(Activation, "silu")
    assert registry.aliases(Activation, entry) == ("swish",)
    assert [e.name for e in registry.canonical_entries(Activation)] == [
        "leaky_relu",
        "relu",
        "silu",
    ]


def test_a_class_is_known_wherever_its_entry_finds_it(site: Site) -> None:
    site.add(
        "kb-snake",
        {"kb.activations": {"snake": "snake_package:Snake", "a_snake": "snake_package:Snake"}},
        {"snakes": PLUGIN, "snake_package": "from snakes import Snake"},
    )
    from snake_package import Snake  # type: ignore[import-not-found]

    assert Snake.__module__ == "snakes"
    assert site.registry().entry_of(Snake).name == "snake"


def test_a_class_that_nobody_registered_has_no_name(registry: Registry) -> None:
    class Private(Activation):
        """A component that stays at home."""

    with pytest.raises(UnknownNameError, match="Private isn't registered as an activation"):
        registry.entry_of(Private)


def test_a_former_name_works_and_warns_each_time(registry: Registry) -> None:
    for _ in range(2):
        with pytest.warns(DeprecatedNameWarning) as caught:
            assert registry.get(Activation, "swish") is SiLU
        assert str(caught[0].message) == (
            "swish is now called silu; the former name will be removed in toy-blocks 2.0."
        )
        assert caught[0].filename == __file__


def test_components_come_once_each_and_without_the_broken(site: Site) -> None:
    site.add(
        "kb-snake",
        {"kb.activations": {"snake": "snakes:Snake", "viper": "snakes:Snake", "eel": "eels:Eel"}},
        {"snakes": PLUGIN},
    )
    found = site.registry().components(Activation)
    assert [(entry.name, cls.__name__) for entry, cls in found] == [("snake", "Snake")]


def test_one_broken_plugin_leaves_the_errors_of_others_as_they_were(site: Site) -> None:
    site.add("kb-eel", {"kb.activations": {"eel": "eels:Eel"}}, {"eels": "1 / 0"})
    site.add("kb-snake", {"kb.activations": {"snake": "snakes:Snake"}}, {"snakes": PLUGIN})
    registry = site.registry()
    with pytest.raises(UnknownNameError, match="Did you mean snake"):
        registry.get(Activation, "snak")
    with pytest.raises(BrokenPluginError, match="eel of kb-eel can't be imported: ZeroDivision"):
        registry.get(Activation, "eel")


def test_threads_share_one_class(site: Site) -> None:
    slow = f"import time; time.sleep(0.05)\n{PLUGIN}"
    site.add("kb-snake", {"kb.activations": {"snake": "snakes:Snake"}}, {"snakes": slow})
    registry = site.registry()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: registry.get(Activation, "snake"), range(32)))
    assert len(set(found)) == 1
