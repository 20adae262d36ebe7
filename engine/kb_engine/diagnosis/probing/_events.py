"""A probe's figures as event files for TensorBoard."""

import math
from collections.abc import Iterator
from pathlib import Path

from kb_engine.diagnosis.probing._report import LayerReport, ProbeReport

SIZES = ("std", "gradient", "ratio")
"""Figures that differ by orders of magnitude, and are written as powers of ten."""

SHARES = ("variation", "dead", "saturated")

FIGURES = ("mean", *SIZES, *SHARES)


def write_events(report: ProbeReport, folder: Path) -> None:
    """Write curves over the layers, counted from 1, the loss of each step, and a table as text.

    Events of an earlier probe in the folder are replaced: TensorBoard would draw both as one curve.

    Args:
        report: What was found.
        folder: Where the event file goes; TensorBoard shows it as a run of that name.

    Raises:
        OSError: The folder can't be written to.
    """
    import tensorflow as tf

    folder.mkdir(parents=True, exist_ok=True)
    for earlier in folder.glob("events.out.tfevents.*"):
        earlier.unlink()
    writer = tf.summary.create_file_writer(str(folder))
    with writer.as_default():
        for place, layer in enumerate(report.layers, start=1):
            for tag, value in _points(layer):
                tf.summary.scalar(f"probe_by_layer/{tag}", value, step=place)
        for step, loss in enumerate(report.losses):
            tf.summary.scalar("probe_by_step/loss", loss, step=step)
        tf.summary.text("probe", f"{report}\n\n{_table(report)}", step=0)
    writer.close()


def _points(layer: LayerReport) -> Iterator[tuple[str, float]]:
    for figure in FIGURES:
        value = getattr(layer, figure)
        if value is None or not math.isfinite(value):
            continue
        if figure not in SIZES:
            yield figure, value
        elif value > 0:
            yield f"{figure}_log10", math.log10(value)


def _table(report: ProbeReport) -> str:
    """Every figure of each layer, since curves are smoothed."""
    rows = [("place", "layer", *FIGURES), ("---",) * (len(FIGURES) + 2)]
    for place, layer in enumerate(report.layers, start=1):
        figures = (getattr(layer, figure) for figure in FIGURES)
        told = ("" if value is None else f"{value:.3g}" for value in figures)
        rows.append((str(place), layer.path, *told))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
