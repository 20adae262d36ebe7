"""A comparison as rows of text and as sentences, whatever shows them."""

import math
from collections.abc import Iterator, Sequence

from kb_engine.comparison import (
    COSTS,
    Comparison,
    Difference,
    Estimate,
    Interaction,
    Level,
    Selection,
)

MEAN = "mean ±95 %"
HEAD = (MEAN, "seeds", "difference ±95 %", "p", "P(A>B)", "verdict", "more")

Rows = list[tuple[str, ...]]
_SMALLEST_P = 0.001


def heading(found: Comparison) -> str:
    """What is compared, in one line."""
    better = "lower" if found.lower else "higher"
    return f"{found.metric} by {', '.join(found.by)}; {better} is better"


def table(found: Comparison) -> tuple[tuple[str, ...], Rows]:
    """The head, and a row for each level."""
    return (", ".join(found.by), *HEAD), [_row(found, each) for each in found.levels]


def table_with_costs(found: Comparison) -> tuple[tuple[str, ...], Rows]:
    """The same with what each level costs."""
    head, rows = table(found)
    costs = [tuple(_cost(each, name) for name in COSTS) for each in found.levels]
    return (*head, *COSTS), [(*row, *own) for row, own in zip(rows, costs, strict=True)]


def _cost(level: Level, name: str) -> str:
    known = level.figures.get(name)
    if known is None:
        return ""
    return f"{known:,.0f}" if known >= 100 else f"{known:.3g}"  # noqa: PLR2004 - three digits


def _row(found: Comparison, level: Level) -> tuple[str, ...]:
    mean = "-" if level.found is None else with_reach(level.found)
    seeds = str(len(level.rows)) + (f" (-{len(level.unscored)})" if level.unscored else "")
    each = level.difference
    if each is None:
        return level.name, mean, seeds, "", "", "", _alone(found, level), ""
    return (
        level.name,
        mean,
        seeds,
        with_sign(each.found),
        p_value(each.p),
        f"{each.outperforms:.2f}",
        f"same within {found.margin:g}" if each.verdict == "same" else each.verdict,
        _further(each),
    )


def _alone(found: Comparison, level: Level) -> str:
    if level.found is None:
        return "no score"
    if level.name == found.reference:
        return "baseline" if found.named else "best"
    return "nothing in common"


def _further(each: Difference) -> str:
    """How many more seeds would likely settle it; a question mark if seeds alone won't."""
    if each.verdict != "not enough runs":
        return ""
    return "?" if each.further_seeds is None else f"+{each.further_seeds:,}"


def in_words(found: Comparison) -> Iterator[str]:
    """What the figures mean, a sentence each."""
    yield from _groups(found)
    yield from of_single_runs(found)
    chosen = found.selection
    if chosen is not None:
        yield _selected(chosen, found.metric)
    further = [each.difference for each in found.levels if each.difference is not None]
    if any(each.further_seeds for each in further):
        yield "more: seeds that would likely settle it, if the difference stays what it seems."
    if found.comparisons > 1:
        of = "" if found.named else ", since the best of them was looked for"
        yield f"p values are corrected for {found.comparisons} comparisons (Holm){of}."
    if found.paired:
        yield f"Runs are paired by seed and by {', '.join(found.paired)}."
    yield from found.notes


def _selected(chosen: Selection, metric: str) -> str:
    if chosen.chosen == chosen.winner:
        return (
            f"{chosen.validation} chooses {chosen.winner} too, so its {metric} of"
            f" {figure(chosen.score)} isn't flattered by the choice."
        )
    return (
        f"{chosen.winner} is the best by the {metric} that is shown, which flatters it."
        f" {chosen.validation} chooses {chosen.chosen}, with a {metric} of {figure(chosen.score)}."
    )


