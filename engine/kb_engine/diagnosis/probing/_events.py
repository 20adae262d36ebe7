"""A probe's figures as event files for TensorBoard."""

from pathlib import Path

from kb_engine.diagnosis.probing._report import ProbeReport

FIGURES = ("mean", "std", "variation", "dead", "saturated", "gradient", "ratio")


def write_events(report: ProbeReport, folder: Path) -> None:
    """Write curves over the layers, counted from 1, the loss of each step, and the verdict as text.

    Args:
        report: What was found.
        folder: Where the event file goes; TensorBoard shows it as a run of that name.

    Raises:
        OSError: The folder can't be written to.
    """
    import tensorflow as tf

    folder.mkdir(parents=True, exist_ok=True)
    writer = tf.summary.create_file_writer(str(folder))
    with writer.as_default():
        for figure in FIGURES:
            for place, layer in enumerate(report.layers, start=1):
                value = getattr(layer, figure)
                if value is not None:
                    tf.summary.scalar(f"probe_by_layer/{figure}", value, step=place)
        for step, loss in enumerate(report.losses):
            tf.summary.scalar("probe_by_step/loss", loss, step=step)
        rows = [f"| {place} | {each.path} |" for place, each in enumerate(report.layers, start=1)]
        layers = "\n".join(["| place | layer |", "|---|---|", *rows])
        tf.summary.text("probe", f"{report}\n\n{layers}", step=0)
    writer.close()
