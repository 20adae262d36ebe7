"""`kb plugin`: for people who publish blocks of their own."""

from pathlib import Path
from typing import Annotated

import typer
from kb_registry import in_one_line, installed_registry

from kb.names.kinds import complete_kind, find_kind
from kb.plugin_package import write_package
from kb.render.console import out
from kb.render.suggestions import command

app = typer.Typer(no_args_is_help=True)


@app.callback()
def plugin() -> None:
    """Create and check packages with blocks of your own."""


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="The component's name, such as snake.")],
    kind: Annotated[
        str,
        typer.Option(help="Its kind: activation, optimizer, ...", autocompletion=complete_kind),
    ] = "activation",
    into: Annotated[Path, typer.Option(help="Folder in which the package is made.")] = Path(),
) -> None:
    """Write a complete package with one component: installable, typed and tested."""
    registry = installed_registry()
    folder = write_package(name, find_kind(kind, registry), into, registry)
    install = command("pip", "install", "-e", folder)
    out.print(f"Written to {folder}. Try\n\n    {install}", soft_wrap=True)
    out.print(f"    kb show {name}\n    kb plugin check {folder.name}", soft_wrap=True)


@app.command()
def check(
    distribution: Annotated[str, typer.Argument(help="An installed distribution: kb-snake.")],
) -> None:
    """Run the conformance kit on every component of an installed package."""
    from kb.tensorflow import start_tensorflow

    start_tensorflow()
    from kb_registry.testing import conformance

    checks = conformance(distribution)
    failed = 0
    for each in checks:
        try:
            each()
        except Exception as error:  # noqa: BLE001 - a component is anybody's code
            failed += 1
            shortcoming = isinstance(error, AssertionError) and str(error)
            out.print(
                f"failed  {each}\n        {shortcoming or in_one_line(error)}", soft_wrap=True
            )
    out.print(f"{len(checks) - failed} of {len(checks)} checks passed.")
    if failed:
        raise typer.Exit(code=1)
