"""What the HParams page compares: hyperparameters, metrics, and how each run ended."""

import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.plugins.hparams import api_pb2, metadata, plugin_data_pb2
from tensorboard.summary.writer.record_writer import RecordWriter

from kb_tensorboard import events

HParam = str | bool | int | float
"""What TensorBoard can put into a column."""

_COLUMNS = "columns.kb"


def session_start(hparams: Mapping[str, HParam], name: str) -> events.Value:
    """Says that a run has begun, and with which hyperparameters.

    Args:
        hparams: Values by the name of their column.
        name: What the run is called on the HParams page.

    Raises:
        TypeError: If a value is no text, truth value or number.
    """
    start = plugin_data_pb2.SessionStartInfo(group_name=name, start_time_secs=time.time())
    for column, value in hparams.items():
        _assign(start.hparams[column], column, value)
    data = plugin_data_pb2.HParamsPluginData(session_start_info=start)
    return _value(metadata.SESSION_START_INFO_TAG, data)


def session_end(*, success: bool) -> events.Value:
    """Says that a run has ended, and whether well."""
    status = api_pb2.STATUS_SUCCESS if success else api_pb2.STATUS_FAILURE
    end = plugin_data_pb2.SessionEndInfo(status=status, end_time_secs=time.time())
    data = plugin_data_pb2.HParamsPluginData(session_end_info=end)
    return _value(metadata.SESSION_END_INFO_TAG, data)


def forget_sessions(folder: Path) -> None:
    """Removes what earlier sessions of a run wrote, for of two that ended the first would count.

    The folder itself holds nothing else; everything that a run shows is in its sub-runs.

    Raises:
        OSError: If a file can't be removed.
    """
    for path in folder.glob("events.out.tfevents.*.kb"):
        if not path.name.endswith(_COLUMNS):
            path.unlink(missing_ok=True)


def declare_columns(root: Path, hparams: Iterable[str], metrics: Iterable[tuple[str, str]]) -> None:
    """Writes into the folder of all runs which columns the HParams page has.

    Without it TensorBoard would make a column of every curve. Columns that were declared
    before are kept. The file is replaced as a whole, so a reader never sees half of it.

    Args:
        root: The folder that holds the runs' folders.
        hparams: Names of hyperparameters.
        metrics: Sub-run and tag of each metric: `("validation", "metrics/accuracy")`.

    Raises:
        OSError: If the folder can't be written to.
    """
    earlier = _declared(root)
    names = dict.fromkeys([info.name for info in earlier.hparam_infos] + list(hparams))
    places = dict.fromkeys(
        [(info.name.group, info.name.tag) for info in earlier.metric_infos] + list(metrics)
    )
    experiment = api_pb2.Experiment(
        hparam_infos=[api_pb2.HParamInfo(name=name) for name in names],
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


def _declared(root: Path) -> api_pb2.Experiment:
    for path in root.glob(f"*{_COLUMNS}"):
        for event in EventFileLoader(str(path)).Load():
            for value in event.summary.value:
                content = value.metadata.plugin_data.content
                return metadata.parse_experiment_plugin_data(content)
    return api_pb2.Experiment()


def _replace(root: Path, experiment: api_pb2.Experiment) -> None:
    data = plugin_data_pb2.HParamsPluginData(experiment=experiment)
    value = _value(metadata.EXPERIMENT_TAG, data)
    version = event_pb2.Event(wall_time=time.time(), file_version="brain.Event:2")
    event = event_pb2.Event(wall_time=time.time(), summary=summary_pb2.Summary(value=[value]))
    root.mkdir(parents=True, exist_ok=True)
    draft = root / f".columns.{os.getpid()}"
    try:
        with draft.open("wb") as file:
            records = RecordWriter(file)
            records.write(version.SerializeToString())
            records.write(event.SerializeToString())
        draft.replace(root / f"events.out.tfevents.0.{_COLUMNS}")
    finally:
        draft.unlink(missing_ok=True)


def _assign(target: object, column: str, value: HParam) -> None:
    match value:
        case bool():
            target.bool_value = value  # type: ignore[attr-defined] # a generated message
        case int() | float():
            target.number_value = value  # type: ignore[attr-defined] # a generated message
        case str():
            target.string_value = value  # type: ignore[attr-defined] # a generated message
        case _:
            raise TypeError(
                f"hparams[{column!r}] is {value!r}, but TensorBoard's columns hold "
                "text, truth values and numbers alone."
            )


def _value(tag: str, data: plugin_data_pb2.HParamsPluginData) -> events.Value:
    content = metadata.create_summary_metadata(data).plugin_data.content
    return events.plugin_data(tag, metadata.PLUGIN_NAME, content)
