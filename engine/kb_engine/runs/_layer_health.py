"""What each layer of a run's model did when its training had ended."""

import json
from collections.abc import Sequence
from pathlib import Path

from attrs import asdict, frozen
from kb_registry import write_json

from kb_engine._format import stamped, unstamped
from kb_engine.runs._paths import RunPaths
from kb_engine.runs._result import finite

MOST = 500
"""Layers that are kept, from the input on: about 100 bytes each."""


@frozen
class LayerHealth:
    """A layer on 64 training samples, with the weights that training ended with.

    Attributes:
        layer: Its path.
        gradient: Norm of the gradient of its kernel; None without a kernel, or if it isn't finite.
        ratio: The same divided by the norm of the kernel.
        dead: Share of units without a slope for any sample; None without an activation.
        saturated: Share of outputs with a slope below 0.01; None without an activation.
    """

    layer: str
    gradient: float | None = None
    ratio: float | None = None
    dead: float | None = None
    saturated: float | None = None


def write_layers(folder: Path, layers: Sequence[LayerHealth]) -> None:
    """Write what layers did, from the input on, into the folder of a run.

    Raises:
        OSError: The file can't be written.
    """
    rows = [finite(asdict(each)) for each in layers[:MOST]]
    write_json(RunPaths(folder).layers, stamped({"layers": rows}))


def read_layers(folder: Path) -> list[LayerHealth]:
    """What the layers of a run did; nothing if there is no file that this version can read."""
    path = RunPaths(folder).layers
    try:
        content = unstamped(json.loads(path.read_text("utf-8")), path)
        return [LayerHealth(**each) for each in content["layers"]]
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return []
