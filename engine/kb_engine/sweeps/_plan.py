"""What a sweep does, as one value that a file can hold."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import tomli_w
from attrs import field, frozen
from kb_registry import (
    Callback,
    Component,
    InvalidParameterError,
    OmitOption,
    Registry,
    SetOption,
    closest,
    to_table,
    write_text,
)

from kb_engine.recipes._recipe import Recipe
from kb_engine.sweeps._errors import SweepError
from kb_engine.sweeps._kept import read_most
from kb_engine.sweeps._settings import Settings
from kb_engine.sweeps.search._space import Space
from kb_engine.sweeps.search._start import check_packages

LOGGING = {
    "none": "tensorboard:layers=false",
    "all": "tensorboard",
    "best": "tensorboard:layers=apart",
}
"""What a trial logs unless its callbacks say otherwise, by what is kept of layers.

By default that is nothing: layers of hundreds of runs fill disks. What only the best keep can't be
written once they are known, so all write it, where it can be deleted.
"""


@frozen
class Plan:
    """Fields with their values, and how they are combined.

    Attributes:
        fields: Values by field: one text with commas, or a list of texts, tables, components and
            numbers. A field with one value is the same in every trial.
        pair: Fields that move together.
        settings: Seeds, search and budgets.
    """

    fields: Mapping[str, object]
    pair: tuple[tuple[str, ...], ...] = ()
    settings: Settings = field(factory=Settings)

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Self:
        """Make a plan from plain values, as TOML holds them.

        Raises:
            SweepError: A setting is unknown or out of bounds.
        """
        given = dict(table)
        fields, pairs = given.pop("fields", {}), given.pop("pair", [])
        for name in given:
            if name not in Settings.parameters():
                known = [*Settings.parameters(), "fields", "pair"]
                raise SweepError(f"A sweep has no setting {name!r}.", hint=closest(name, known))
        if not isinstance(fields, Mapping):
            raise SweepError("fields must be a table.", hint='Write [fields], then act = ["relu"].')
        try:
            settings = Settings(**given)
            read_most("keep_models", settings.keep_models)
            read_most("keep_layers", settings.keep_layers)
        except InvalidParameterError as error:
            raise SweepError(error.message.removeprefix("Settings: "), hint=error.hint) from None
        return cls(dict(fields), _pairs(pairs), settings)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a plan from a TOML file.

        Raises:
            SweepError: The file can't be read, or isn't a plan.
        """
        try:
            return cls.from_table(tomllib.loads(path.read_text(encoding="utf-8-sig")))
        except OSError as error:
            raise SweepError(f"Can't read the sweep {path}: {error.strerror}.") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SweepError(
                f"{path} isn't a TOML file: {error}.",
                hint='A sweep holds a table [fields] with lines such as act = ["relu", "prelu"].',
            ) from None

    def write(self, path: Path, registry: Registry) -> None:
        """Write the plan to a TOML file that `read` understands.

        Raises:
            OSError: The file can't be written.
        """
        write_text(path, tomli_w.dumps(self.to_table(registry)))

    def to_table(self, registry: Registry) -> dict[str, Any]:
        """The plan as plain values; settings at their default are left out."""
        settings = {
            name: getattr(self.settings, name)
            for name, parameter in Settings.parameters().items()
            if getattr(self.settings, name) != parameter.default
        }
        pairs = {"pair": [list(pair) for pair in self.pair]} if self.pair else {}
        fields = {name: _plain(values, registry) for name, values in self.fields.items()}
        return {**settings, **pairs, "fields": fields}

    def count(self, space: Space) -> int | None:
        """How many trials there are; None if time alone ends them."""
        settings = self.settings
        if settings.search == "grid":
            most = space.size if settings.trials is None else settings.trials
            return min(space.size, most) * settings.seeds
        return None if settings.trials is None else settings.trials * settings.seeds

    def space(self, registry: Registry) -> Space:
        """The combinations, each field checked.

        Raises:
            KerasBlocksError: As `Space.read` raises, or the search doesn't suit them.
        """
        settings, searching = self.settings, self.settings.search != "grid"
        logging = LOGGING[settings.keep_layers.partition(":")[0]]
        fields = {**self.fields, "callback": _callbacks(self.fields.get("callback", []), logging)}
        space = Space.read(fields, self.pair, registry)
        if space.ranges and not searching:
            places = ", ".join(slot.place for slot in space.ranges)
            raise SweepError(
                f"A grid tries lists of values, and {places} is a range.",
                hint="Write the values, such as 0.1,0.2,0.3, or use a search that draws them.",
                suggestions=[
                    SetOption("search", "random", purpose="Draw them"),
                    SetOption("trials", 20, purpose="And end"),
                ],
            )
        if searching and settings.trials is None and settings.hours is None:
            raise SweepError(
                f"The search {settings.search} has no end.",
                hint="Limit its combinations or its time.",
                suggestions=[SetOption("trials", 20), SetOption("hours", 1, purpose="Or set")],
            )
        if settings.pruner != "none" and not searching:
            raise SweepError(
                "A grid trains every trial to its end, so it can't have a pruner.",
                suggestions=[
                    OmitOption("pruner"),
                    SetOption("search", "random", purpose="Or take another search"),
                ],
            )
        _check_layers(space, settings.keep_layers)
        check_packages(settings)
        return space


def _callbacks(chosen: object, logging: str) -> list[object]:
    listed = list(chosen) if isinstance(chosen, list | tuple) else [chosen]
    names = [item.partition(":")[0].partition("(")[0] for item in listed if isinstance(item, str)]
    decided = {"none", "tensorboard"} & set(names) or None in listed
    return listed if decided else [logging, *listed]


def _check_layers(space: Space, keep: str) -> None:
    """Refuse to keep layers that the callbacks don't log, or not where they can be deleted."""
    if keep == "none":
        return
    (chosen,) = next(each.options for each in space.dimensions if each.name == "callback")
    recipe = Recipe.from_choices({"callback": chosen.source}, space.registry)
    logged = {getattr(each, "layers", False) for each in recipe.all(Callback)}
    if "apart" in logged or (keep == "all" and True in logged):
        return
    wanted = "tensorboard" if keep == "all" else "tensorboard:layers=apart"
    raise SweepError(
        f"keep_layers is {keep}, and the callbacks {chosen.text or 'none'} log no layers"
        f"{'' if keep == 'all' else ' that can be deleted again'}.",
        hint=f"Write {wanted} among the callbacks, or leave them out.",
    )


def _pairs(pairs: Any) -> tuple[tuple[str, ...], ...]:
    if not isinstance(pairs, list | tuple) or any(isinstance(pair, str) for pair in pairs):
        raise SweepError(
            "pair must be a list of lists of fields.", hint='Write pair = [["act", "init"]].'
        )
    return tuple(tuple(map(str, pair)) for pair in pairs)


def _plain(value: object, registry: Registry) -> object:
    match value:
        case Component():
            return to_table(value, registry)
        case list() | tuple():
            return [_plain(item, registry) for item in value]
        case None:
            return "none"
        case _:
            return value
