"""A probe's figures are read back from the file that TensorBoard reads."""

import math
from pathlib import Path

import pytest
from kb_engine.diagnosis.probing import LayerReport, ProbeReport, write_events
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.util import tensor_util

LAYERS = (
    LayerReport("hidden", 0.1, 0.5, 0.9, dead=0.25, saturated=0.0, gradient=1e-6, ratio=1e-7),
    LayerReport("hidden_act", 0.2, 0.4, 0.8, dead=0.0, saturated=0.5),
    LayerReport("output", 0.0, 0.0, 0.0, gradient=math.inf, ratio=math.nan),
)


def report(losses: tuple[float, ...]) -> ProbeReport:
    return ProbeReport("vanishing", "hidden", "the gradient fades.", None, LAYERS, losses=losses)


def read(folder: Path) -> EventAccumulator:
    events = EventAccumulator(str(folder), size_guidance={"tensors": 0})
    events.Reload()
    return events


def curve(events: EventAccumulator, tag: str) -> dict[int, float]:
    found = events.Tensors(tag)
    return {each.step: float(tensor_util.make_ndarray(each.tensor_proto)) for each in found}


def test_figures_are_curves_over_the_layers_and_losses_over_the_steps(tmp_path: Path) -> None:
    write_events(report((2.5, 2.25)), tmp_path)
    events = read(tmp_path)
    assert curve(events, "probe_by_step/loss") == {0: 2.5, 1: 2.25}
    assert curve(events, "probe_by_layer/dead") == {1: 0.25, 2: 0.0}
    assert curve(events, "probe_by_layer/variation") == pytest.approx({1: 0.9, 2: 0.8, 3: 0.0})
    sizes = curve(events, "probe_by_layer/gradient_log10")
    assert sizes == pytest.approx({1: -6.0})  # what isn't finite has no power of ten
    assert set(curve(events, "probe_by_layer/std_log10")) == {1, 2}


def test_the_text_has_the_verdict_and_every_figure(tmp_path: Path) -> None:
    write_events(report(()), tmp_path)
    (event,) = read(tmp_path).Tensors("probe")
    text = tensor_util.make_ndarray(event.tensor_proto).item().decode()
    assert text.startswith("vanishing from hidden on: the gradient fades.")
    row = next(line for line in text.splitlines() if line.startswith("| 1 |"))
    assert [cell.strip() for cell in row.split("|")[2:6]] == ["hidden", "0.1", "0.5", "1e-06"]


def test_a_second_probe_replaces_the_first(tmp_path: Path) -> None:
    write_events(report((2.5, 2.25)), tmp_path)
    write_events(report((1.5,)), tmp_path)
    assert curve(read(tmp_path), "probe_by_step/loss") == {0: 1.5}
