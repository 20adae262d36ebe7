"""Components: typed, documented, named parts with parameters."""

import inspect
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, Self, dataclass_transform, get_type_hints

import attrs

from kb_registry.coercion import MismatchError, coerce
from kb_registry.errors import InvalidComponentError, InvalidParameterError
from kb_registry.kind import Kind

RESERVED_NAMES = frozenset({"name", "kind", "reference", "traits"})


def param(default: Any = attrs.NOTHING, *, help: str, kw_only: bool = False) -> Any:  # noqa: A002 - the word that argparse, Click and Typer use
    """Declare a parameter of a component.

    Args:
        default: The value when none is given; without it the parameter is required.
        help: One line for people: meaning and unit.
        kw_only: Whether the parameter is given by name only.
    """
    return attrs.field(default=default, kw_only=kw_only, metadata={"help": help})


@attrs.frozen
class Parameter:
    """What is known about a parameter of a component.

    Attributes:
        hint: The annotation, `Annotated` bounds included.
        default: `attrs.NOTHING` if the parameter is required.
        keyword_only: Whether the parameter can't be given by position.
    """

    name: str
    hint: Any
    default: Any
    help: str
    keyword_only: bool

    @property
    def required(self) -> bool:
        """Whether a value has to be given."""
        return self.default is attrs.NOTHING


@dataclass_transform(frozen_default=True, field_specifiers=(param,))
class Component:
    """A named part of a network or of its training.

    A subclass is a frozen attrs class without a decorator: its annotated class attributes,
    declared with `param`, are its parameters. Values are checked against the annotations
    and their bounds, and a component never changes, so it can be hashed and compared.

        class LeakyReLU(Activation):
            \"\"\"Rectifier that lets a fixed share of negative inputs through.\"\"\"

            reference = "Maas et al. 2013, Rectifier nonlinearities improve ..."
            negative_slope: Annotated[float, Ge(0)] = param(0.3, help="slope for x < 0")

            def build(self) -> keras.Layer:
                import keras

                return keras.layers.LeakyReLU(negative_slope=self.negative_slope)

    Attributes:
        kind: The family that the component belongs to.
        reference: Where the idea comes from: paper with DOI or arXiv number, or a page.
        traits: Properties that rules reason about and people search for.

    Raises:
        InvalidParameterError: A value is of another type than annotated or out of bounds.
    """

    kind: ClassVar[Kind]
    reference: ClassVar[str] = ""
    traits: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        attrs.frozen(slots=False, auto_attribs=True)(cls)  # in place, since it keeps the dict

    def __attrs_post_init__(self) -> None:
        for parameter in self.parameters().values():
            value = getattr(self, parameter.name)
            try:
                coerced = coerce(value, parameter.hint)
            except MismatchError as mismatch:
                raise InvalidParameterError(
                    f"{type(self).__name__}: {parameter.name} must be {mismatch}."
                ) from None
            object.__setattr__(self, parameter.name, coerced)

    @classmethod
    def summary(cls) -> str:
        """The first line of the docstring."""
        return (inspect.getdoc(cls) or "").partition("\n")[0]

    @classmethod
    def parameters(cls) -> MappingProxyType[str, Parameter]:
        """The parameters by name, in order of position."""
        return _parameters(cls)  # type: ignore[arg-type]  # mypy overlooks that classes hash

    def replace(self, **changes: Any) -> Self:
        """The same component with some parameters changed."""
        values = {name: getattr(self, name) for name in self.parameters()}
        return type(self)(**(values | changes))


@cache
def _parameters(cls: Any) -> MappingProxyType[str, Parameter]:
    try:
        hints = get_type_hints(cls, include_extras=True)
    except NameError as error:
        raise InvalidComponentError(
            f"{cls.__module__}.{cls.__qualname__}: an annotation can't be resolved: {error}.",
            hint="Import at run time what parameters are annotated with.",
        ) from None
    found = {}
    for field in attrs.fields(cls):
        if field.name in RESERVED_NAMES:
            raise InvalidComponentError(
                f"{cls.__qualname__}: a parameter can't be called {field.name!r}.",
                hint="The name is taken by recipes and by every component.",
            )
        found[field.name] = Parameter(
            name=field.name,
            hint=hints[field.name],
            default=field.default,
            help=field.metadata.get("help", ""),
            keyword_only=field.kw_only,
        )
    return MappingProxyType(found)
