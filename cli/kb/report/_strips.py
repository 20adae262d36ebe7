"""The levels of a comparison, with a dot for each seed."""

from collections.abc import Iterator

from kb_engine.comparison import Comparison, Level

from kb.render.comparison_rows import figure, with_reach
from kb.report._drawing import Scale, dot, drawing, line, shortened, word

WIDTH, ROW, NAMES, FOOT = 760, 30, 200, 34
_LONGEST = 28


def strips(found: Comparison) -> str:
    """A row for each level: its scores, their mean and its interval."""
    levels = [each for each in found.levels if each.found is not None]
    figures = [value for each in levels for value in (*each.rows, *_ends(each))]
    scale = Scale.over(figures, NAMES + 14, WIDTH - 20)
    height = ROW * len(levels) + FOOT
    marks = [mark for place, each in enumerate(levels) for mark in _row(each, place, scale)]
    behind = [*_axis(scale, height), *_reference(found, scale, height)]
    return drawing(WIDTH, height, _label(found), [*behind, *marks])


def _ends(level: Level) -> list[float]:
    found = level.found
    return [found.low, found.high] if found is not None and found.low == found.low else []


def _axis(scale: Scale, height: int) -> Iterator[str]:
    for tick in scale.ticks():
        x = scale(tick)
        yield line([(x, 0), (x, height - FOOT)], "grid")
        yield word(x, height - FOOT + 18, f"{tick:g}")


def _reference(found: Comparison, scale: Scale, height: int) -> Iterator[str]:
    level = found.level(found.reference)
    if level.found is not None:
        x = scale(level.found.mean)
        yield line([(x, 0), (x, height - FOOT)], "reference")


def _row(level: Level, place: int, scale: Scale) -> Iterator[str]:
    y = ROW * place + ROW / 2
    yield word(NAMES, y + 4, shortened(level.name, _LONGEST), "end")
    for value, says in zip(level.rows, _seeds(level), strict=True):
        yield dot(scale(value), y, "seed", f"{level.name}{says}: {figure(value)}")
    if level.found is not None:
        ends = _ends(level)
        if ends:
            yield line([(scale(ends[0]), y), (scale(ends[1]), y)], "interval")
        x = scale(level.found.mean)
        yield line([(x, y - 8), (x, y + 8)], "mean")


def _seeds(level: Level) -> list[str]:
    """What a row is, if it is a seed."""
    seeds = sorted({run.seed for run in level.runs})
    same = len(seeds) == len(level.rows)
    return [f", seed {seed}" for seed in seeds] if same else [""] * len(level.rows)


def _label(found: Comparison) -> str:
    scored = [each for each in found.levels if each.found is not None]
    said = ", ".join(f"{each.name} {with_reach(each.found)}" for each in scored if each.found)
    return f"{found.metric} of each level, a dot for each seed: {said}"
