"""From a recipe to a compiled Keras model."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kb_registry import Architecture, Blocks, DataSpec, Loss, Metric, Optimizer, Task, structure

from kb_engine.recipe import Recipe, RecipeError

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


def assemble(recipe: Recipe, data: DataSpec, blocks: Blocks | None = None) -> "keras.Model":
    """Build and compile the recipe's model for a dataset.

    Args:
        recipe: What to build.
        data: What it has to fit.
        blocks: The recipe's blocks, for callers that ask afterwards what stands where.

    Raises:
        RecipeError: The recipe has no architecture or no optimizer.
    """
    architecture, optimizer = recipe.get(Architecture), recipe.get(Optimizer)
    if architecture is None or optimizer is None:
        missing = "an architecture" if architecture is None else "an optimizer"
        raise RecipeError(f"A model needs {missing}.", hint="Leave the option out for the default.")
    loss = recipe.get(Loss) or structure(Loss, USUAL_LOSS[data.task], recipe.registry)
    usual_metric = structure(Metric, USUAL_METRIC[data.task], recipe.registry)
    metrics = recipe.all(Metric) or (usual_metric,)
    with _precision(recipe.training.precision):
        model = architecture.build(blocks or recipe.blocks(), data)
    model.compile(
        optimizer=optimizer.build(),
        loss=loss.build(),
        metrics=[metric.build() for metric in metrics],
        jit_compile=False,
    )
    return model


@contextmanager
def _precision(policy: str) -> Iterator[None]:
    import keras

    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)
