"""Components: typed, documented, named parts with parameters."""

import inspect
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self, dataclass_transform

import attrs

from kb_registry._errors import InvalidParameterError
from kb_registry.components._deprecation import accept_former_names
from kb_registry.components._kind import Kind
from kb_registry.components._parameter import Parameter, declares_parameters, param, parameters_of

if TYPE_CHECKING:
    from kb_registry.components._drawing import Drawing


@dataclass_transform(frozen_default=True, field_specifiers=(param,))
class Component:
    """A named part of a network or of its training.

    A subclass is a frozen attrs class without a decorator: its annotated class attributes,
    declared with `param`, are its parameters. Values are checked against the annotations
    and their bounds, and a component never changes, so it can be hashed and compared.

        class LeakyReLU(Activation):
            \"\"\"Rectifier that lets a fixed share of negative inputs through.\"\"\"

            reference = "Maas et al. 2013, Rectifier nonlinearities improve ..."
            negative_slope: Annotated[float, Ge(0)] = param(default=0.3, help="slope for x < 0")

            def build(self) -> keras.Layer:
                import keras

                return keras.layers.LeakyReLU(negative_slope=self.negative_slope)

    Attributes:
        kind: The family that the component belongs to.
        reference: Where the idea comes from: paper with DOI or arXiv number, or a page.
        traits: Properties that rules reason about and people search for.
        pairs_with: Names of components, of any kind, that it works well with.
        at_start: Parameters that only the beginning of a run takes, such as the value that an
            accumulator starts from. A run that is resumed keeps what it began with.
        former_names: Names that still work, each with the release that drops it. They stay
            registered beside the current name.

    Raises:
        InvalidParameterError: A value is of another type than annotated or out of bounds.
    """

    kind: ClassVar[Kind]
    reference: ClassVar[str] = ""
    traits: ClassVar[frozenset[str]] = frozenset()
    pairs_with: ClassVar[tuple[str, ...]] = ()
    at_start: ClassVar[frozenset[str]] = frozenset()
    former_names: ClassVar[Mapping[str, str]] = MappingProxyType({})

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if declares_parameters(cls):
            attrs.frozen(slots=False, auto_attribs=True)(cls)  # in place, as it keeps the dict
            accept_former_names(cls)

    def __attrs_post_init__(self) -> None:
        from kb_registry.components._coercion import (  # a list of names needs no values
            MismatchError,
            coerce,
        )

        for parameter in self.parameters().values():
            value = getattr(self, parameter.name)
            try:
                coerced = coerce(value, parameter.accepts)
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
    def source_file(cls) -> Path | None:
        """The file that defines the class, if it is in one."""
        file = getattr(sys.modules.get(cls.__module__), "__file__", None)
        return None if file is None else Path(file)

    @classmethod
    def parameters(cls) -> MappingProxyType[str, Parameter]:
        """The parameters by name, in order of position."""
        return parameters_of(cls)  # type: ignore[arg-type]  # mypy overlooks that classes hash

    @classmethod
    def example(cls) -> Self | None:
        """The component at its defaults; None if a required parameter has no example either."""
        required = [p for p in cls.parameters().values() if p.required]
        if any(p.example is attrs.NOTHING for p in required):
            return None
        return cls(**{p.name: p.example for p in required})

    def drawing(self) -> "Drawing | None":
        """What the component looks like as curves; None if it has no drawing."""
        return None

    def replace(self, **changes: Any) -> Self:
        """The same component with some parameters changed."""
        values = {name: getattr(self, name) for name in self.parameters()}
        return type(self)(**(values | changes))


attrs.frozen(slots=False)(Component)
