"""From a recipe to a compiled Keras model."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kb_registry import (
    Architecture,
    Blocks,
    Callback,
    DataSpec,
    ListComponents,
    Loss,
    Metric,
    Optimizer,
    Task,
    Trait,
    structure,
    to_text,
)

from kb_engine._errors import FailedRunError
from kb_engine.recipes._recipe import Recipe, RecipeError

if TYPE_CHECKING:
    import keras

USUAL_LOSS = {
    Task.CLASSIFICATION: "sparse_categorical_crossentropy",
    Task.BINARY: "binary_crossentropy",
    Task.REGRESSION: "mean_squared_error",
}
USUAL_METRIC = {
    Task.CLASSIFICATION: "accuracy",
    Task.BINARY: "accuracy",
    Task.REGRESSION: "mean_absolute_error",
}
TARGETS = {
    Task.CLASSIFICATION: Trait.INTEGER_LABELS,
    Task.BINARY: Trait.BINARY_LABELS,
    Task.REGRESSION: Trait.REAL_TARGETS,
}
"""The trait of losses and metrics that suit a task; those without any such trait suit all."""


def assemble(recipe: Recipe, data: DataSpec, blocks: Blocks | None = None) -> "keras.Model":
    """Build and compile the recipe's model for a dataset.

    Args:
        recipe: What to build.
        data: What it has to fit.
        blocks: The recipe's blocks, for callers that ask afterwards what stands where.

    Raises:
        RecipeError: The recipe has no architecture or no optimizer, or a loss or a metric for
            other targets than the dataset's.
        InvalidParameterError: A callback doesn't suit the model.
        FailedRunError: Its weights take more memory than there is.
    """
    from kb_engine.training import build_optimizer

    architecture, optimizer = recipe.get(Architecture), recipe.get(Optimizer)
    if architecture is None or optimizer is None:
        missing = "an architecture" if architecture is None else "an optimizer"
        raise RecipeError(f"A model needs {missing}.", hint="Leave the option out for the default.")
    loss = recipe.get(Loss) or structure(Loss, USUAL_LOSS[data.task], recipe.registry)
    usual_metric = structure(Metric, USUAL_METRIC[data.task], recipe.registry)
    metrics = recipe.all(Metric) or (usual_metric,)
    judges: tuple[Loss | Metric, ...] = (loss, *metrics)
    for judge in judges:
        _check_targets(judge, data, recipe)
    with _precision(recipe.training.precision), _within_memory():
        model = architecture.build(blocks or recipe.blocks(), data)
    measures = _named(metrics, recipe)
    model.compile(
        optimizer=_scaling(optimizer.build(), model),
        loss=loss.build(),
        metrics=measures,
        jit_compile=False,
        auto_scale_loss=False,
    )
    with _within_memory():  # so that every session and every file has the same variables
        build_optimizer(model)
    optimizer.prepare(model)
    for callback in recipe.all(Callback):
        callback.check(model, measures)
    return model


def _scaling(
    optimizer: "keras.optimizers.Optimizer", model: "keras.Model"
) -> "keras.optimizers.Optimizer":
    """The optimizer with the loss scaling that float16 needs.

    Keras would wrap it likewise, but save what it was given, so that the file fits no model.
    """
    import keras

    scales = isinstance(optimizer, keras.optimizers.LossScaleOptimizer)
    if model.dtype_policy.name != "mixed_float16" or scales:
        return optimizer
    return keras.optimizers.LossScaleOptimizer(optimizer, name="loss_scale_optimizer")


def _check_targets(judge: Loss | Metric, data: DataSpec, recipe: Recipe) -> None:
    """Refuse a loss or metric that says it is for other targets than the dataset has."""
    wanted = judge.traits & {*TARGETS.values(), Trait.ONE_HOT_LABELS}
    if wanted and TARGETS[data.task] not in wanted:
        kinds = " or ".join(sorted(wanted)).replace("_", " ")
        usual = USUAL_LOSS if isinstance(judge, Loss) else USUAL_METRIC
        raise RecipeError(
            f"{judge.kind} {to_text(judge, recipe.registry)} needs {kinds}, and {data.name} has"
            f" {TARGETS[data.task].replace('_', ' ')}.",
            hint=f"Use {usual[data.task]}, or another that suits.",
            suggestions=[ListComponents(str(judge.kind), TARGETS[data.task])],
        )


def _named(metrics: Sequence[Metric], recipe: Recipe) -> "list[keras.metrics.Metric | str]":
    """Build metrics that are logged as they were chosen, further ones of a name with a number.

    Keras itself numbers the metrics of a process: a second model's recall is called recall_1.
    """
    built: list[keras.metrics.Metric | str] = [metric.build() for metric in metrics]
    count: Counter[str] = Counter()
    for metric, made in zip(metrics, built, strict=True):
        name = recipe.registry.entry_of(type(metric)).name
        if not isinstance(made, str):  # which has no parameters and so is there once
            made.name = f"{name}_{count[name]}" if count[name] else name
        count[name] += 1
    return built


@contextmanager
def _precision(policy: str) -> Iterator[None]:
    import keras

    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


@contextmanager
def _within_memory() -> Iterator[None]:
    from kb_engine.training import OUT_OF_MEMORY

    try:
        yield
    except OUT_OF_MEMORY:
        raise FailedRunError(
            "There is not enough memory for the network's weights.",
            hint="Choose a smaller network.",
        ) from None
