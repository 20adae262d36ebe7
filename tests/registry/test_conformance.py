"""The conformance kit: it passes what is right and says what to change in what isn't."""

import re
from typing import Any

import pytest
from kb_registry import Registry, UnknownNameError
from kb_registry.testing import Check, conformance
from toy_site import Site

PLUGIN = '''
from typing import Annotated, Literal
from kb_registry import Activation, Gt, Initializer, Interval, Len, draw_density, draw_function
from kb_registry import param

class Good(Activation):
    """Rectifier that a careful author wrote."""
    slope: Annotated[float, Gt(0)] = param(help="slope")
    share: Annotated[float, Interval(gt=0, lt=1)] = param(help="share")
    sizes: Annotated[tuple[int, ...], Len(2, 3)] = param(help="sizes")
    pair: tuple[int, str] = param(help="pair")
    mode: Literal["a", "b"] | None = param(help="mode")
    start: Initializer | None = param(help="start")

    def build(self):
        import keras
        return keras.layers.LeakyReLU(negative_slope=self.slope)

class Ones(Initializer):
    """Nothing but ones."""

    def build(self):
        import keras
        return keras.initializers.Ones()

class Silent(Activation):
    x: float = param(default=1.0, help=" ")

class Wordy(Activation):
    """a summary that runs on and
    on."""

class Renamed(Activation):
    """Component with two names, neither of them its own."""

class Forgetful(Activation):
    """Component that changes its parameter whenever it is made."""
    x: float = param(default=1.0, help="x")

    def __attrs_post_init__(self):
        super().__attrs_post_init__()
        object.__setattr__(self, "x", self.x + 1)

class Shared(Activation):
    """Component that hands out one layer."""
    pairs_with = ("good", "she_normal")

    def build(self):
        import keras
        global LAYER
        LAYER = globals().get("LAYER") or keras.layers.ReLU()
        return LAYER

class Lost(Activation):
    """Component whose layer forgets its argument."""

    def build(self):
        import keras
        class Lossy(keras.layers.Layer):
            def __init__(self, rate=1, **kwargs):
                super().__init__(**kwargs)
                self.rate = rate
            def call(self, x):
                return x
        return Lossy()

class Painted(Activation):
    """Component that draws another function than it builds."""

    def build(self):
        import keras
        return keras.layers.ReLU()

    def drawing(self):
        return draw_function(abs)

class Narrow(Initializer):
    """Weights that are drawn as spread twice as wide as they are."""

    def build(self):
        import keras
        return keras.initializers.RandomUniform(-0.5, 0.5)

    def drawing(self, shape=(300, 100)):
        return draw_density(lambda w: 0.5 if abs(w) <= 1 else 0.0, 0.0, 3**-0.5)

class Stubborn(Activation):
    """Component that insists on its precision."""

    def build(self):
        import keras
        return keras.layers.ReLU(dtype="float32")
'''
NAMES = {
    "good": "Good",
    "silent": "Silent",
    "wordy": "Wordy",
    "this": "Renamed",
    "that": "Renamed",
    "forgetful": "Forgetful",
    "shared": "Shared",
    "lost": "Lost",
    "stubborn": "Stubborn",
    "painted": "Painted",
}


@pytest.fixture
def checks(site: Site) -> list[Check]:
    points = {
        "kb.activations": {name: f"blocks:{cls}" for name, cls in NAMES.items()},
        "kb.initializers": {"ones": "blocks:Ones", "narrow": "blocks:Narrow"},
    }
    site.add("kb-blocks", points, {"blocks": PLUGIN})
    return conformance("KB_Blocks", site.registry())


def of(checks: list[Check], name: str) -> dict[str, Check]:
    """The checks of one component, by requirement."""
    found = {c.requirement.__name__: c for c in checks if c.subject.entry.name == name}
    assert found
    return found


def test_a_check_is_named_after_component_and_requirement(checks: list[Check]) -> None:
    assert str(of(checks, "good")["is_documented"]) == "activations:good is documented"
    assert len({str(check) for check in checks}) == len(checks)


@pytest.mark.parametrize("name", ["good", "ones"])
def test_what_is_right_passes(checks: list[Check], name: str) -> None:
    for check in of(checks, name).values():
        check()


SHORTCOMINGS = [
    ("silent", "is_documented", "write a docstring"),
    ("wordy", "is_documented", "begin the docstring with one sentence"),
    ("that", "has_one_canonical_name", "one of that, this must spell the class's name"),
    ("shared", "pairs_with_what_there_is", "pairs_with names she_normal, which is"),
    ("forgetful", "reads_back_as_written", "reads back as"),
    ("shared", "builds_afresh", "return a new object each time"),
    ("lost", "survives_saving", "Lossy"),
    ("painted", "draws_what_it_builds", "where what is built computes 0"),
    ("narrow", "draws_what_it_builds", "of the weights lie below"),
    ("stubborn", "honours_precision", "under mixed_float16 the output is float32"),
]


@pytest.mark.parametrize(("name", "requirement", "message"), SHORTCOMINGS)
def test_a_shortcoming_is_named(
    checks: list[Check], name: str, requirement: str, message: str
) -> None:
    with pytest.raises(Exception, match=re.escape(message)):
        of(checks, name)[requirement]()


@pytest.mark.parametrize(
    ("head", "message"),
    [("import numpy", "import numpy inside build"), ("print('Hi')", "don't print on import: 'Hi'")],
)
def test_what_an_import_costs_is_named(site: Site, head: str, message: str) -> None:
    points = {"kb.activations": {"good": "heavy_blocks:Good"}}
    site.add("kb-heavy", points, {"heavy_blocks": f"{head}\n{PLUGIN}"})
    with pytest.raises(AssertionError, match=re.escape(message)):
        of(conformance("kb-heavy", site.registry()), "good")["imports_lightly"]()


def test_an_example_may_be_given(site: Site) -> None:
    site.add("kb-blocks", {"kb.activations": {"silent": "blocks:Silent"}}, {"blocks": PLUGIN})
    (check, *_) = conformance("kb-blocks", site.registry(), {"silent": "silent:2.5"})
    silent: Any = check.subject.component()
    assert check.subject.example() == silent(2.5)


def test_a_distribution_without_components_is_named(registry: Registry) -> None:
    with pytest.raises(UnknownNameError, match="kb-nothing registers no components"):
        conformance("kb-nothing", registry)
