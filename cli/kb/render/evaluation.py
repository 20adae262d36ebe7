"""What `kb evaluate` prints."""

import math
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from kb.render.tables import plain_table

if TYPE_CHECKING:
    from kb_engine.prediction import ClassScores, Estimate, Evaluation, NumberScores

MOST_CLASSES = 12
"""Classes whose confusion still fits a terminal of 80 columns."""


def evaluation_page(evaluation: "Evaluation") -> RenderableType:
    """Scores of a split, with and without random networks."""
    heading = Text(f"{evaluation.samples:,} {evaluation.split} samples of {evaluation.data}\n")
    monte_carlo = evaluation.monte_carlo
    others = None if monte_carlo is None else monte_carlo.scores
    match evaluation.scores:
        case tuple():
            pages = [
                _numbers(each, others[place] if isinstance(others, tuple) else None)
                for place, each in enumerate(evaluation.scores)
            ]
        case scores:
            pages = [_classes(scores, None if isinstance(others, tuple) else others)]
    notes = [] if monte_carlo is None else [_asked(evaluation)]
    return Group(heading, _metrics(evaluation.metrics), *pages, *notes)


def _metrics(metrics: dict[str, float]) -> RenderableType:
    table = plain_table("Keras", "")
    for name, value in metrics.items():
        table.add_row(name, f"{value:.4f}")
    return table


def _classes(scores: "ClassScores", others: "ClassScores | None") -> RenderableType:
    table = _estimates(
        [
            ("accuracy", "accuracy"),
            ("log-likelihood", "log_likelihood"),
            ("Brier score", "brier"),
        ],
        scores,
        others,
    )
    gap = [f"{scores.calibration_error:.4f}", ""]
    gap += [] if others is None else [f"{others.calibration_error:.4f}", ""]
    table.add_row("calibration error", *gap)
    each = plain_table("class", "samples", "precision", "95 %", "recall", "95 %", "F1")
    for figures in scores.classes:
        each.add_row(
            figures.name,
            f"{figures.samples:,}",
            *_with_range(figures.precision, 3),
            *_with_range(figures.recall, 3),
            _number(figures.f1, 3),
        )
    parts: list[RenderableType] = [Text(), table, Text(), each]
    if len(scores.classes) <= MOST_CLASSES:
        parts += [Text(), _confusion(scores)]
    note = Text(
        "\nIntervals count the chance of these samples, not that of another training seed."
        " The calibration error compares confidence with accuracy in 15 bins of equal width.",
        style="dim",
    )
    return Group(*parts, note)


def _confusion(scores: "ClassScores") -> Table:
    table = plain_table("is \\ taken for", *(figures.name for figures in scores.classes))
    for place, (figures, row) in enumerate(zip(scores.classes, scores.confusion, strict=True)):
        cells = [
            Text(str(count) if count else "·", style="bold" if i == place else "")
            for i, count in enumerate(row)
        ]
        table.add_row(figures.name, *cells)
    return table


def _numbers(scores: "NumberScores", others: "NumberScores | None") -> RenderableType:
    table = _estimates(
        [
            ("mean absolute error", "mean_absolute_error"),
            ("root mean squared error", "root_mean_squared_error"),
            ("R²", "r_squared"),
        ],
        scores,
        others,
    )
    residuals = plain_table("share below", "prediction - truth")
    for share, value in scores.residuals.items():
        residuals.add_row(f"{100 * share:g} %", _number(value, 4))
    return Group(Text(f"\n{scores.target}"), table, Text(), residuals)


def _estimates(rows: list[tuple[str, str]], scores: object, others: object) -> Table:
    columns = ["", "", "95 % interval"]
    columns += [] if others is None else ["random networks", "95 % interval"]
    table = plain_table(*columns)
    for label, name in rows:
        cells = _with_range(getattr(scores, name), 4)
        cells += [] if others is None else _with_range(getattr(others, name), 4)
        table.add_row(label, *cells)
    return table


def _with_range(estimate: "Estimate", digits: int) -> list[str]:
    if math.isnan(estimate.low):
        return [_number(estimate.value, digits), ""]
    ends = (_number(estimate.low, digits), _number(estimate.high, digits))
    return [_number(estimate.value, digits), " to ".join(ends)]


def _number(value: float, digits: int) -> str:
    return "-" if math.isnan(value) else f"{value:.{digits}f}"


def _asked(evaluation: "Evaluation") -> Text:
    monte_carlo = evaluation.monte_carlo
    assert monte_carlo is not None  # noqa: S101 - asked for by the caller alone
    fewest, most = monte_carlo.networks
    count = f"{fewest:,}" if fewest == most else f"{fewest:,} to {most:,}"
    disagreement = (
        ""
        if monte_carlo.mutual_information is None
        else f", mutual information {monte_carlo.mutual_information:.4f} nats on average"
    )
    return Text(
        f"\n{count} random networks: standard deviation {monte_carlo.std:.4f}{disagreement}."
    )
