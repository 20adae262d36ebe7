"""The page: tables, pictures, failures, environment and commands."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from kb_engine.comparison import Comparison, ComparisonError, interaction, trials
from kb_engine.runs.store import StoredRun
from kb_registry import write_text

from kb.render.comparison_rows import (
    best_of_rows,
    crossed_rows,
    excesses,
    figure,
    heading,
    in_words,
    worth_it,
)
from kb.report._commands import Repeat
from kb.report._curves import curves
from kb.report._environment import environments
from kb.report._gradients import gradients
from kb.report._leaderboard import leaderboard
from kb.report._parallel import parallel
from kb.report._script import POLICY, SCRIPT
from kb.report._strips import strips
from kb.report._style import STYLE
from kb.report._tables import details, table


def write_report(
    found: Comparison,
    runs: Sequence[StoredRun],
    path: Path,
    repeat: Repeat,
    extra: Mapping[str, Any] | None = None,
) -> None:
    """Write a comparison as one HTML file, which asks nothing of any other place.

    Args:
        found: The comparison.
        runs: What was compared, with those that have no score.
        path: The file.
        repeat: How to train the runs and make the report again.
        extra: What was asked for beside it: `pareto`, `best_of`, `importance`.

    Raises:
        ComparisonError: The file can't be written.
    """
    try:
        write_text(path, _page(found, runs, repeat, extra or {}))
    except OSError as error:
        raise ComparisonError(
            f"Can't write {path}: {error.strerror}.", hint="Choose a folder that exists."
        ) from None


def _page(
    found: Comparison, runs: Sequence[StoredRun], repeat: Repeat, extra: Mapping[str, Any]
) -> str:
    title = escape(heading(found))
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            f"<title>{title}</title><style>{STYLE}</style></head><body><main><h1>{title}</h1>",
            *_sections(found, runs, extra),
            *_origin(found, repeat),
            f"</main><script>{SCRIPT}</script></body></html>",
            "",
        ]
    )


def _sections(
    found: Comparison, runs: Sequence[StoredRun], extra: Mapping[str, Any]
) -> Iterator[str]:
    yield from leaderboard(found)
    yield _list(in_words(found))
    yield "<h2>Every seed</h2>"
    yield (
        "<p>A dot is a seed, the long line the interval at 95 %, the short one the mean. The dashed"
        f" line is the mean of {escape(found.reference)}.</p>"
    )
    yield f"<div class=scroll tabindex=0>{strips(found)}</div>"
    yield details("Each run", table("Each run", *_scores(found), words=["run"]))
    if len(found.by) == 2:  # noqa: PLR2004 - a table has rows and columns
        yield from _crossed(found)
    yield from parallel(found, trials(runs, found.metric))
    yield from _extra(found, extra)
    yield from curves(found)
    yield from gradients(found)
    failures = [(run, level) for level in found.levels for run in level.unscored]
    if failures:
        head = ("run", "level", "status", "cause")
        rows = [
            (run.name, level.name, run.status, str(run.facts.get("cause") or ""))
            for run, level in failures
        ]
        yield "<h2>Without a score</h2>"
        yield table("Not counted in any mean", head, rows, words=head)


def _origin(found: Comparison, repeat: Repeat) -> Iterator[str]:
    """Where the figures come from, and how to get them again."""
    surroundings = environments(found)
    if surroundings:
        yield f"<h2>Environment</h2>{_list(surroundings)}"
    lines = "\n".join(repeat.commands)
    yield f"<h2>To make it again</h2><pre tabindex=0>{escape(lines)}</pre>"
    texts = [
        f"<p><code>{escape(name)}</code></p><pre tabindex=0>{escape(text)}</pre>"
        for name, text in repeat.files.items()
    ]
    if texts:
        yield details("The files that these commands read", "".join(texts))


def _crossed(found: Comparison) -> Iterator[str]:
    crossed = interaction(found)
    head, rows = crossed_rows(crossed, found.by)
    yield "<h2>Both fields</h2>"
    caption = "Means; a star is a cell that differs from what its row and column add up to"
    yield table(caption, head, rows, fixed=True)
    said, table_of_excesses = excesses(crossed)
    yield f"<p>{escape(said)}</p>"
    if table_of_excesses is not None:
        yield details("Which cells differ, and by how much", table(said, *table_of_excesses))


def _extra(found: Comparison, extra: Mapping[str, Any]) -> Iterator[str]:
    if "pareto" in extra:
        yield f"<p>{escape(worth_it(extra['pareto']))}</p>"
    if "best_of" in extra:
        head, rows = best_of_rows(found.validation, extra["best_of"])
        yield "<h2>Fewer trials</h2>"
        yield table("What the best of so many trials is expected to be worth", head, rows)
    if "importance" in extra:
        rows = [(name, f"{share:.2f}") for name, share in extra["importance"].items()]
        yield "<h2>Which field matters</h2>"
        yield table("Share of the variance that a field explains", ("field", "importance"), rows)


def _scores(found: Comparison) -> tuple[Sequence[str], list[Sequence[str]]]:
    rows = [
        (level.name, run.seed, figure(run.score), run.run.name)
        for level in found.levels
        for run in level.runs
    ]
    return ("level", "seed", found.metric, "run"), list(rows)


def _list(lines: "Iterator[str] | Sequence[str]") -> str:
    return f"<ul>{''.join(f'<li>{escape(each)}</li>' for each in lines)}</ul>"