def _groups(found: Comparison) -> Iterator[str]:
    scored = [each for each in found.levels if each.found is not None]
    if len(scored) == 1:
        yield f"{scored[0].name} is the only level with a score: there is nothing to compare."
        return
    groups: dict[int, list[str]] = {}
    for each in scored:
        groups.setdefault(each.group, []).append(each.name)
    if len(groups) == 1:
        yield "No level can be told from the best."
        return
    for names in groups.values():
        if len(names) > 1:
            yield f"Can't be told from {names[0]}: {', '.join(names[1:])}."


def of_single_runs(found: Comparison) -> Iterator[str]:
    """What one run each says: whether the networks differ, and no more."""
    differences = [each.difference for each in found.levels if each.difference is not None]
    for each in differences:
        if each.found.rows == 1 and not math.isnan(each.p):
            differ = "differ" if each.p < 0.05 else "can't be told apart"  # noqa: PLR2004 - 95 %
            yield (
                f"The two networks of {each.level} and {each.beside} {differ} on these test samples"
                f" (p {p_value(each.p)}); whether the recipes do takes more seeds."
            )


def crossed_rows(crossed: Interaction, by: Sequence[str]) -> tuple[tuple[str, ...], Rows]:
    """The table of two fields with marginal means; a star is a cell that stands out."""
    rows: Rows = []
    for row in crossed.rows:
        cells = (crossed.cells[row, column] for column in crossed.columns)
        words = (
            "-" if each.mean is None else figure(each.mean) + "*" * each.differs for each in cells
        )
        rows.append((row, *words, figure(crossed.row_means[row])))
    rows.append(("mean", *(figure(crossed.column_means[each]) for each in crossed.columns), ""))
    return (f"{by[0]} \\ {by[1]}", *crossed.columns, "mean"), rows


def excesses(crossed: Interaction) -> tuple[str, tuple[tuple[str, ...], Rows] | None]:
    """Whether two fields depend on each other, and a table of the cells that show it."""
    tested = {names: cell for names, cell in crossed.cells.items() if cell.excess is not None}
    rows: Rows = [
        (" ".join(names), with_sign(cell.excess), p_value(cell.p))
        for names, cell in tested.items()
        if cell.differs and cell.excess is not None
    ]
    if not tested:
        return "Whether the two fields depend on each other takes two seeds in every cell.", None
    if not rows:
        return "No cell differs from what its row and column add up to: no interaction.", None
    said = (
        f"* {len(rows)} of {len(tested)} cells differ from what their rows and columns add up to,"
        " so what one field does depends on the other:"
    )
    return said, (("cell", "differs by ±95 %", "p, corrected"), rows)


def best_of_rows(metric: str, curve: Sequence[float]) -> tuple[tuple[str, ...], Rows]:
    """What the best of 1, 2, 4, ... trials is expected to be worth."""
    counts = [2**power for power in range(len(curve).bit_length()) if 2**power < len(curve)]
    rows: Rows = [(f"{count:,}", figure(curve[count - 1])) for count in (*counts, len(curve))]
    return ("trials", f"best {metric} expected"), rows


def worth_it(front: Sequence[str]) -> str:
    """The Pareto front in a sentence."""
    return f"From the cheapest on, no other level is better for less: {', '.join(front)}."


def figure(value: float) -> str:
    """A figure to four digits after the point, or as many as tell it from 0."""
    if math.isnan(value):
        return "?"
    if (value and abs(value) < 0.001) or abs(value) >= 1000:  # noqa: PLR2004 - as people write them
        return f"{value:.3g}"
    return f"{value:.4f}"


def with_reach(found: Estimate) -> str:
    """A mean and how far its interval at 95 % reaches."""
    reach = "?" if math.isnan(found.low) else figure((found.high - found.low) / 2)
    return f"{figure(found.mean)} ±{reach}"


def with_sign(found: Estimate) -> str:
    """The same of a difference, which has a sign if it is above 0 too."""
    return f"{'+' if found.mean > 0 else ''}{with_reach(found)}"


def p_value(p: float) -> str:
    """A p value to three digits."""
    if math.isnan(p):
        return "?"
    return f"<{_SMALLEST_P}" if p < _SMALLEST_P else f"{p:.3f}"
