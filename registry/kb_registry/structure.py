"""Components from text and tables, and back.

A table is what TOML and JSON hold: `{name = "leaky_relu", negative_slope = 0.1}`.
"""

from functools import partial
from typing import Any, TypeVar

from kb_registry.coercion import MismatchError, coerce, given
from kb_registry.component import Component
from kb_registry.errors import InvalidParameterError, closest
from kb_registry.registry import Registry
from kb_registry.syntax import Reference, Source, Word, parse, quote

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
    reference, arguments = _taken_apart(kind, source)
    component = registry.get(kind, reference.name, reference.distribution)
    label = f"{kind.kind} {reference.name}"
    values = {}
    for name, value in _by_name(label, component, arguments).items():
        hint = component.parameters()[name].hint
        try:
            values[name] = coerce(value, hint, partial(structure, registry=registry))
        except MismatchError as mismatch:
            raise InvalidParameterError(
                f"{label}: {name} must be {mismatch}.", hint=f"See kb show {reference.name}."
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


def to_text(component: Component, registry: Registry) -> str:
    """Write a component as a reference that reads back as the same component.

    Parameters at their defaults are left out. A text that a shell would take apart is avoided
    where the grammar offers another spelling.

    Raises:
        UnknownNameError: The component's class isn't registered.
    """
    name, arguments = _written(component, registry)
    if set(arguments) & set("([\"' "):
        return f"{name}({arguments})"
    return f"{name}:{arguments}" if arguments else name


def to_table(component: Component, registry: Registry) -> dict[str, Any]:
    """Write a component as a table of plain values, every parameter spelt out.

    TOML has no word for None: such a parameter is left out where None is its default, and
    holds the text `none` where it isn't.

    Raises:
        UnknownNameError: The component's class isn't registered.
    """
    table: dict[str, Any] = {"name": _name(component, registry)}
    for parameter in component.parameters().values():
        value = getattr(component, parameter.name)
        if value is not None or parameter.default is not None:
            table[parameter.name] = _plain(value, registry)
    return table


def _taken_apart(
    kind: type[Component], source: Source
) -> tuple[Reference, tuple[tuple[str | None, object], ...]]:
    match source:
        case Reference():
            return source, source.arguments
        case Word(text) | str(text):
            reference = parse(text)
            return reference, reference.arguments
    name = source.get("name")
    if not isinstance(name, str):
        raise InvalidParameterError(
            f"A table for {kind.kind.with_article()} needs a name.",
            hint='Write {name = "...", parameter = value, ...}.',
        )
    head = parse(name)
    rest = tuple((key, value) for key, value in source.items() if key != "name")
    return head, (*head.arguments, *rest)


def _by_name(
    label: str, component: type[Component], arguments: tuple[tuple[str | None, object], ...]
) -> dict[str, object]:
    parameters = component.parameters()
    positions = [name for name, p in parameters.items() if not p.keyword_only]
    found: dict[str, object] = {}
    for index, (given_name, value) in enumerate(arguments):
        if given_name is None and index >= len(positions):
            takes = f"at most {len(positions)} without a name" if positions else "none"
            raise InvalidParameterError(
                f"{label} takes {takes}: nowhere to put {given(value)}.",
                hint=closest("", parameters),
            )
        name = positions[index] if given_name is None else given_name
        if name not in parameters:
            raise InvalidParameterError(
                f"{label} has no parameter {name!r}.",
                hint=closest(name, parameters) or f"{label} takes none.",
            )
        if name in found:
            raise InvalidParameterError(f"{label}: {name} is given twice.")
        found[name] = value
    return found


def _name(component: Component, registry: Registry) -> str:
    entry = registry.entry_of(type(component))
    shared = [other for other in registry.entries(type(component)) if other.name == entry.name]
    return entry.name if len(shared) == 1 else f"{entry.distribution}:{entry.name}"


def _written(component: Component, registry: Registry) -> tuple[str, str]:
    arguments = [
        f"{name}={_value_text(getattr(component, name), registry)}"
        for name, parameter in component.parameters().items()
        if getattr(component, name) != parameter.default
    ]
    return _name(component, registry), ",".join(arguments)


def _value_text(value: object, registry: Registry) -> str:
    match value:
        case Component():
            name, arguments = _written(value, registry)
            return f"{name}({arguments})" if arguments else name
        case tuple():
            return f"[{','.join(_value_text(item, registry) for item in value)}]"
        case str():
            return quote(value)
        case None | bool():
            return str(value).lower()
        case _:
            return repr(value)


def _plain(value: object, registry: Registry) -> object:
    match value:
        case Component():
            return to_table(value, registry)
        case tuple():
            return [_plain(item, registry) for item in value]
        case None:
            return "none"
        case _:
            return value
