"""What notebooks do with trained networks."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb_engine import Recipe
from kb_registry import installed_registry

if TYPE_CHECKING:
    import keras
    from kb_engine.ejection import Ejected
    from kb_engine.export import Exported
    from kb_engine.prediction import Doubt, LoadedRun, Networks


def load(folder: str | Path) -> "LoadedRun":
    """Open a run whose training has ended, to evaluate it.

    Args:
        folder: The run's folder.

    Returns:
        The run with its `model`, `data` and `evaluate`.

    Raises:
        KerasBlocksError: There is no run in the folder, or it has no trained model.
    """
    from kb_engine import prediction

    return prediction.load(Path(folder))


def eject(
    source: str | Path | Recipe, out: str | Path, *, notebook: bool = False, force: bool = False
) -> "Ejected":
    """Write a recipe as a plain Keras program, which needs nothing of this project.

    Args:
        source: A run's folder, a recipe file, or a recipe.
        out: The program, or the notebook.
        notebook: Whether to write a Jupyter notebook.
        force: Whether to replace what is there.

    Returns:
        The file, and the file of samples beside it if there is one.

    Raises:
        KerasBlocksError: Something in the recipe can't be written as a plain program, its data
            can't be read, or a file can't be written.
    """
    from kb_engine.ejection import eject as write
    from kb_engine.ejection import recipe_at

    chosen = source if isinstance(source, Recipe) else recipe_at(Path(source))
    return write(chosen, Path(out), notebook=notebook, force=force)


def export(
    run: "str | Path | LoadedRun",
    to: str,
    out: str | Path | None = None,
    *,
    force: bool = False,
) -> "Exported":
    """Write a run's model for other programs, and check it in the format's own runtime.

    Args:
        run: The run's folder, or what `load` returned.
        to: The format: "keras", "savedmodel", "onnx", "litert", "weights", or another that
            `components("exporter")` lists.
        out: A file or a folder; in the run's folder, if left out.
        force: Whether to replace what is there.

    Returns:
        Where it is, and the largest difference from the run's own predictions.

    Raises:
        KerasBlocksError: A package is missing, the format can't hold the model, what was written
            predicts otherwise than the run, or it can't be written.
    """
    from kb_engine.export import export as write
    from kb_registry import Exporter, structure

    exporter = structure(Exporter, to, installed_registry())
    loaded = load(run) if isinstance(run, (str, Path)) else run
    return write(loaded, exporter, None if out is None else Path(out), force=force)


def mc_predict(
    model: "keras.Model",
    x: Any,
    samples: "Networks" = 100,
    seed: int = 0,
    *,
    tolerance: float = 0.01,
) -> "Doubt":
    """Ask many random networks that dropout makes of any Keras model, and keep their moments.

    Dropout is active and norms stay in inference mode; nothing about the model changes.

    Args:
        model: Any built Keras model with one output.
        x: `(samples, ...)`, as `model.predict` takes it.
        samples: How many networks to ask; "auto" asks until the standard error of every mean is
            below `tolerance`.
        seed: The same seed gives the same networks.
        tolerance: For "auto", in the unit of the output.

    Returns:
        Mean and standard deviation, shaped like the prediction; for probabilities also predictive
        entropy and mutual information in nats, `(samples,)`.

    Raises:
        KerasBlocksError: The model has no layer with dropout, or so many networks can't be asked.
    """
    from kb_engine import prediction

    return prediction.mc_predict(model, x, samples, seed, tolerance=tolerance)
