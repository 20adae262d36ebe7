"""What a training says while it runs and when it is done, for people, programs and scripts.

Importing this imports Keras: do so where training begins.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import keras
from attrs import asdict
from kb_engine import TrainedRun, finite

from kb.render.console import out, print_json_line
from kb.render.form import Form
from kb.render.progress import JsonLines, progress_bar
from kb.render.scores import score_table
from kb.render.suggestions import command


@contextmanager
def shown(form: Form) -> Iterator[list[keras.callbacks.Callback]]:
    """The observers that show how far a training is."""
    if form == "people":
        with progress_bar() as bar:
            yield [bar]
    else:
        yield [JsonLines()] if form == "json" else []


def report(trained: TrainedRun, form: Form) -> None:
    """Print what came of a training."""
    match form:
        case "json":
            print_json_line(finite({"folder": str(trained.run.folder), **asdict(trained.result)}))
        case "folder":
            out.print(trained.run.folder, soft_wrap=True)
        case "people":
            _print_report(trained)


def _print_report(trained: TrainedRun) -> None:
    out.print(score_table(trained.result))
    if trained.result.status == "interrupted":
        out.print(
            "Interrupted: these are the scores of what was learned until then. Resume with\n\n"
            f"    {command('kb', 'resume', trained.run.folder)}\n",
            soft_wrap=True,
        )
    out.print(f"Written to {trained.run.folder}", soft_wrap=True)
    board = command("tensorboard", "--logdir", trained.run.folder.parent)
    out.print(f"\n    {board}", soft_wrap=True)
