"""An evaluation as a picture: confusion and reliability of classes, or residuals."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure

from kb.render.picture import COLOURS, write_figure

if TYPE_CHECKING:
    from kb_engine.prediction import ClassScores, Evaluation, NumberScores

MOST_NUMBERED = 15
"""Classes whose counts still fit their cells."""


def write_evaluation(evaluation: "Evaluation", path: Path) -> None:
    """Draw an evaluation into a file, in one piece or not at all.

    Raises:
        PictureError: The suffix is unknown, or the file can't be written.
    """
    title = f"{evaluation.samples:,} {evaluation.split} samples of {evaluation.data}"
    scores, monte_carlo = evaluation.scores, evaluation.monte_carlo
    others = None if monte_carlo is None else monte_carlo.scores
    if isinstance(scores, tuple):
        figure = _residuals(scores)
    else:
        figure = _classes(scores, None if isinstance(others, tuple) else others)
    figure.suptitle(title, fontsize=11)
    write_figure(figure, title, path)


def _classes(scores: "ClassScores", others: "ClassScores | None") -> Figure:
    figure = Figure(figsize=(10.5, 4.8), dpi=150, layout="constrained")
    left, right = figure.subplots(1, 2)
    _confusion(left, scores)
    _reliability(right, scores, others)
    return figure


def _confusion(axes: Any, scores: "ClassScores") -> None:
    counts = np.array(scores.confusion)
    shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    names = [figures.name for figures in scores.classes]
    if len(names) <= MOST_NUMBERED:
        for (row, column), count in np.ndenumerate(counts):
            if count:
                colour = "white" if shares[row, column] > 0.5 else "black"  # noqa: PLR2004 - dark
                axes.text(column, row, count, ha="center", va="center", color=colour, fontsize=8)
        rotation = 45 if max(map(len, names)) > 3 else 0  # noqa: PLR2004 - longer names collide
        axes.set_xticks(range(len(names)), names, rotation=rotation, fontsize=8)
        axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.set(title="confusion", xlabel="taken for", ylabel="is")


def _reliability(axes: Any, scores: "ClassScores", others: "ClassScores | None") -> None:
    axes.plot([0, 1], [0, 1], color="#9a9a9a", linewidth=0.9)
    drawn = [("one network", scores, COLOURS[0])]
    drawn += [] if others is None else [("random networks", others, COLOURS[1])]
    for label, each, colour in drawn:
        bins = [found for found in each.bins if found.samples]
        axes.plot(
            [found.confidence for found in bins],
            [found.accuracy for found in bins],
            color=colour,
            marker="o",
            markersize=4,
            clip_on=False,
            label=f"{label}, calibration error {each.calibration_error:.3f}",
        )
    axes.grid(color="#e4e4e4", linewidth=0.8)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize=8)
    axes.set(title="reliability", xlabel="confidence", ylabel="accuracy", xlim=(0, 1), ylim=(0, 1))


def _residuals(scores: "tuple[NumberScores, ...]") -> Figure:
    figure = Figure(figsize=(6.4, 1.2 + 0.8 * len(scores)), dpi=150, layout="constrained")
    axes = figure.add_subplot()
    axes.axvline(0.0, color="#9a9a9a", linewidth=0.9)
    boxes = [
        {
            "label": each.target,
            "whislo": each.residuals[0.05],
            "q1": each.residuals[0.25],
            "med": each.residuals[0.5],
            "q3": each.residuals[0.75],
            "whishi": each.residuals[0.95],
        }
        for each in scores
    ]
    axes.bxp(boxes, orientation="horizontal", showfliers=False)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set(xlabel="prediction - truth; whiskers at 5 % and 95 %")
    return figure
