"""Figures and pictures that are found out about a model after its training."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image


def write_findings(
    folder: Path,
    step: int,
    scalars: Mapping[str, float],
    images: "Mapping[str, Image.Image] | None" = None,
) -> None:
    """Write figures and pictures into a folder, in an event file of their own.

    What was written before of the same tags at the same step is replaced in TensorBoard.

    Args:
        folder: A run, or a sub-run in a run's folder; it is made if need be.
        step: How many steps the model was trained for.
        scalars: Figures by tag.
        images: Pictures by tag.

    Raises:
        OSError: They can't be written.
    """
    from kb_tensorboard.writing import _events as events
    from kb_tensorboard.writing._writer import EventWriter

    values = [events.scalar(tag, number) for tag, number in scalars.items()]
    values += [events.image(tag, picture) for tag, picture in (images or {}).items()]
    writer = EventWriter(str(folder), start=0)
    writer.add("", step, values)
    writer.close()
    if writer.failure is not None:
        raise OSError(writer.failure)
