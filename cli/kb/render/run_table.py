"""Runs as rows: for people, for grep, for spreadsheets and for programs."""

import csv
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence

from kb_engine.runs.store import Fact, StoredRun
from kb_registry import KerasBlocksError, closest

SHOWN = 50
"""How many runs a terminal shows unless asked for more."""

VARIED = 4
"""How many of the fields in which runs differ are shown unless columns are asked for."""

NARROWEST = 12
"""How many characters of a run's name are shown at least."""

_ALWAYS = ("run", "status")
_FIGURES = ("val_loss", "val_accuracy", "test_accuracy")
_OWN = {
    *_ALWAYS,
    "seconds",
    "megabytes",
    "parameters",
    "sweep",
    "begun",
    "cause",
    "tags",
    "epochs_done",
}


def known_fields(runs: Sequence[StoredRun]) -> list[str]:
    """Every field that some run has, in order of appearance."""
    return list(dict.fromkeys(name for run in runs for name in run.facts))


def check_fields(asked: Sequence[str], known: Sequence[str]) -> None:
    """Refuse names of fields that no run has, and that aren't among those that any could have.

    Raises:
        KerasBlocksError: There is one.
    """
    for name in asked:
        if name not in known and name not in _OWN:
            hint = closest(name, [*known, *_OWN])
            raise KerasBlocksError(f"No run has a field {name!r}.", hint=hint)


def default_columns(runs: Sequence[StoredRun]) -> list[str]:
    """Name, status, what the runs differ in, figures and time."""
    known = known_fields(runs)
    differing = {
        name
        for name in known
        if name not in _OWN
        and not name.startswith(("val_", "test_", "train_"))
        and len({str(run.facts.get(name)) for run in runs}) > 1
    }
    # another component has other parameters, and one of another parameter differs in that alone
    varied = [n for n in known if n in differing and n.rpartition(".")[0] not in differing]
    scores = [name for name in _FIGURES if name in known]
    if "val_loss" in scores and len(scores) == 1:  # a regression
        scores += [name for name in known if name.startswith("val_") and name not in scores][:1]
    last = [name for name in ("seconds", "begun", "tags", "cause") if _any(runs, name)]
    return [*_ALWAYS, *varied[:VARIED], *scores, *last]


def print_runs(runs: Sequence[StoredRun], columns: Sequence[str], limit: int | None) -> None:
    """Print a table: cut to a terminal's size, whole in a pipe."""
    terminal = sys.stdout.isatty()
    most = limit if limit is not None else (SHOWN if terminal else 0)
    shown = runs[-most:] if most else runs
    rows = [[as_text(run.facts.get(name), name) for name in columns] for run in shown]
    for line in _aligned([list(columns), *rows], shutil.get_terminal_size().columns * terminal):
        print(line)  # noqa: T201 - Rich takes seconds for thousands of rows
    if len(shown) < len(runs):
        print(  # noqa: T201 - as above
            f"{len(runs) - len(shown):,} earlier ones aren't shown: --limit 0 shows all.",
            file=sys.stderr,
        )


def print_csv(runs: Sequence[StoredRun], columns: Sequence[str]) -> None:
    """Print comma-separated values with a header."""
    writer = csv.writer(sys.stdout)
    writer.writerow(columns)
    writer.writerows([_plain(run.facts.get(name)) for name in columns] for run in runs)


def as_documents(
    runs: Sequence[StoredRun], columns: Sequence[str] | None
) -> Iterator[Mapping[str, Fact]]:
    """What `--json` prints: every field of each run, or those asked for."""
    for run in runs:
        yield run.facts if columns is None else {name: run.facts.get(name) for name in columns}


def as_text(fact: Fact, name: str) -> str:
    """A fact as people read it."""
    match fact:
        case None:
            return "-"
        case bool():
            return str(fact).lower()
        case float():
            return f"{fact:.1f}" if name in {"seconds", "megabytes"} else f"{fact:.4g}"
        case list():
            return ",".join(fact) or "-"
        case _:
            return " ".join(str(fact).split()) or "-"


def _any(runs: Sequence[StoredRun], name: str) -> bool:
    return any(run.facts.get(name) for run in runs)


def _aligned(rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Columns side by side; names of runs are cut so that a line fits, if a width is given."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if width and rows[0][0] == "run":
        beside = sum(widths[1:]) + 2 * len(widths[1:])
        widths[0] = min(widths[0], max(NARROWEST, width - beside))
    for row in rows:
        cells = [_cut(cell, size).ljust(size) for cell, size in zip(row, widths, strict=True)]
        line = "  ".join(cells).rstrip()
        yield _cut(line, width) if width else line


def _cut(text: str, size: int) -> str:
    return text if len(text) <= size else f"{text[: size - 1]}…"


def _plain(fact: Fact) -> str:
    match fact:
        case None:
            return ""
        case bool():
            return str(fact).lower()
        case list():
            return " ".join(fact)
        case _:
            return str(fact)
