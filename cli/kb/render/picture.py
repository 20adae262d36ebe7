"""A drawing as a picture in a file."""

import textwrap
from itertools import cycle
from pathlib import Path

import matplotlib as mpl
from kb_registry import Drawing, KerasBlocksError, write_atomically
from matplotlib.figure import Figure

FORMATS = (".png", ".svg", ".pdf")
LONGEST_TITLE = 58
COLOURS = ("#1f5fa8", "#d1495b", "#2e8b57", "#8e5ea2")


class PictureError(KerasBlocksError, ValueError):
    """A picture that can't be written as asked."""


def write_picture(drawing: Drawing, title: str, path: Path) -> None:
    """Write a drawing to a file, in one piece or not at all.

    Args:
        drawing: What to draw.
        title: What stands above it.
        path: The file; its suffix, one of `FORMATS`, decides the format.

    Raises:
        PictureError: The suffix is another one, or the file can't be written.
    """
    check_suffix(path)
    write_figure(_figure(drawing, title), title, path)


def check_suffix(path: Path) -> None:
    """Refuse a file that no picture can be written to.

    Raises:
        PictureError: Its suffix isn't one of `FORMATS`.
    """
    if path.suffix.lower() not in FORMATS:
        raise PictureError(
            f"{path} isn't a picture that can be written.",
            hint=f"End it in {', '.join(FORMATS[:-1])} or {FORMATS[-1]}.",
        )


def write_figure(figure: Figure, title: str, path: Path) -> None:
    """Write a figure to a file, in one piece or not at all; the same figure gives the same bytes.

    Raises:
        PictureError: The suffix isn't one of `FORMATS`, or the file can't be written.
    """
    check_suffix(path)
    suffix = path.suffix.lower()
    undated = {"CreationDate" if suffix == ".pdf" else "Date": None}
    try:
        with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": title}):
            write_atomically(
                path,
                lambda beside: figure.savefig(beside, format=suffix[1:], metadata=undated),
            )
    except OSError as error:
        raise PictureError(
            f"Can't write {path}: {error.strerror}.", hint="Choose a folder that exists."
        ) from None


def _figure(drawing: Drawing, title: str) -> Figure:
    """A figure of its own, apart from pyplot and its global state."""
    figure = Figure(figsize=(6.4, 4.0), dpi=150, layout="constrained")
    axes = figure.add_subplot()
    axes.grid(color="#e4e4e4", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.axhline(0.0, color="#9a9a9a", linewidth=0.9)
    if drawing.low < 0 < drawing.high:
        axes.axvline(0.0, color="#9a9a9a", linewidth=0.9)
    curves = drawing.points(1001)
    for (name, points), colour in zip(curves.items(), cycle(COLOURS), strict=False):
        axes.plot(*zip(*points, strict=True), color=colour, linewidth=2.0, label=name)
    axes.set_xlim(drawing.low, drawing.high)
    lines = textwrap.wrap(title.replace(",", ", ").replace(",  ", ", "), LONGEST_TITLE)
    axes.set(title="\n".join(lines), xlabel=drawing.x_label, ylabel=drawing.y_label)
    if len(curves) > 1:
        axes.legend(frameon=False)
    return figure
