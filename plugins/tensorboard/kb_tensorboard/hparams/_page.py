"""What the HParams page compares: hyperparameters, metrics, and how each run ended."""

import io
import time
from collections.abc import Iterable, Mapping
from copy import deepcopy

import numpy as np
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.plugins.hparams import api_pb2, metadata, plugin_data_pb2
from tensorboard.summary.writer.record_writer import RecordWriter

from kb_tensorboard.writing import _events as events
from kb_tensorboard.writing._files import replace

HParam = str | bool | int | float | np.generic
"""What TensorBoard can put into a column."""

_COLUMNS = "columns.kb"


def plain(column: str, value: HParam) -> str | bool | int | float:
    """A value as Python has it.

    Raises:
        TypeError: If it isn't a text, a truth value or a number.
    """
    bare = value.item() if isinstance(value, np.generic) else value
    if isinstance(bare, str | bool | int | float):
        return bare
    raise TypeError(
        f"hparams[{column!r}] is {value!r}, but TensorBoard's columns hold "
        "text, truth values and numbers alone."
    )


def session_start(hparams: Mapping[str, str | bool | int | float], name: str) -> events.Value:
    """Says that a run has begun, and with which hyperparameters.

    Args:
        hparams: Values by the name of their column.
        name: What the run is called on the HParams page.
    """
    start = plugin_data_pb2.SessionStartInfo(group_name=name, start_time_secs=time.time())
    for column, value in hparams.items():
        match value:
            case bool():
                start.hparams[column].bool_value = value
            case str():
                start.hparams[column].string_value = value
            case _:
                start.hparams[column].number_value = value
    data = plugin_data_pb2.HParamsPluginData(session_start_info=start)
    return _value(metadata.SESSION_START_INFO_TAG, data)


def session_end(*, success: bool) -> events.Value:
    """Says that a run has ended, and whether well."""
    status = api_pb2.STATUS_SUCCESS if success else api_pb2.STATUS_FAILURE
    end = plugin_data_pb2.SessionEndInfo(status=status, end_time_secs=time.time())
    data = plugin_data_pb2.HParamsPluginData(session_end_info=end)
    return _value(metadata.SESSION_END_INFO_TAG, data)


def forget_sessions(folder: str) -> None:
    """Remove what earlier sessions of a run wrote: TensorBoard counts the first that ended.

    The folder itself holds nothing else; everything that a run shows is in its sub-runs.

    Raises:
        tensorflow.errors.OpError: If a file can't be removed.
    """
    import tensorflow as tf

    for name in _files(folder):
        if name.endswith(".kb") and not name.endswith(_COLUMNS):
            tf.io.gfile.remove(f"{folder}/{name}")


def declare_columns(
    root: str,
    hparams: Mapping[str, str | bool | int | float],
    metrics: Iterable[tuple[str, str]],
    siblings: Mapping[str, Iterable[HParam]] | None = None,
) -> None:
    """Writes into the folder of all runs which columns the HParams page has.

    Without it TensorBoard would make a column of every curve. Columns that were declared
    before are kept. The file is replaced as a whole, so a reader never sees half of it.

    TensorBoard shows five columns until one ticks others, those in which runs differ before the
    rest. A column's description keeps the first run's value, to tell whether another differs.

    A TensorBoard that is open keeps to the first declaration it reads: it never takes another for
    the metadata of a tag. So columns of runs to come are declared with those of the first.

    Args:
        root: The folder that holds the runs' folders.
        hparams: Values of a run by the name of their column.
        metrics: Sub-run and tag of each metric: `("validation", "metrics/accuracy")`.
        siblings: Values that other runs are going to have, by column.

    Raises:
        tensorflow.errors.OpError: If the folder can't be written to.
    """
    earlier = _declared(root)
    columns = {info.name: deepcopy(info) for info in earlier.hparam_infos}
    own = [(name, value) for name, value in hparams.items()]
    others = [(name, value) for name, values in (siblings or {}).items() for value in values]
    for name, value in own + others:
        first = f"{value} in the first run"
        column = columns.setdefault(name, api_pb2.HParamInfo(name=name, description=first))
        column.differs |= column.description != first
    places = dict.fromkeys(
        [(info.name.group, info.name.tag) for info in earlier.metric_infos] + list(metrics)
    )
    experiment = api_pb2.Experiment(
        hparam_infos=columns.values(),
        metric_infos=[
            api_pb2.MetricInfo(
                name=api_pb2.MetricName(group=group, tag=tag),
                display_name=f"{group} {tag.removeprefix('metrics/')}",
            )
            for group, tag in places
        ],
    )
    if experiment != earlier:
        _replace(root, experiment)


def _declared(root: str) -> api_pb2.Experiment:
    for name in _files(root):
        if not name.endswith(_COLUMNS):
            continue
        for event in EventFileLoader(f"{root}/{name}").Load():
            for value in event.summary.value:
                content = value.metadata.plugin_data.content
                return metadata.parse_experiment_plugin_data(content)
    return api_pb2.Experiment()


def _files(folder: str) -> list[str]:
    import tensorflow as tf

    names: list[str] = tf.io.gfile.listdir(folder) if tf.io.gfile.isdir(folder) else []
    return names


def _replace(root: str, experiment: api_pb2.Experiment) -> None:
    data = plugin_data_pb2.HParamsPluginData(experiment=experiment)
    value = _value(metadata.EXPERIMENT_TAG, data)
    version = event_pb2.Event(wall_time=time.time(), file_version="brain.Event:2")
    event = event_pb2.Event(wall_time=time.time(), summary=summary_pb2.Summary(value=[value]))
    content = io.BytesIO()
    records = RecordWriter(content)
    records.write(version.SerializeToString())
    records.write(event.SerializeToString())
    replace(f"{root}/events.out.tfevents.0.{_COLUMNS}", content.getvalue())


def _value(tag: str, data: plugin_data_pb2.HParamsPluginData) -> events.Value:
    content = metadata.create_summary_metadata(data).plugin_data.content
    return events.plugin_data(tag, metadata.PLUGIN_NAME, content)
