"""The callback as a component, for recipes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from kb_registry import Callback, Ge, Gt, InvalidParameterError, Le, RunContext, Splits, param

if TYPE_CHECKING:
    import keras


PROBE_SAMPLES = 1000


class TensorBoardLogging(Callback):
    """Writes curves, weights and BatchNorm's moving statistics for TensorBoard.

    Everything is named after layers and stands on one axis of steps; the callback's own page,
    `kb_tensorboard.TensorBoard`, says what is written where.
    """

    traits = frozenset({"writes"})

    every: str | None = param(
        default=None,
        help='distance between records of layers: "100 steps", "1 epoch"; none to choose',
    )
    budget: Annotated[float, Gt(0), Le(1)] = param(
        default=0.03, help="share of the training time that logging may take"
    )
    layers: bool | Literal["apart"] = param(
        default=True,
        help="whether to show layers, the graph and pictures beside the metrics; "
        "apart: in a folder of their own",
    )
    profile: tuple[Annotated[int, Ge(1)], ...] = param(
        default=(), help="step for TensorFlow's profiler, or the first and the last; none for none"
    )
    embeddings: bool = param(
        default=False, help="whether to show the tables of embedding layers on the Projector page"
    )

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        from kb_tensorboard._profiler import Profiled
        from kb_tensorboard.pace._cadence import Every

        try:
            if self.every is not None:
                Every.parse(self.every)
            if self.profile:
                Profiled.parse(self.profile)
        except ValueError as error:
            raise InvalidParameterError(str(error)) from None

    def build(self, run: RunContext) -> "keras.callbacks.Callback":
        """Return a new callback that writes into the run's folder."""
        from kb_tensorboard._callback import TensorBoard

        return TensorBoard(
            run.folder,
            every=self.every,
            budget=self.budget,
            layers=self.layers,
            profile=self.profile or None,
            embeddings=self.embeddings,
            probe=None if run.data is None else _probe(run.data),
            classes=() if run.data is None else run.data.spec.classes,
            hparams=dict(_columns(run.choices)),
            siblings=_columns_of_siblings(run.siblings),
            texts={
                "recipe": _markdown("field", "choice", run.recipe),
                "environment": _markdown("what", "version", run.environment),
            },
        )


def _probe(data: Splits) -> tuple[Any, Any]:
    """Validation samples to look at activations, gradients and predictions with."""
    return data.validation.x[:PROBE_SAMPLES], data.validation.y[:PROBE_SAMPLES]


def _columns(choices: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Columns for every component and parameter: `opt`, `opt.learning_rate`."""
    for name, value in choices.items():
        if isinstance(value, Mapping):
            parameters = {key: inner for key, inner in value.items() if key != "name"}
            yield f"{path}{name}", value["name"]
            yield from _columns(parameters, f"{path}{name}.")
        elif isinstance(value, bool | int | float | str):
            yield f"{path}{name}", value
        else:
            yield f"{path}{name}", ", ".join(map(_short, value))


def _columns_of_siblings(siblings: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {}
    for field, values in siblings.items():
        for value in values:
            for column, inner in _columns({field: value}):
                columns.setdefault(column, []).append(inner)
    return columns


def _short(item: object) -> str:
    return str(item["name"]) if isinstance(item, Mapping) else str(item)


def _markdown(left: str, right: str, rows: Mapping[str, str]) -> str:
    lines = [f"| {left} | {right} |", "|---|---|"]
    return "\n".join([*lines, *(f"| {name} | `{value}` |" for name, value in rows.items())])
