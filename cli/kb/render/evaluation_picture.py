"""An evaluation as a picture: confusion and reliability of classes, or residuals.

With random networks, the images that they doubt most stand below.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure

from kb.render.picture import COLOURS, write_figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb_engine.prediction import ClassScores, Evaluation, NumberScores, UncertainSample

IN_A_ROW = 8
"""Images side by side."""

MOST_NUMBERED = 15
"""Classes whose counts still fit their cells."""


def write_evaluation(evaluation: "Evaluation", path: Path) -> None:
    """Draw an evaluation into a file, in one piece or not at all.

    Raises:
        PictureError: The suffix is unknown, or the file can't be written.
    """
    title = f"{evaluation.samples:,} {evaluation.split} samples of {evaluation.data}"
    figure = scores_figure(evaluation, _images(evaluation))
    figure.suptitle(title, fontsize=11)
    write_figure(figure, title, path)


def scores_figure(evaluation: "Evaluation", below: "Sequence[UncertainSample]" = ()) -> Figure:
    """Draw scores, and images below them."""
    if isinstance(evaluation.scores, tuple):
        return _residuals(evaluation.scores)
    others = None if evaluation.monte_carlo is None else evaluation.monte_carlo.scores
    return _classes(evaluation.scores, None if isinstance(others, tuple) else others, below)


def uncertain_figure(evaluation: "Evaluation") -> Figure | None:
    """Draw the images that random networks doubt most; None if there are none."""
    images = _images(evaluation)
    if not images:
        return None
    figure = Figure(figsize=(10.5, _height(images)), dpi=150, layout="constrained")
    _doubted(figure, images)
    return figure


def _classes(
    scores: "ClassScores", others: "ClassScores | None", below: "Sequence[UncertainSample]"
) -> Figure:
    heights = [4.8, *[_height(below)] * bool(below)]
    figure = Figure(figsize=(10.5, sum(heights)), dpi=150, layout="constrained")
    parts: Any = figure.subfigures(len(heights), 1, height_ratios=heights, squeeze=False)
    upper, *lower = parts.flat
    left, right = upper.subplots(1, 2)
    _confusion(left, scores)
    _reliability(right, scores, others)
    for part in lower:
        _doubted(part, below)
    return figure


def _images(evaluation: "Evaluation") -> "list[UncertainSample]":
    """The most uncertain samples that can be drawn: gray, or in colours."""
    monte_carlo = evaluation.monte_carlo
    samples = () if monte_carlo is None else monte_carlo.uncertain
    return [each for each in samples if _drawable(each.x.shape)]


def _drawable(shape: tuple[int, ...]) -> bool:
    return len(shape) > 1 and shape[2:] in {(), (1,), (3,)} and min(shape[:2]) > 1


def _height(images: "Sequence[UncertainSample]") -> float:
    """Inches that rows of images take, with their heading."""
    return 1.5 * -(-len(images) // IN_A_ROW) + 0.3


def _doubted(figure: Any, images: "Sequence[UncertainSample]") -> None:
    """The images of the largest predictive entropy, each above what it is and was taken for."""
    figure.suptitle(
        "most uncertain images: entropy in nats, what each is taken for, what it is", fontsize=10
    )
    grid = figure.subplots(-(-len(images) // IN_A_ROW), IN_A_ROW, squeeze=False)
    low = min(float(each.x.min()) for each in images)
    high = max(float(each.x.max()) for each in images)
    for axes in grid.flat:
        axes.axis("off")
    for axes, each in zip(grid.flat, images, strict=False):
        pixels = (each.x - low) / max(high - low, 1e-12)
        axes.imshow(pixels, cmap="gray_r", vmin=0, vmax=1)
        right = each.truth == each.prediction
        words = f"{each.entropy:.2f}: {each.prediction[:9]}" + (
            "" if right else f", is {each.truth[:9]}"
        )
        axes.set_title(words, fontsize=7, color="black" if right else COLOURS[1], pad=3)


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
