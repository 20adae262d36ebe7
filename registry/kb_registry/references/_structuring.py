"""Components from text and tables.

A table is what TOML and JSON hold: `{name = "leaky_relu", negative_slope = 0.1}`.
"""

from collections.abc import Mapping
from functools import partial
from typing import TypeVar

from kb_registry._errors import InvalidParameterError
from kb_registry._suggestions import ShowComponent
from kb_registry.components._coercion import MismatchError, coerce
from kb_registry.components._component import Component
from kb_registry.components._deprecation import current_name
from kb_registry.components._synonyms import nearest_parameter
from kb_registry.components._wording import given
from kb_registry.grammar._nearest import closest
from kb_registry.grammar._parsing import DEEPEST_NESTING, parse
from kb_registry.grammar._tree import Argument, Reference, Source, Word
from kb_registry.installed._registry import Registry

C = TypeVar("C", bound=Component)


def structure(kind: type[C], source: Source, registry: Registry) -> C:
    """Make a component from text, from a reference read before, or from a table.

    Raises:
        InvalidReferenceError: The text doesn't follow the grammar.
        UnknownNameError: Nothing has registered the name.
        AmbiguousNameError: Several distributions have.
        BrokenPluginError: The class behind the name can't be imported.
        InvalidParameterError: A parameter is missing, unknown, of the wrong type or out of
            bounds.
    """
    return _structure(kind, source, registry, DEEPEST_NESTING)


def _structure(kind: type[C], source: Source, registry: Registry, levels: int) -> C:
    if not levels:
        raise InvalidParameterError(f"Components nest at most {DEEPEST_NESTING} deep.")
    reference = _reference(kind, source)
    component = registry.get(kind, reference.name, reference.distribution)
    label = f"{kind.kind} {reference.name}"
    inner = partial(_structure, registry=registry, levels=levels - 1)
    values = {}
    for name, value in _by_name(label, component, reference.arguments).items():
        try:
            values[name] = coerce(value, component.parameters()[name].accepts, inner)
        except MismatchError as mismatch:
            raise InvalidParameterError(
                f"{label}: {name} must be {mismatch}.",
                hint=mismatch.nearest,
                suggestions=[] if mismatch.nearest else [ShowComponent(reference.name)],
            ) from None
    missing = [
        p.name for p in component.parameters().values() if p.required and p.name not in values
    ]
    if missing:
        raise InvalidParameterError(
            f"{label} needs {' and '.join(missing)}.",
            hint=f"Write {reference.name}:{','.join(f'{name}=...' for name in missing)}.",
        )
    return component(**values)


def _reference(kind: type[Component], source: Source) -> Reference:
    match source:
        case Reference():
            return source
        case Word(text) | str(text):
            return parse(text)
        case Mapping():
            return _from_table(kind, source)


def _from_table(kind: type[Component], table: Mapping[str, object]) -> Reference:
    written = table.get("name")
    if not isinstance(written, str):
        raise InvalidParameterError(
            f"A table for {kind.kind.with_article()} needs a name.",
            hint='Write {name = "...", parameter = value, ...}.',
        )
    distribution, _, name = written.rpartition(":")
    arguments = tuple((key, value) for key, value in table.items() if key != "name")
    return Reference(name, distribution or None, arguments)


def _unknown(label: str, name: str, component: type[Component]) -> InvalidParameterError:
    others = {each.name: each.also_called for each in component.parameters().values()}
    if not others:
        return InvalidParameterError(f"{label} has no parameters, so no {name!r}.")
    hint = nearest_parameter(name, others, others)
    browse = [] if hint else [ShowComponent(label.rpartition(" ")[2])]
    message = f"{label} has no parameter {name!r}."
    return InvalidParameterError(message, hint=hint, suggestions=browse)


def _by_name(
    label: str, component: type[Component], arguments: tuple[Argument, ...]
) -> dict[str, object]:
    parameters = component.parameters()
    positions = [name for name, p in parameters.items() if not p.keyword_only]
    found: dict[str, object] = {}
    for index, (given_name, value) in enumerate(arguments):
        if given_name is None and index >= len(positions):
            most = len(positions)
            takes = f"at most {most} value{'s' * (most > 1)}" if most else "no values"
            raise InvalidParameterError(
                f"{label} takes {takes} without a name: {given(value)} is one too many.",
                hint=closest("", parameters),
            )
        if given_name is None:
            name = positions[index]
        else:
            name = current_name(label, parameters, given_name)
        if name not in parameters:
            raise _unknown(label, name, component)
        if name in found:
            raise InvalidParameterError(f"{label}: {name} is given twice.")
        found[name] = value
    return found
