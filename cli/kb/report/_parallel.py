"""The trials of a comparison as lines over the fields in which they differ."""

import math
from collections.abc import Iterator, Mapping, Sequence

from kb_engine.comparison import Comparison, Trial, fact_text
from kb_engine.runs.store import Fact

from kb.render.comparison_rows import figure
from kb.report._drawing import Scale, described, drawing, line, shortened, word
from kb.report._tables import details, table

WIDTH, HEIGHT, SIDE, TOP, FOOT = 760, 330, 110, 34, 18
MOST_LINES, MOST_AXES, MOST_NAMES = 200, 8, 14

Places = Scale | Mapping[str, float]
"""Where the values of a field are: numbers on a scale, others by their names."""


def parallel(found: Comparison, trials: Sequence[Trial]) -> Iterator[str]:
    """A line for each trial through its choices to its score; nothing if one field differs."""
    fields = list(trials[0].choices)[: MOST_AXES - 1] if trials else []
    if len(fields) < 2:  # noqa: PLR2004 - of one field, the levels say it all
        return
    ordered = sorted(trials, key=lambda each: each.mean, reverse=not found.lower)
    drawn = ordered[:MOST_LINES]
    best = len(ordered) // 4 or 1
    places = {name: _places([each.choices.get(name) for each in drawn]) for name in fields}
    scores = Scale.over([each.mean for each in drawn], HEIGHT - FOOT, TOP)
    step = (WIDTH - 2 * SIDE) / len(fields)
    across = [SIDE + step * place for place in range(len(fields) + 1)]
    marks = [line([(x, TOP), (x, HEIGHT - FOOT)], "axis") for x in across]
    for place, trial in reversed(list(enumerate(drawn))):
        heights = [_height(places[name], trial.choices.get(name)) for name in fields]
        points = [*zip(across, heights, strict=False), (across[-1], scores(trial.mean))]
        kind = "trial best" if place < best else "trial"
        marks.append(described(line(points, kind), _says(trial)))
    for x, name in zip(across, fields, strict=False):
        marks += _axis(x, name, places[name])
    marks += _score_axis(across[-1], found.metric, scores)
    label = f"{found.metric} of {len(drawn):,} combinations of {', '.join(fields)}; the best: "
    picture = drawing(WIDTH, HEIGHT, label + _says(drawn[0]), marks)
    yield "<h2>Combinations</h2>"
    yield (
        "<p>A line is a combination: through its choice of each field to its mean score over"
        " seeds. The best quarter is coloured.</p>"
    )
    if len(ordered) > len(drawn):
        yield f"<p>The best {len(drawn):,} of {len(ordered):,} are drawn.</p>"
    yield f"<div class=scroll tabindex=0>{picture}</div>"
    yield details("Each combination", _listed(found, fields, ordered))


def _listed(found: Comparison, fields: Sequence[str], trials: Sequence[Trial]) -> str:
    head = ("combination", *fields, "seeds", found.metric)
    rows = [
        (
            str(place),
            *(fact_text(trial.choices.get(name)) for name in fields),
            str(len(trial.scores)),
            figure(trial.mean),
        )
        for place, trial in enumerate(trials, 1)
    ]
    return table("Each combination, best first", head, rows, words=fields)


def _axis(x: float, name: str, known: Places) -> Iterator[str]:
    yield word(x, 14, shortened(name, 24), kind="title")
    if isinstance(known, Scale):
        for tick in known.ticks():
            yield word(x - 8, known(tick) + 4, f"{tick:g}", "end", "halo")
        return
    every = -(-len(known) // MOST_NAMES)
    for place, (value, y) in enumerate(known.items()):
        if not place % every:
            yield word(x - 8, y + 4, shortened(value, 16), "end", "halo")


def _score_axis(x: float, metric: str, scores: Scale) -> Iterator[str]:
    yield word(x, 14, shortened(metric, 24), kind="title")
    for tick in scores.ticks():
        yield word(x + 8, scores(tick) + 4, f"{tick:g}", "start")


def _places(values: Sequence[Fact]) -> Places:
    numbers = [float(each) for each in values if isinstance(each, float) or type(each) is int]
    if len(numbers) == len(values) and len(set(numbers)) > 1:
        wide = min(numbers) > 0 and max(numbers) >= 10 * min(numbers)
        return Scale.over(numbers, HEIGHT - FOOT, TOP, log=wide)
    names = sorted({fact_text(value) for value in values})
    step = (HEIGHT - FOOT - TOP) / len(names)
    return {name: round(TOP + step * (place + 0.5), 2) for place, name in enumerate(names)}


def _height(places: Places, value: Fact) -> float:
    if not isinstance(places, Scale):
        return places[fact_text(value)]
    return places(float(value)) if isinstance(value, int | float) else math.nan


def _says(trial: Trial) -> str:
    choices = ", ".join(f"{name} {fact_text(value)}" for name, value in trial.choices.items())
    return f"{choices}: {figure(trial.mean)} (seeds: {len(trial.scores)})"
