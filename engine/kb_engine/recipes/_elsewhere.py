"""Parameters of components that are taken for fields of a recipe, such as `lr`."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from kb_registry import (
    Component,
    KerasBlocksError,
    MismatchError,
    Registry,
    SetOption,
    Suggestion,
    coerce,
    meant_parameters,
    structure,
    to_text,
)


def meant_elsewhere(
    name: str,
    value: object,
    chosen: Mapping[str, object],
    kinds: Iterable[type[Component]],
    registry: Registry,
) -> tuple[str, tuple[Suggestion, ...]]:
    """Say which component of a recipe has a parameter that was taken for a field.

    Args:
        name: What was taken for a field.
        value: What it was given.
        chosen: The recipe's choices, by option.
        kinds: The kinds that a recipe chooses from.
        registry: Where the components come from.

    Returns:
        A sentence and how to set the parameter; both empty if no component has it.
    """
    inner = partial(structure, registry=registry)
    for component in _components(chosen, kinds, registry):
        parameters = component.parameters()
        others = {each.name: each.also_called for each in parameters.values()}
        for meant in meant_parameters(name, others, others)[:1]:
            kind = component.kind
            hint = f"{meant} is a parameter of the {kind}."
            try:
                set_to = coerce(value, parameters[meant].accepts, inner)
                text = to_text(component.replace(**{meant: set_to}), registry)
            except (KerasBlocksError, MismatchError):  # the value doesn't suit it either
                return hint, ()
            return hint, (SetOption(kind.option, text, purpose="Set it there"),)
    return "", ()


def _components(
    chosen: Mapping[str, object], kinds: Iterable[type[Component]], registry: Registry
) -> Iterator[Component]:
    """The components that a recipe would have, as far as each can be made on its own."""
    for base in kinds:
        source = chosen.get(base.kind.option) or base.kind.default
        if isinstance(source, Component):
            yield source
        elif isinstance(source, str | Mapping) and source and source != "none":
            try:
                yield structure(base, source, registry)
            except KerasBlocksError:
                continue
