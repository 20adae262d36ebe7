"""An evaluation in TensorBoard, beside the training's curves."""

import io
import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb_registry import KerasBlocksError
from kb_tensorboard import write_findings

from kb.render.evaluation_picture import scores_figure, uncertain_figure

if TYPE_CHECKING:
    from kb_engine.prediction import Evaluation
    from matplotlib.figure import Figure
    from PIL import Image

FOLDER = "evaluation"
"""The sub-run that holds evaluations, one for each part of the data."""


def write_for_board(evaluation: "Evaluation", run: Path) -> None:
    """Write scores with and without random networks, and their picture, into a run's folder.

    Both stand in one chart. What an earlier evaluation wrote about the same part is replaced.

    Raises:
        KerasBlocksError: The folder can't be written to.
    """
    folder, monte_carlo = run / FOLDER / evaluation.split, evaluation.monte_carlo
    drawn = {"scores": scores_figure(evaluation), "most_uncertain": uncertain_figure(evaluation)}
    pictures = {f"{FOLDER}/{name}": _picture(each) for name, each in drawn.items() if each}
    try:
        one = dict(_figures(evaluation.scores))
        write_findings(folder / "one_network", evaluation.step, one, pictures)
        if monte_carlo is not None:
            of_many = dict(_figures(monte_carlo.scores))
            write_findings(folder / "random_networks", evaluation.step, of_many)
    except OSError as error:
        raise KerasBlocksError(f"Can't write to {folder}: {error}") from None


def _figures(scores: Any) -> Iterator[tuple[str, float]]:
    """Figures by tag; those that aren't numbers are left out."""
    if isinstance(scores, tuple):
        names = ("mean_absolute_error", "root_mean_squared_error", "r_squared")
        several = len(scores) > 1
        found = {
            f"{FOLDER}/{name}" + (f"/{each.target}" if several else ""): getattr(each, name).value
            for each in scores
            for name in names
        }
    else:
        names = ("accuracy", "log_likelihood", "brier")
        found = {f"{FOLDER}/{name}": getattr(scores, name).value for name in names}
        found[f"{FOLDER}/calibration_error"] = scores.calibration_error
    yield from ((tag, value) for tag, value in found.items() if math.isfinite(value))


def _picture(figure: "Figure") -> "Image.Image":
    from PIL import Image

    png = io.BytesIO()
    figure.savefig(png, format="png")
    png.seek(0)
    return Image.open(png)
