"""Recipes: everything that decides a result, in one value."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self, TypeVar

from attrs import field, frozen
from kb_registry import (
    Blocks,
    Callback,
    Component,
    Ge,
    Interval,
    KerasBlocksError,
    ListComponents,
    MismatchError,
    Registry,
    coerce,
    installed_registry,
    meant_parameters,
    nearest_parameter,
    param,
    structure,
    to_table,
    to_text,
)

from kb_engine._errors import all_at_once
from kb_engine.recipes._elsewhere import meant_elsewhere

C = TypeVar("C", bound=Component)

Choice = Component | str | Mapping[str, object] | None
"""What a recipe's field may be given: a component, its text or table, or None for none."""


class RecipeError(KerasBlocksError, ValueError):
    """A recipe that names an unknown field or gives one an impossible value."""


LARGEST_SEED = 2**32 - 1
"""Of NumPy's global generator, which Keras sets for blocks that declare no seed."""

Compile = Literal["auto", "graph", "xla", "eager"]
Precision = Literal["float32", "mixed_float16", "mixed_bfloat16"]


class Training(Component):
    """How long, in what portions, from which seed and with what arithmetic a model is trained."""

    epochs: Annotated[int, Ge(0)] = param(default=10, help="passes over the training samples")
    batch_size: Annotated[int, Ge(1)] = param(default=32, help="samples per step")
    seed: Annotated[int, Interval(ge=0, le=LARGEST_SEED)] = param(
        default=0, help="decides splits, weights, order and noise"
    )
    compile: Compile = param(
        default="auto", help="how steps are executed; auto decides and says why"
    )
    precision: Precision = param(default="float32", help="numbers that layers compute with")


