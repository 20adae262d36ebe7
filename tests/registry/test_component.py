"""Components: what a class declares is what its instances hold."""

from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

import annotated_types
import pytest
from kb_registry import (
    Activation,
    Component,
    DeprecatedNameWarning,
    Ge,
    Initializer,
    InvalidComponentError,
    InvalidParameterError,
    MinLen,
    param,
)
from toy_blocks import Adam, Cosine, LeakyReLU, ReLU, Samples, SiLU, Zeros


def test_parameters_are_what_the_class_declares() -> None:
    parameters = Cosine.parameters()
    assert list(parameters) == ["steps", "initial", "warmup"]
    assert parameters["steps"].required
    assert not parameters["initial"].required
    assert parameters["initial"].default == 0.1
    assert parameters["initial"].help == "rate at the first step"
    assert Adam.parameters()["amsgrad"].keyword_only
    assert ReLU.parameters() == {}


def test_values_are_coerced_checked_and_frozen() -> None:
    samples = Samples("x.csv", shape=[3, 4])  # type: ignore[arg-type]  # TOML holds lists
    assert samples.shape == (3, 4)
    with pytest.raises(AttributeError):
        samples.path = "y.csv"  # type: ignore[misc]
    with pytest.raises(InvalidParameterError, match="negative_slope must be a number >= 0, not -1"):
        LeakyReLU(-1)


def test_components_are_values() -> None:
    assert LeakyReLU(0.1) == LeakyReLU(0.1) != LeakyReLU(0.2)
    assert {LeakyReLU(0.1), LeakyReLU(0.1)} == {LeakyReLU(0.1)}
    zeros: Component = Zeros()
    assert ReLU() == ReLU() != zeros
    assert repr(LeakyReLU(0.1)) == "LeakyReLU(negative_slope=0.1)"
    assert LeakyReLU(0.1).replace(negative_slope=0.2) == LeakyReLU(0.2)


def test_the_summary_is_the_first_line_of_the_docstring() -> None:
    assert LeakyReLU.summary() == "Rectifier that lets a fixed share of negative inputs through."


def test_text_is_plain_text_whatever_class_it_came_in() -> None:
    class Label(StrEnum):
        CAT = "cat"

    assert type(Samples("x", label=Label.CAT).label) is str


def test_parameters_are_inherited() -> None:
    class Softer(LeakyReLU):
        """LeakyReLU with one more parameter."""

        beta: float = param(default=1.0, help="more")

    assert Softer(0.1, 2.0) == Softer(negative_slope=0.1, beta=2.0)
    with pytest.warns(DeprecatedNameWarning):
        assert Softer(alpha=0.1).negative_slope == 0.1  # type: ignore[call-arg]


def test_a_former_parameter_name_works_and_warns() -> None:
    with pytest.warns(
        DeprecatedNameWarning,
        match=r"alpha is now called negative_slope; .* will be removed in release 2\.0",
    ):
        assert LeakyReLU(alpha=0.1) == LeakyReLU(0.1)  # type: ignore[call-arg]
    with (
        pytest.warns(DeprecatedNameWarning),
        pytest.raises(InvalidParameterError, match="negative_slope is given twice"),
    ):
        LeakyReLU(alpha=0.1, negative_slope=0.1)  # type: ignore[call-arg]


def test_traits_and_references_belong_to_the_class() -> None:
    assert SiLU.traits == {"smooth"}
    assert SiLU.reference == "Elfwing et al. 2017"
    assert list(SiLU.parameters()) == []


MISTAKES: list[tuple[Any, Any, str]] = [
    (dict[str, int], None, "don't understand the annotation dict"),
    (list[int], None, "don't understand the annotation list"),
    (tuple, (), "don't understand the annotation"),
    (Literal[b"x"], None, "don't understand the annotation"),
    (Annotated[float, annotated_types.MultipleOf(2)], 2.0, "isn't a bound"),
    (Annotated[str, Ge(0)], "", "is for numbers"),
    (Annotated[float | None, Ge(0)], 1.0, "is for numbers"),
    (Annotated[float, MinLen(1)], 1.0, "is for text and lists"),
    (str | None, "x", "can't distinguish None from the text 'none'"),
    (Literal["none", "all"] | None, "all", "can't distinguish None from the text 'none'"),
    (tuple[str | None, ...], (), "can't distinguish None from the text 'none'"),
    (str | Initializer, "x", "text can't be distinguished from a component's name"),
    (float, "x", "the default must be a number, not 'x'"),
    (Annotated[float, Ge(0)], -1.0, "the default must be a number >= 0"),
]


@pytest.mark.parametrize(("hint", "default", "message"), MISTAKES)
def test_what_could_not_be_written_down_is_refused(hint: Any, default: Any, message: str) -> None:
    class Mistaken(Activation):
        """A class that its author has to mend."""

        odd: hint = param(default=default, help="odd")

    with pytest.raises(InvalidComponentError, match=message) as caught:
        Mistaken.parameters()
    assert "Mistaken: odd:" in str(caught.value)


def test_names_that_recipes_need_are_taken() -> None:
    class Named(Activation):
        """A class whose parameter would hide the component's own name."""

        name: str = param(default="x", help="no")

    with pytest.raises(InvalidComponentError, match="the name is taken"):
        Named.parameters()


def test_an_annotation_that_is_not_imported_is_named() -> None:
    class Unresolved(Activation):
        """A class with an annotation that exists for type checkers only."""

        rate: "NotImported" = param(default=1.0, help="rate")  # type: ignore[name-defined]  # noqa: F821

    with pytest.raises(InvalidComponentError, match=r"Unresolved.*NotImported"):
        Unresolved.parameters()


def test_a_parameter_without_annotation_is_refused_at_once() -> None:
    with pytest.raises(Exception, match="rate"):

        class Unannotated(Activation):
            """A class that forgot an annotation."""

            rate = param(default=1.0, help="rate")


def test_class_variables_are_no_parameters() -> None:
    class Documented(Component):
        """A class with nothing but class variables."""

        reference: ClassVar[str] = "somewhere"

    assert Documented.parameters() == {}
