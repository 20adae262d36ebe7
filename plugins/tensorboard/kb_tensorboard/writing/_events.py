"""Values of the kinds that TensorBoard shows, as the messages it reads."""

import io
from typing import Any

import numpy as np
import numpy.typing as npt
from kb_observe.measures import Summary
from PIL import Image
from tensorboard.compat.proto import summary_pb2, tensor_pb2, tensor_shape_pb2, types_pb2
from tensorboard.plugins.pr_curve.plugin_data_pb2 import PrCurvePluginData

Value = Any
"""A `summary_pb2.Summary.Value`; the generated class is invisible to type checkers."""


def scalar(tag: str, number: float) -> Value:
    """A point of a curve."""
    return summary_pb2.Summary.Value(tag=tag, simple_value=number)


def histogram(tag: str, summary: Summary) -> Value:
    """A distribution; one without finite values has 30 empty bins at zero.

    TensorBoard expects all of a constant tensor's values in the last bin.
    """
    edges = np.linspace(summary.low, summary.high, len(summary.counts) + 1)
    counts = summary.counts
    if summary.finite == 0:
        edges = np.zeros_like(edges)
    elif summary.low == summary.high:
        counts = np.zeros_like(counts)
        counts[-1] = summary.finite
    buckets = np.stack([edges[:-1], edges[1:], counts], axis=1)
    tensor = _tensor(types_pb2.DT_DOUBLE, buckets.shape, tensor_content=buckets.tobytes())
    return _value(tag, tensor, "histograms")


def text(tag: str, markdown: str) -> Value:
    """A passage of Markdown."""
    return string(tag, "text", markdown.encode())


def image(tag: str, picture: Image.Image) -> Value:
    """A picture."""
    png = io.BytesIO()
    picture.save(png, "PNG")
    size = [str(length).encode() for length in picture.size]
    tensor = _tensor(types_pb2.DT_STRING, (3,), string_val=[*size, png.getvalue()])
    return _value(tag, tensor, "images")


def pr_curve(tag: str, table: npt.NDArray[np.float32]) -> Value:
    """A precision-recall curve.

    Args:
        tag: The tag.
        table: `(6, thresholds)`: true positives, false positives, true negatives, false
            negatives, precision and recall at thresholds from 0 to 1.
    """
    content = PrCurvePluginData(num_thresholds=table.shape[1]).SerializeToString()
    tensor = _tensor(types_pb2.DT_FLOAT, table.shape, tensor_content=table.tobytes())
    return _value(tag, tensor, "pr_curves", content)


def string(tag: str, plugin: str, content: bytes) -> Value:
    """A single string of bytes for a plugin."""
    return _value(tag, _tensor(types_pb2.DT_STRING, (), string_val=[content]), plugin)


def plugin_data(tag: str, plugin: str, content: bytes) -> Value:
    """A message to a plugin that carries no data beside its content."""
    return _value(tag, _tensor(types_pb2.DT_FLOAT, (0,)), plugin, content)


def _tensor(dtype: int, shape: tuple[int, ...], **content: Any) -> Any:
    dimensions = [tensor_shape_pb2.TensorShapeProto.Dim(size=size) for size in shape]
    return tensor_pb2.TensorProto(
        dtype=dtype, tensor_shape=tensor_shape_pb2.TensorShapeProto(dim=dimensions), **content
    )


def _value(tag: str, tensor: Any, plugin: str, content: bytes = b"") -> Value:
    metadata = summary_pb2.SummaryMetadata(
        plugin_data=summary_pb2.SummaryMetadata.PluginData(plugin_name=plugin, content=content)
    )
    return summary_pb2.Summary.Value(tag=tag, metadata=metadata, tensor=tensor)
