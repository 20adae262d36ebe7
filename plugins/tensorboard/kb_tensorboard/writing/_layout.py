"""Custom scalars: charts that put together what belongs together, layer by layer."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from tensorboard.plugins.custom_scalar import layout_pb2, metadata

from kb_tensorboard.writing import _events as events

_ALWAYS = ("metrics/loss", "batch/loss", "training/learning_rate")
_SUMMARY = {
    "loss": [r"metrics/loss$", r"batch/loss$", r"loss/(total|data)$"],
    "penalties": [r"loss/penalty/"],
    "metrics": [r"metrics/(?!loss$)"],
    "learning rate": [r"training/learning_rate$"],
    "gradient norm": [r"training/gradient_norm$"],
}
_LAYER = {
    "norms of weights": [r"(?!gradient/)[^/]+/norm$"],
    "norms of gradients": [r"[^/]+/gradient/norm$"],
    "change per step": [r"[^/]+/update_ratio$"],
    "spread of the output": [r"output(_\d+)?/std$"],
    "dead and saturated": [r"(dead|saturated)$"],
    "means: moving and of the batch": [r"(moving|batch)_mean/mean$"],
    "variances: moving and of the batch": [r"(moving|batch)_variance/mean$"],
    "drift of moving statistics": [r"moving_(mean|variance)/drift$"],
}


class Layout:
    """Groups the curves of a run by layer, leaving out charts that would be empty."""

    def __init__(self) -> None:
        self._tags: set[str] = set()

    def follow(self, values: Iterable[events.Value]) -> Iterator[events.Value]:
        """Passes values on, and after them a new layout if there are new curves among them."""
        known = len(self._tags)
        for value in values:
            if value.HasField("simple_value"):
                self._tags.add(value.tag)
            yield value
        if len(self._tags) > known:
            yield events.string(metadata.CONFIG_SUMMARY_TAG, metadata.PLUGIN_NAME, self._content())

    def _content(self) -> bytes:
        below: dict[str, list[str]] = defaultdict(list)
        for tag in sorted(self._tags):
            for path in _paths(tag):
                below[path].append(tag.removeprefix(f"{path}/"))
        categories = [_category("training", _charts([*self._tags, *_ALWAYS], "", _SUMMARY))]
        of_layers = {path: _charts(names, path, _LAYER) for path, names in below.items()}
        categories += [_category(path, charts) for path, charts in of_layers.items() if charts]
        content: bytes = layout_pb2.Layout(category=categories).SerializeToString()
        return content


def _paths(tag: str) -> list[str]:
    """The layers a curve may belong to; only one of them will have a chart for it."""
    parts = tag.split("/")
    if parts[0] in {"batch", "loss", "metrics", "training"} or "slot" in parts:
        return []
    return ["/".join(parts[:length]) for length in range(1, len(parts))]


def _charts(names: list[str], path: str, charts: dict[str, list[str]]) -> list[layout_pb2.Chart]:
    """The charts that would show something, given the names of the curves below a path."""
    prefix = f"{re.escape(path)}/" if path else ""
    found = []
    for title, patterns in charts.items():
        if any(re.match(pattern, name) for pattern in patterns for name in names):
            anchored = [f"^{prefix}{pattern}" for pattern in patterns]
            lines = layout_pb2.MultilineChartContent(tag=anchored)
            found.append(layout_pb2.Chart(title=title, multiline=lines))
    return found


def _category(title: str, charts: list[layout_pb2.Chart]) -> layout_pb2.Category:
    return layout_pb2.Category(title=title, chart=charts, closed=title != "training")
