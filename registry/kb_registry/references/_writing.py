"""Components as text and as tables, to be read back by `structure`."""

from typing import Any

from kb_registry.components._component import Component
from kb_registry.components._parameter import Parameter
from kb_registry.grammar._quoting import value_text
from kb_registry.installed._registry import Registry


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
            table[parameter.name] = plain(value, registry)
    return table


def _name(component: Component, registry: Registry) -> str:
    entry = registry.entry_of(type(component))
    shared = [other for other in registry.entries(type(component)) if other.name == entry.name]
    return entry.name if len(shared) == 1 else f"{entry.distribution}:{entry.name}"


def _at_default(component: Component, parameter: Parameter) -> bool:
    value = getattr(component, parameter.name)
    return bool(value == parameter.default) and type(value) is type(parameter.default)


def _written(component: Component, registry: Registry) -> tuple[str, str]:
    arguments = [
        f"{parameter.name}={_value_text(getattr(component, parameter.name), registry)}"
        for parameter in component.parameters().values()
        if not _at_default(component, parameter)
    ]
    return _name(component, registry), ",".join(arguments)


def _value_text(value: object, registry: Registry) -> str:
    match value:
        case Component():
            name, arguments = _written(value, registry)
            return f"{name}({arguments})" if arguments else name
        case tuple():
            return f"[{','.join(_value_text(item, registry) for item in value)}]"
        case _:
            return value_text(value)


def plain(value: object, registry: Registry) -> object:
    """A parameter's value as a table holds it."""
    match value:
        case Component():
            return to_table(value, registry)
        case tuple():
            return [plain(item, registry) for item in value]
        case None:
            return "none"
        case _:
            return value
