"""Whether what one field does depends on another."""

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import frozen

from kb_engine.comparison._errors import ComparisonError
from kb_engine.comparison._estimate import LEVEL, Estimate, estimate
from kb_engine.comparison._holm import holm
from kb_engine.comparison._results import Comparison, Level


@frozen
class Cell:
    """A level of one field with a level of another.

    Attributes:
        mean: Of the metric; None without a score.
        excess: What the cell has beyond the two levels' own effects; None if a seed of some cell
            is missing.
        p: The p value of the excess, corrected for all cells.
    """

    mean: float | None
    excess: Estimate | None = None
    p: float = float("nan")

    @property
    def differs(self) -> bool:
        """Whether the excess is more than chance."""
        return self.p < LEVEL


@frozen
class Interaction:
    """Two fields, level by level.

    Attributes:
        rows: Levels of the first field, best first.
        columns: Levels of the second.
        cells: By level of the first and of the second.
        row_means: Marginal means of the first.
        column_means: Marginal means of the second.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]
    row_means: Mapping[str, float]
    column_means: Mapping[str, float]


def interaction(found: Comparison) -> Interaction:
    """Lay a comparison by two fields out as a table.

    A cell's excess is its mean minus those of its row and its column plus that of the table, and
    is tested over the seeds that every cell has.

    Raises:
        ComparisonError: It isn't by two fields.
    """
    if len(found.by) != 2:  # noqa: PLR2004 - rows and columns
        raise ComparisonError("A table has two fields.", hint="Such as act and init.")
    levels = {level.parts: level for level in found.levels}
    means = {names: level.found.mean for names, level in levels.items() if level.found}
    rows, columns = (_ordered(means, place, lower=found.lower) for place in (0, 1))
    excess = _excess(levels, rows, columns)
    corrected = dict(zip(excess, holm([each.p for each in excess.values()]), strict=True))
    cells = {
        (row, column): Cell(
            means.get((row, column)),
            excess.get((row, column)),
            corrected.get((row, column), float("nan")),
        )
        for row in rows
        for column in columns
    }
    return Interaction(rows, columns, cells, _marginal(means, 0), _marginal(means, 1))


def _marginal(means: Mapping[tuple[str, ...], float], place: int) -> dict[str, float]:
    levels = dict.fromkeys(names[place] for names in means)
    return {
        level: float(np.mean([mean for names, mean in means.items() if names[place] == level]))
        for level in levels
    }


def _ordered(means: Mapping[tuple[str, ...], float], place: int, *, lower: bool) -> tuple[str, ...]:
    marginal = _marginal(means, place)
    return tuple(sorted(marginal, key=marginal.__getitem__, reverse=not lower))


def _excess(
    levels: Mapping[tuple[str, ...], Level], rows: Sequence[str], columns: Sequence[str]
) -> dict[tuple[str, str], Estimate]:
    """The excess of every cell; nothing unless all of them have two seeds in common."""
    grid = [[levels.get((row, column)) for column in columns] for row in rows]
    scores = [[_by_seed(cell) for cell in line] for line in grid]
    seeds = sorted(set.intersection(*(set(cell) for line in scores for cell in line)))
    if len(seeds) < 2 or min(len(rows), len(columns)) < 2:  # noqa: PLR2004 - neither has a spread
        return {}
    table = np.array([[[cell[seed] for seed in seeds] for cell in line] for line in scores])
    left = table - table.mean(1, keepdims=True) - table.mean(0, keepdims=True)
    left += table.mean((0, 1), keepdims=True)
    return {
        (row, column): estimate(left[i, j])
        for i, row in enumerate(rows)
        for j, column in enumerate(columns)
    }


def _by_seed(level: Level | None) -> dict[str, float]:
    scores: dict[str, list[float]] = {}
    for each in level.runs if level else ():
        scores.setdefault(each.seed, []).append(each.score)
    return {seed: float(np.mean(values)) for seed, values in scores.items()}
