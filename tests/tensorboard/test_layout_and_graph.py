"""The diagram of layers and the page that groups curves by layer."""

from typing import Any

import keras
from kb_tensorboard import TensorBoard
from kb_tensorboard._graph import layer_graph
from kb_tensorboard.writing import _events as events
from kb_tensorboard.writing._layout import Layout
from tensorboard.compat.proto import graph_pb2
from tensorboard.plugins.custom_scalar import layout_pb2, metadata


def edges(model: keras.Model) -> dict[str, list[str]]:
    content = layer_graph(model)
    assert content is not None
    return {node.name: list(node.input) for node in graph_pb2.GraphDef.FromString(content).node}


def test_a_sequential_model_is_a_chain() -> None:
    layers = [keras.Input((4,)), keras.layers.Dense(2, name="hidden"), keras.layers.PReLU()]
    assert edges(keras.Sequential(layers)) == {
        "input_layer": [],
        "hidden": ["input_layer"],
        "p_re_lu": ["hidden"],
    }


def test_branches_shared_layers_and_models_within_models() -> None:
    block = keras.Sequential([keras.Input((4,)), keras.layers.Dense(4, name="inner")], name="block")
    inputs = keras.Input((4,), name="x")
    shared = keras.layers.Dense(4, name="shared")
    hidden = block(shared(inputs))
    outputs = keras.layers.Add(name="sum")([shared(hidden), inputs])
    assert edges(keras.Model(inputs, outputs)) == {
        "x": [],
        "shared": ["x"],
        "block/inner": ["shared"],
        "shared_1": ["block/inner"],
        "sum": ["shared_1", "x"],
    }


def test_a_subclassed_model_has_no_graph() -> None:
    class Model(keras.Model):
        def call(self, x: Any) -> Any:
            return x

    assert layer_graph(Model()) is None


def test_the_run_shows_its_graph(run: Any) -> None:
    [[content]] = run.board.blobs("graphs", "run/train", "__run_graph__").values()
    names = [node.name for node in graph_pb2.GraphDef.FromString(content).node]
    assert "hidden_norm" in names


def categories(value: Any) -> dict[str, list[str]]:
    layout = layout_pb2.Layout.FromString(value.tensor.string_val[0])
    return {found.title: [chart.title for chart in found.chart] for found in layout.category}


def test_curves_are_grouped_by_layer_and_no_chart_is_empty() -> None:
    layout = Layout()
    curves = ["a/kernel/norm", "b/c/moving_mean/drift", "loss/data", "b/c/beta/std"]
    *_, last = layout.follow(events.scalar(tag, 0.0) for tag in curves)
    assert last.tag == metadata.CONFIG_SUMMARY_TAG
    assert categories(last) == {
        "training": ["loss", "learning rate"],
        "a": ["norms of weights"],
        "b/c": ["drift of moving statistics"],
    }


def test_a_layout_is_written_only_when_there_are_new_curves() -> None:
    layout = Layout()
    for tag, written in [("a/kernel/norm", 2), ("a/kernel/norm", 1), ("a/bias/norm", 2)]:
        assert len(list(layout.follow([events.scalar(tag, 0.0)]))) == written


def test_the_run_has_a_layout(run: Any) -> None:
    [point] = run.board.points("custom_scalars", "run/train", metadata.CONFIG_SUMMARY_TAG)[-1:]
    layout = layout_pb2.Layout.FromString(point.numpy.item())
    charts = {chart.title for found in layout.category for chart in found.chart}
    assert {"loss", "penalties", "drift of moving statistics", "change per step"} <= charts


def test_a_resumed_run_has_one_graph(logdir: Any, line: Any, data: Any, board: Any) -> None:
    for _ in range(2):
        line.fit(*data, verbose=0, callbacks=[TensorBoard(logdir)])
    assert list(board().blobs("graphs", "run/train", "__run_graph__")) == [0]
