"""The table of levels: what it says in a sentence, the figures, and what they mean."""

from collections.abc import Iterator
from html import escape

from kb_engine.comparison import COSTS, Comparison, Level

from kb.render.comparison_rows import table_with_costs
from kb.report._tables import Key, definitions, details, table

_MOST_NAMED = 8
_VERDICTS = ("better", "worse", "same", "not enough runs")


def leaderboard(found: Comparison) -> Iterator[str]:
    """The answer, the table and the meaning of its columns."""
    yield f"<p class=answer>{'<br>'.join(map(escape, answer(found)))}</p>"
    head, rows = table_with_costs(found)
    keys = [_keys(each) for each in found.levels]
    yield table("Levels, best first", head, rows, words=["verdict"], keys=keys)
    yield details("What the columns mean", definitions(list(_meanings(found))))


def answer(found: Comparison) -> Iterator[str]:
    """Which levels are better, and which are worse, by name."""
    names: dict[str, list[str]] = {}
    for level in found.levels:
        if level.difference is not None:
            names.setdefault(level.difference.verdict, []).append(level.name)
    beside = found.reference
    if not found.named and names:
        yield f"The best mean is that of {beside}."
    said = {
        "better": f"Better than {beside}",
        "worse": f"Worse than {beside}",
        "same": f"The same as {beside}, within {found.margin:g}",
        "not enough runs": f"Not enough runs to tell from {beside}",
    }
    for verdict in _VERDICTS:
        if verdict in names:
            shown = names[verdict][:_MOST_NAMED]
            more = len(names[verdict]) - len(shown)
            rest = f" and {more} more" if more else ""
            yield f"{said[verdict]}: {', '.join(shown)}{rest}."


def _keys(level: Level) -> list[Key]:
    found, each = level.found, level.difference
    rank = _VERDICTS.index(each.verdict) if each else None
    return [
        found.mean if found else None,
        len(level.rows),
        each.found.mean if each else None,
        each.p if each else None,
        each.outperforms if each else None,
        rank,
        each.further_seeds if each else None,
        *(level.figures.get(name) for name in COSTS),
    ]


def _meanings(found: Comparison) -> Iterator[tuple[str, str]]:
    beside = found.reference
    yield (
        "mean ±95 %",
        (
            "The mean over seeds. The mean over all seeds is in this interval in 95 of 100 cases."
            " Intervals that overlap don't mean that two levels can't be told apart."
        ),
    )
    yield "seeds", "How many seeds were trained; in brackets, runs that have no score."
    yield (
        "difference ±95 %",
        f"The level minus {beside}, over runs with the same seed and the same other fields.",
    )
    yield (
        "p",
        (
            "How often chance alone makes a difference as large as this one where there is none,"
            " corrected for the number of comparisons."
        ),
    )
    yield "P(A>B)", f"The share of seeds with which the level beats {beside}; ties count half."
    yield (
        "verdict",
        (
            "Better or worse if p is below 0.05. “Not enough runs” means that these can't tell,"
            " not that there is no difference."
        ),
    )
    yield (
        "more",
        "How many more seeds would likely settle it; a question mark if more seeds alone won't.",
    )
    yield "seconds", "The mean time of a training, with validation and without start-up."
    yield (
        "megabytes",
        "The mean of the most memory that a process held while it trained, TensorFlow included.",
    )
    yield "parameters", "The mean number of weights."
