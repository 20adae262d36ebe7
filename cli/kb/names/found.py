"""The components that a user names, with or without arguments."""

from attrs import frozen
from kb_registry import (
    Component,
    Drawing,
    Entry,
    Initializer,
    InvalidParameterError,
    ListComponents,
    Registry,
    UnknownNameError,
    closest,
    installed_registry,
    parse,
    structure,
    to_text,
    value_text,
)

from kb.names.kinds import find_kind, kinds_by_word

Shape = tuple[int, ...]


@frozen
class Found:
    """A component under one of its names.

    Attributes:
        kind: The base class of its kind.
        entry: Where it is registered.
        component: Its class.
        given: The component with the arguments that were written behind the name, if any were.
    """

    kind: type[Component]
    entry: Entry
    component: type[Component]
    given: Component | None = None

    def shown(self) -> Component | None:
        """What is given, or else the component's own example; None if it has none."""
        return self.given or self.component.example()

    def drawing(self, shape: Shape | None) -> Drawing | None:
        """What is shown as curves; None if it has none.

        Args:
            shape: Of the weights that an initializer is drawn for.
        """
        shown = self.shown()
        if isinstance(shown, Initializer) and shape is not None:
            return shown.drawing(shape)
        return None if shown is None else shown.drawing()

    def title(self, shape: Shape | None, registry: Registry) -> str:
        """What is drawn, as a reference that reads back."""
        shown = self.shown()
        text = self.entry.name if shown is None else to_text(shown, registry)
        if shape is None or not isinstance(shown, Initializer):
            return text
        return f"{text}, {' x '.join(map(str, shape))} weights"

    def required(self) -> list[str]:
        """The parameters without a default."""
        return [each.name for each in self.component.parameters().values() if each.required]


def complete_name(incomplete: str) -> list[str]:
    """The components that begin so, for the shell."""
    registry = installed_registry()
    names = {name for kind in registry.kinds() for name in registry.names(kind)}
    return sorted(name for name in names if name.startswith(incomplete))


def find(text: str, kind: str | None, registry: Registry) -> list[Found]:
    """The components of a name, one for each kind that has it.

    Args:
        text: A component's name, `distribution:name`, or either with arguments.
        kind: What people call the kind; None for all kinds.
        registry: Where to look.

    Raises:
        InvalidReferenceError: The text doesn't follow the grammar.
        UnknownNameError: No kind has the name.
        InvalidParameterError: The arguments suit none of the kinds that have the name.
    """
    kinds = registry.kinds() if kind is None else (find_kind(kind, registry),)
    reference = parse(text)
    having = [base for base in kinds if reference.name in registry.names(base)]
    if not having and kind is not None:
        registry.entry(kinds[0], reference.name, reference.distribution)  # says why there is none
    if not having:
        raise _missing(reference.name, registry)
    refusals, found = [], []
    for base in having:
        entry = registry.entry(base, reference.name, reference.distribution)
        component = registry.get(base, reference.name, entry.distribution)
        try:
            given = structure(base, reference, registry) if reference.arguments else None
        except InvalidParameterError as refusal:
            refusals.append(refusal)
        else:
            found.append(Found(base, entry, component, given))
    if not found:
        raise refusals[0]
    return found


def _missing(name: str, registry: Registry) -> UnknownNameError:
    if name in kinds_by_word(registry):
        return UnknownNameError(
            f"{name!r} is a kind of component.", suggestions=[ListComponents(name)]
        )
    names = {known for base in registry.kinds() for known in registry.names(base)}
    hint = closest(name, names)
    browse = [] if hint else [ListComponents()]
    return UnknownNameError(f"There is no component {name!r}.", hint=hint, suggestions=browse)


def written(value: object, registry: Registry) -> str:
    """A parameter's value as it is typed."""
    match value:
        case Component():
            return to_text(value, registry)
        case tuple():
            return f"[{','.join(written(item, registry) for item in value)}]"
        case _:
            return value_text(value)
