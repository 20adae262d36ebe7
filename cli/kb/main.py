"""The `kb` command."""

import os
import sys
from io import TextIOWrapper

import typer
from kb_registry import KerasBlocksError

from kb.commands import plugin
from kb.commands.board import board
from kb.commands.build import build
from kb.commands.demo import demo
from kb.commands.doctor import doctor
from kb.commands.list import list_components
from kb.commands.schema import schema
from kb.commands.show import show
from kb.commands.train import train
from kb.console import err, print_error

app = typer.Typer(
    help="Assemble, train and compare neural networks from named blocks.",
    no_args_is_help=True,
    rich_markup_mode="rich" if sys.stdout.isatty() else None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("list")(list_components)
app.command("show")(show)
app.command("build")(build)
app.command("train")(train)
app.command("demo")(demo)
app.command("board")(board)
app.command("doctor")(doctor)
app.command("schema")(schema)
app.add_typer(plugin.app, name="plugin")

INTERRUPTED = 130  # 128 + SIGINT, as shells count


def main() -> None:
    """Run the command line; mistakes end in a message and an exit code, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # formulas have characters that ASCII lacks
    try:
        app()
    except KerasBlocksError as error:
        print_error(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        err.print("Interrupted.")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
