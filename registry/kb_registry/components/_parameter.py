"""Parameters of components: how a class declares them, and what is known about each."""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_type_hints

import attrs

from kb_registry._errors import InvalidComponentError

if TYPE_CHECKING:
    from kb_registry.components._annotations import Annotation

RESERVED_NAMES = frozenset(
    {
        "build",
        "drawing",
        "example",
        "former_names",
        "kind",
        "name",
        "parameters",
        "reference",
        "replace",
        "source_file",
        "summary",
        "traits",
    }
)

_Field = type(attrs.field())


def param(  # noqa: PLR0913 - all are given by name
    *,
    default: Any = attrs.NOTHING,
    help: str,  # noqa: A002 - the word that argparse, Click and Typer use
    kw_only: bool = False,
    example: Any = attrs.NOTHING,
    former_names: Mapping[str, str] = MappingProxyType({}),
    also_called: Iterable[str] = (),
) -> Any:
    """Declare a parameter of a component.

    Args:
        default: The value when none is given; without it the parameter is required. It is
            given by name, since type checkers see no other default.
        help: One line for people: meaning and unit.
        kw_only: Whether the parameter is given by name only.
        example: A value to show and to test a required parameter with.
        former_names: Names that still work, each with the release that drops it.
        also_called: Names that the parameter has elsewhere. They don't work, but an error
            about one of them names this parameter.
    """
    metadata = {
        "help": help,
        "example": example,
        "former_names": MappingProxyType(dict(former_names)),
        "also_called": tuple(also_called),
    }
    return attrs.field(default=default, kw_only=kw_only, metadata=metadata)


@attrs.frozen
class Parameter:
    """What is known about a parameter of a component.

    Attributes:
        accepts: What its annotation says, bounds included.
        default: `attrs.NOTHING` if the parameter is required.
        keyword_only: Whether the parameter can't be given by position.
        example: A value to try a required parameter with; `attrs.NOTHING` if it has none.
        former_names: Names that still work, each with the release that drops it.
        also_called: Names that the parameter has elsewhere and doesn't have here.
    """

    name: str
    accepts: "Annotation"
    default: Any
    help: str
    keyword_only: bool
    example: Any = attrs.NOTHING
    former_names: Mapping[str, str] = MappingProxyType({})
    also_called: tuple[str, ...] = ()

    @property
    def required(self) -> bool:
        """Whether a value has to be given."""
        return self.default is attrs.NOTHING


def declares_parameters(cls: type) -> bool:
    """Whether a class body adds to its parents' parameters, and so needs methods of its own."""
    annotations = vars(cls).get("__annotations__", {}).values()
    return any("ClassVar" not in str(annotation) for annotation in annotations) or any(
        isinstance(value, _Field) for value in vars(cls).values()
    )


@cache
def parameters_of(cls: Any) -> MappingProxyType[str, Parameter]:
    """The parameters of a component class by name, in order of position.

    Raises:
        InvalidComponentError: A parameter can't be used as it is declared.
    """
    label = f"{cls.__module__}.{cls.__qualname__}"
    try:
        hints = get_type_hints(cls, include_extras=True)
    except NameError as error:
        raise InvalidComponentError(
            f"{label}: an annotation can't be resolved: {error}.",
            hint="Import at run time what parameters are annotated with.",
        ) from None
    found = {}
    for field in attrs.fields(cls):
        try:
            found[field.name] = _parameter(field, hints[field.name])
        except InvalidComponentError as error:
            message = f"{label}: {field.name}: {error.message}"
            raise InvalidComponentError(message, hint=error.hint) from None
    return MappingProxyType(found)


def _parameter(field: "attrs.Attribute[Any]", hint: Any) -> Parameter:
    if field.name in RESERVED_NAMES:
        raise InvalidComponentError(
            "the name is taken by recipes and by every component.", hint="Choose another."
        )
    from kb_registry.components._annotation_reading import (
        read_annotation,  # with bounds, which a base class needs no more
    )

    accepts = read_annotation(hint, none_is_default=field.default is None)
    return Parameter(
        name=field.name,
        accepts=accepts,
        default=_checked("default", field.default, accepts),
        help=field.metadata.get("help", ""),
        keyword_only=field.kw_only,
        example=_checked("example", field.metadata.get("example", attrs.NOTHING), accepts),
        former_names=field.metadata.get("former_names", {}),
        also_called=field.metadata.get("also_called", ()),
    )


def _checked(what: str, value: Any, accepts: "Annotation") -> Any:
    if value is attrs.NOTHING:
        return value
    from kb_registry.components._coercion import MismatchError, coerce

    try:
        return coerce(value, accepts)
    except MismatchError as mismatch:
        raise InvalidComponentError(f"the {what} must be {mismatch}.") from None
