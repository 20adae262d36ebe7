"""`kb list`: what is installed.

The overview of all kinds is set without Rich, which would take longer to import than the names take
to find, and far longer to lay out thousands of them.
"""

import inspect
import shutil
import sys
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer
from kb_registry import (
    Component,
    Entry,
    Registry,
    UnknownNameError,
    broken_distributions,
    closest,
    installed_registry,
    normalize,
)

from kb.names.kinds import complete_kind, find_kind
from kb.render.plain import is_styled

if TYPE_CHECKING:
    from rich.table import Table

SHOWN = 60
"""How many names of a kind the overview shows in a terminal."""

BELOW = 4
"""How far names are indented that stand below their kind, as they do in a narrow terminal."""

NARROWEST, WIDE = 20, 70
"""How wide a summary is at least, and a terminal to show distributions in, too."""


class Filter(NamedTuple):
    """What a listed component has to match.

    Attributes:
        trait: A trait it must have.
        distribution: The distribution that it must come from.
        words: A text in its name, description, reference or traits, whatever the case.
    """

    trait: str | None
    distribution: str | None
    words: str | None

    def admits_entry(self, entry: Entry) -> bool:
        """Whether an entry may match, as far as shows without an import."""
        return self.distribution is None or entry.distribution == normalize(self.distribution)

    def admits(self, entry: Entry, component: type[Component]) -> bool:
        """Whether a component matches."""
        told = [entry.name, inspect.getdoc(component) or "", component.reference, *component.traits]
        found = self.words is None or self.words.lower() in " ".join(" ".join(told).split()).lower()
        return found and (self.trait is None or self.trait in component.traits)


def list_components(
    kind: Annotated[
        str | None,
        typer.Argument(
            help="Only this kind: activation, act, ...",
            show_default=False,
            autocompletion=complete_kind,
        ),
    ] = None,
    trait: Annotated[str | None, typer.Option(help="Only those with this trait.")] = None,
    source: Annotated[
        str | None, typer.Option("--from", help="Only those of this distribution.")
    ] = None,
    search: Annotated[
        str | None, typer.Option(help="Only those whose kb show page contains this text.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List what is installed: names by kind, or some with summaries."""
    registry = installed_registry()
    kinds = registry.kinds() if kind is None else (find_kind(kind, registry),)
    wanted = Filter(trait, source, search)
    if source is not None:
        _check_distribution(source, registry)
    if trait is not None:
        _check_trait(trait, kinds, registry)
    in_detail = kind is not None or trait is not None or search is not None
    if as_json:
        from kb.render.console import print_json

        print_json(list(_facts(kinds, registry, wanted, in_detail=in_detail)))
    elif in_detail:
        from kb.render.console import out, print_rows

        print_rows(_detailed(kinds, registry, wanted, narrow=out.is_terminal and out.width < WIDE))
    else:
        _print_overview(kinds, registry, wanted)
    broken = broken_distributions(registry.problems())
    if broken:
        typer.echo(f"Something is wrong with {', '.join(broken)}: run kb doctor.", err=True)


def _check_distribution(name: str, registry: Registry) -> None:
    known = {entry.distribution for kind in registry.kinds() for entry in registry.entries(kind)}
    if normalize(name) not in known:
        raise UnknownNameError(
            f"No distribution {name!r} registers a component.", hint=closest(name, known)
        )


def _check_trait(name: str, kinds: tuple[type[Component], ...], registry: Registry) -> None:
    known = {t for kind in kinds for _, each in registry.components(kind) for t in each.traits}
    if name not in known:
        raise UnknownNameError(f"Nothing has the trait {name!r}.", hint=closest(name, known))


def _print_overview(kinds: tuple[type[Component], ...], registry: Registry, wanted: Filter) -> None:
    rows = [("kind", "option", ["names"])]  # the heads first
    for kind in kinds:
        names = [e.name for e in registry.canonical_entries(kind) if wanted.admits_entry(e)]
        if names:
            option = f"--{kind.kind.option}" if kind.kind.option else ""
            rows.append((kind.kind.name, option, names))
    first, second = (max(len(row[column]) for row in rows) + 1 for column in (0, 1))
    indent = first + second
    longest = max(len(name) for *_, names in rows for name in names)
    if shutil.get_terminal_size().columns <= indent + longest:
        indent = BELOW
    heads, *body = [
        f"{kind:{first}}{option:{second}}{_names(names, kind, indent)}"
        for kind, option, names in rows
    ]
    typer.echo(typer.style(heads, bold=True) if is_styled() else heads)
    typer.echo("\n".join(body))


def _names(listed: list[str], kind: str, indent: int) -> str:
    """The names of a kind: in a pipe all in one line, in a terminal a paragraph of the first."""
    if not sys.stdout.isatty():
        return ", ".join(listed)
    text = ", ".join(listed[:SHOWN])
    if len(listed) > SHOWN:
        text += f", ... and {len(listed) - SHOWN} more: kb list {kind}"
    width = max(shutil.get_terminal_size().columns - indent, 20)
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    start = f"\n{' ' * indent}"
    return (start if indent == BELOW else "") + start.join(lines)


def _detailed(
    kinds: tuple[type[Component], ...], registry: Registry, wanted: Filter, *, narrow: bool
) -> "Table | str":
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    several = len(kinds) > 1
    table.add_column("name", overflow="fold")
    table.add_column("summary", min_width=NARROWEST)
    if several:
        table.add_column("kind", no_wrap=True)
    if not narrow:
        table.add_column("distribution", no_wrap=True)
    for kind in kinds:
        for entry, component in _matching(kind, registry, wanted):
            names = ", ".join([entry.name, *registry.aliases(kind, entry)])
            origin = [kind.kind.name] * several + [entry.distribution] * (not narrow)
            table.add_row(names, component.summary(), *origin)
    return table if table.rows else "Nothing matches."


def _matching(
    kind: type[Component], registry: Registry, wanted: Filter
) -> Iterator[tuple[Entry, type[Component]]]:
    for entry, component in registry.components(kind):
        if wanted.admits_entry(entry) and wanted.admits(entry, component):
            yield entry, component


def _facts(
    kinds: tuple[type[Component], ...], registry: Registry, wanted: Filter, *, in_detail: bool
) -> Iterator[dict[str, object]]:
    for kind in kinds:
        if in_detail:
            for entry, component in _matching(kind, registry, wanted):
                yield {
                    **_origin(kind, entry, registry),
                    "summary": component.summary(),
                    "reference": component.reference,
                    "traits": sorted(component.traits),
                }
        else:
            for entry in registry.canonical_entries(kind):
                if wanted.admits_entry(entry):
                    yield _origin(kind, entry, registry)


def _origin(kind: type[Component], entry: Entry, registry: Registry) -> dict[str, object]:
    return {
        "kind": kind.kind.name,
        "name": entry.name,
        "aliases": list(registry.aliases(kind, entry)),
        "distribution": entry.distribution,
        "version": entry.version,
    }
