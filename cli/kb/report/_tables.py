"""Tables as HTML, which a script may sort and filter."""

from collections.abc import Sequence
from html import escape

Key = float | None
"""What a cell is sorted by; None comes last."""

_COLOURED = ("better", "worse")


def table(  # noqa: PLR0913 - every one has a name
    caption: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    words: Sequence[str] = (),
    keys: Sequence[Sequence[Key] | None] = (),
    fixed: bool = False,
) -> str:
    """A table with a caption, in a part that is scrolled if it is too wide.

    Args:
        caption: What it shows.
        head: The names of the columns.
        rows: The text of the cells; the first cell of a row names it.
        words: The columns that hold words, beside the first; the others hold figures.
        keys: For each row what its cells are sorted by, the first aside; the text, if left out.
        fixed: Whether the order of the rows means something.
    """
    worded = [not place or name in words for place, name in enumerate(head)]
    cells = "".join(
        f'<th scope="col"{_kind(is_word)}>{escape(name)}</th>'
        for name, is_word in zip(head, worded, strict=True)
    )
    given = [*keys] or [None] * len(rows)
    body = "".join(
        f"<tr>{_cells(row, worded, key)}</tr>" for row, key in zip(rows, given, strict=True)
    )
    kind = "" if fixed else " class=sortable"
    return (
        f'<div class=scroll tabindex=0 role="region" aria-label="{escape(caption)}">'
        f"<table{kind}><caption>{escape(caption)}</caption><thead><tr>{cells}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def details(summary: str, content: str) -> str:
    """Something that is shown when it is asked for."""
    return f"<details><summary>{escape(summary)}</summary>{content}</details>"


def definitions(meanings: Sequence[tuple[str, str]]) -> str:
    """Names and what they mean."""
    pairs = "".join(f"<dt>{escape(name)}</dt><dd>{escape(says)}</dd>" for name, says in meanings)
    return f"<dl>{pairs}</dl>"


def _cells(row: Sequence[str], worded: Sequence[bool], keys: Sequence[Key] | None) -> str:
    first, *others = row
    known = [f' data-key="{"" if key is None else key}"' for key in keys or ()]
    cells = "".join(
        f"<td{_kind(is_word, each)}{key}>{escape(each)}</td>"
        for each, is_word, key in zip(others, worded[1:], known or [""] * len(others), strict=True)
    )
    return f'<th scope="row">{escape(first)}</th>{cells}'


def _kind(is_word: bool, cell: str = "") -> str:  # noqa: FBT001
    kinds = " ".join(["word"] * is_word + [cell] * (cell in _COLOURED))
    return f' class="{kinds}"' if kinds else ""
