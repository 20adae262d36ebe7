"""The `kb` command."""

import codecs
import sys
import warnings
from io import TextIOWrapper
from typing import Annotated

import typer
from kb_registry import KerasBlocksError

from kb.exit_codes import INTERRUPTED
from kb.group import MARKUP, Commands
from kb.render.plain import spell_out

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode=MARKUP,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(asked: bool) -> None:  # noqa: FBT001 - Typer calls it
    if asked:
        from importlib.metadata import version

        typer.echo(f"keras-blocks {version('keras-blocks')}")
        raise typer.Exit


@app.callback()
def kb(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", is_eager=True, callback=_print_version
        ),
    ] = False,
) -> None:
    """Assemble, train and compare neural networks from named blocks."""
    del version


def main() -> None:
    """Run the command line; mistakes end in a message and an exit code, never a traceback."""
    codecs.register_error("kb.spell_out", spell_out)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="kb.spell_out")
    warnings.showwarning = _show_warning
    try:
        app()
    except KerasBlocksError as error:
        from kb.render.console import print_error  # with Rich, which a list of names does without

        print_error(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)  # noqa: T201 - one word
        sys.exit(INTERRUPTED)


def _show_warning(message: Warning | str, *_: object, **__: object) -> None:
    from kb.render.console import print_warning

    print_warning(message)