@frozen
class Recipe:
    """The components of a network and of its training.

    Attributes:
        components: Every chosen component, by the base class of its kind.
        training: Epochs, batch size and seed.
        registry: Where names come from.
    """

    components: Mapping[type[Component], tuple[Component, ...]]
    training: Training
    registry: Registry = field(eq=False, repr=False)

    @classmethod
    def from_choices(cls, choices: Mapping[str, object], registry: Registry | None = None) -> Self:
        """Make a recipe from what was chosen; kinds that aren't mentioned get their default.

        Args:
            choices: By field: `act` or `activation`, `epochs`, ... Text, tables and components
                may stand side by side. Fields that hold several members take a list; their
                default members stay beside what is listed, unless `none` or a member of the same
                class is listed too.
            registry: Where names come from; what is installed, if left out.

        Raises:
            RecipeError: A field is unknown, a number among them is out of bounds, or several
                fields can't be used; then all of them are told.
            KerasBlocksError: As `kb_registry.structure` raises.
        """
        registry = registry or installed_registry()
        chosen = by_option(choices, registry)
        kinds = recipe_kinds(registry)
        members: dict[type[Component], tuple[Component, ...]] = {}
        mistakes: list[KerasBlocksError] = []
        for kind in sorted(kinds, key=lambda kind: kind.kind.option not in chosen):
            if mistakes and kind.kind.option not in chosen:
                break  # mistakes are told before defaults are imported
            value = chosen.get(kind.kind.option, kind.kind.default or None)
            try:
                members[kind] = _members(kind, value, registry)
            except KerasBlocksError as mistake:
                mistakes.append(mistake)
        if mistakes:
            raise all_at_once(mistakes, RecipeError)
        components = {kind: members[kind] for kind in kinds}
        settings = {name: chosen[name] for name in _SETTINGS if name in chosen}
        return cls(MappingProxyType(components), _training(settings), registry)

    def get(self, kind: type[C]) -> C | None:
        """The recipe's component of a kind, or None if it has none."""
        members = self.all(kind)
        return members[0] if members else None

    def all(self, kind: type[C]) -> tuple[C, ...]:
        """The recipe's components of a kind that may have several members."""
        return tuple(m for m in self.components.get(kind, ()) if isinstance(m, kind))

    def blocks(self) -> Blocks:
        """What an architecture builds from."""
        single = {kind: members[0] for kind, members in self.components.items() if members}
        return Blocks(single, self.training.seed)

    def texts(self) -> dict[str, str]:
        """Every field as text, absent components as `none`."""
        texts = {
            kind.kind.option: ", ".join(to_text(m, self.registry) for m in members) or "none"
            for kind, members in self.components.items()
        }
        return texts | {name: str(getattr(self.training, name)) for name in _SETTINGS}

    def to_choices(self) -> dict[str, Any]:
        """Every field with every parameter spelt out; `from_choices` reads it back.

        Absent components are the text `none`.
        """
        tables: dict[str, Any] = {name: getattr(self.training, name) for name in _SETTINGS}
        for kind, members in self.components.items():
            written = [to_table(member, self.registry) for member in members]
            if kind.kind.many:
                tables[kind.kind.option] = ["none", *written]
            else:
                tables[kind.kind.option] = written[0] if written else "none"
        return tables

    def key(self) -> str:
        """Eight hexadecimal digits that two recipes share only if they are the same."""
        canonical = json.dumps(self.to_choices(), sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()[:8]

    def title(self) -> str:
        """The names that set the recipe apart from the default one: `prelu-he_normal-nadam`."""
        default = type(self).from_choices({}, self.registry)
        names = [
            self.registry.entry_of(type(member)).name
            for kind, members in self.components.items()
            for member in members
            if member not in default.components[kind] and not isinstance(member, Callback)
        ]
        return "-".join(names) or "default"


def recipe_kinds(registry: Registry) -> tuple[type[Component], ...]:
    """The kinds that a recipe chooses from."""
    return tuple(kind for kind in registry.kinds() if kind.kind.option)


def by_option(choices: Mapping[str, object], registry: Registry) -> dict[str, object]:
    """Choices under the short name of each field, however they were called.

    Raises:
        RecipeError: A field is unknown, or given under both of its names.
    """
    names = {name: name for name in _SETTINGS}
    for kind in recipe_kinds(registry):
        names |= {kind.kind.name: kind.kind.option, kind.kind.option: kind.kind.option}
    found: dict[str, object] = {}
    for name, value in choices.items():
        if name not in names:
            raise _unknown(name, choices, names, registry)
        if names[name] in found:
            raise RecipeError(f"{names[name]} is given twice.", hint=f"Leave {name} out.")
        found[names[name]] = value
    return found


def _unknown(
    name: str, choices: Mapping[str, object], names: Mapping[str, str], registry: Registry
) -> RecipeError:
    message = f"A recipe has no field {name!r}."
    if not meant_parameters(name, names):
        chosen = {names[each]: value for each, value in choices.items() if each in names}
        kinds = recipe_kinds(registry)
        hint, suggestions = meant_elsewhere(name, choices[name], chosen, kinds, registry)
        if hint:
            return RecipeError(message, hint=hint, suggestions=suggestions)
    return RecipeError(message, hint=nearest_parameter(name, names))


_SETTINGS = tuple(Training.parameters())


def _members(kind: type[C], value: object, registry: Registry) -> tuple[C, ...]:
    if not kind.kind.many:
        member = _member(kind, value, registry)
        return () if member is None else (member,)
    listed = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    found = [_member(kind, item, registry) for item in listed]
    default = None if None in found else _member(kind, kind.kind.default or None, registry)
    if type(default) in map(type, found):
        default = None  # chosen with parameters of its own
    return tuple(dict.fromkeys(member for member in [default, *found] if member is not None))


def _member(kind: type[C], value: object, registry: Registry) -> C | None:
    if value is None or value == "none":
        return None
    if isinstance(value, kind):
        return value
    if isinstance(value, str | Mapping):
        return structure(kind, value, registry)
    raise RecipeError(
        f"{kind.kind.option} must be {kind.kind.with_article()}, not {value!r}.",
        hint="Give a name or a component.",
        suggestions=[ListComponents(kind.kind.name)],
    )


def _training(settings: Mapping[str, object]) -> Training:
    values = {}
    for name, value in settings.items():
        try:
            values[name] = coerce(value, Training.parameters()[name].accepts)
        except MismatchError as mismatch:
            raise RecipeError(f"{name} must be {mismatch}.") from None
    return Training(**values)
