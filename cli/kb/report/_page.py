"""The page: tables, pictures, failures, environment and commands."""

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from kb_engine.comparison import Comparison, ComparisonError, interaction
from kb_registry import write_text

from kb.render.comparison_rows import figure, heading, in_words, table
from kb.report._curves import curves
from kb.report._strips import strips
from kb.report._style import STYLE

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser enforces: nothing is loaded, and no script runs."""


def write_report(found: Comparison, path: Path, commands: Sequence[str]) -> None:
    """Write a comparison as one HTML file, which asks nothing of any other place.

    Args:
        found: The comparison.
        path: The file.
        commands: What to type to train the runs and make the report again.

    Raises:
        ComparisonError: The file can't be written.
    """
    try:
        write_text(path, _page(found, commands))
    except OSError as error:
        raise ComparisonError(
            f"Can't write {path}: {error.strerror}.", hint="Choose a folder that exists."
        ) from None


def _page(found: Comparison, commands: Sequence[str]) -> str:
    title = escape(heading(found))
    return "\n".join(
        [
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            f"<title>{title}</title><style>{STYLE}</style></head><body><main><h1>{title}</h1>",
            *_sections(found, commands),
            "</main></body></html>",
            "",
        ]
    )


def _sections(found: Comparison, commands: Sequence[str]) -> Iterator[str]:
    yield _table("Levels, best first", *table(found))
    yield "".join(f"<p>{escape(sentence)}</p>" for sentence in in_words(found))
    yield f"<h2>Every seed</h2><div class=scroll tabindex=0>{strips(found)}</div>"
    yield "<p>A dot is a seed, the thin line the interval at 95 %, the short one the mean.</p>"
    yield _details("Scores", _table("Each run", *_scores(found)))
    if len(found.by) == 2:  # noqa: PLR2004 - a table has rows and columns
        yield _crossed(found)
    drawn = curves(found)
    if drawn is not None:
        yield f"<h2>Learning</h2><div class=scroll tabindex=0>{drawn}</div>"
    failures = [(run, level) for level in found.levels for run in level.unscored]
    if failures:
        rows = [
            (run.name, level.name, run.status, str(run.facts.get("cause") or ""))
            for run, level in failures
        ]
        yield "<h2>Without a score</h2>"
        yield _table("Not counted in any mean", ("run", "level", "status", "cause"), rows)
    yield "<h2>Environment</h2>"
    everything = (run for level in found.levels for run in level.runs)
    yield _list(sorted({version for run in everything for version in run.versions}))
    lines = "\n".join(commands)
    yield f"<h2>To make it again</h2><pre tabindex=0>{escape(lines)}</pre>"


def _crossed(found: Comparison) -> str:
    crossed = interaction(found)
    rows = [
        (
            row,
            *(
                "-" if cell.mean is None else figure(cell.mean) + "*" * cell.differs
                for cell in (crossed.cells[row, column] for column in crossed.columns)
            ),
            figure(crossed.row_means[row]),
        )
        for row in crossed.rows
    ]
    last = ("mean", *(figure(crossed.column_means[each]) for each in crossed.columns), "")
    caption = "Means; a star is a cell that differs from what its row and column add up to"
    head = (f"{found.by[0]} \\ {found.by[1]}", *crossed.columns, "mean")
    return "<h2>Both fields</h2>" + _table(caption, head, [*rows, last])


def _scores(found: Comparison) -> tuple[Sequence[str], list[Sequence[str]]]:
    rows = [
        (level.name, run.seed, figure(run.score), run.run.name)
        for level in found.levels
        for run in level.runs
    ]
    return ("level", "seed", found.metric, "run"), list(rows)


def _table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    cells = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    return (
        f'<div class=scroll tabindex=0 role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{cells}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _cells(row: Sequence[str]) -> str:
    first, *others = row
    cells = (f"<td{_style(each)}>{escape(each)}</td>" for each in others)
    return f'<th scope="row">{escape(first)}</th>{"".join(cells)}'


def _style(cell: str) -> str:
    return f' class="{cell}"' if cell in {"better", "worse"} else ""


def _details(summary: str, content: str) -> str:
    return f"<details><summary>{escape(summary)}</summary>{content}</details>"


def _list(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(each)}</li>' for each in lines)}</ul>"
