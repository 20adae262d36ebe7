"""A recipe as a plain Keras program."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen
from kb_registry import SetOption, Splits, write_atomically, write_text

from kb_engine.ejection._check import check
from kb_engine.ejection._errors import EjectError, UnlikeError
from kb_engine.ejection._program import Part, parts
from kb_engine.recipes._recipe import Recipe

STORED = '''def load_data():
    """Return training, validation and test samples, each with their targets."""
    stored = np.load({place})
    return tuple(
        (stored[f"x_{{part}}"], stored[f"y_{{part}}"]) for part in ("train", "validation", "test")
    )'''


@frozen
class Ejected:
    """What was written.

    Attributes:
        path: The program or notebook.
        data: The file with the samples; None if the program loads them from where they come.
    """

    path: Path
    data: Path | None


def eject(recipe: Recipe, path: Path, *, notebook: bool = False, force: bool = False) -> Ejected:
    """Write a recipe as a program that needs TensorFlow, Keras, NumPy and scikit-learn alone.

    In another process without this project it is checked that the program loads the same data
    and starts from the same weights, to the last bit. It then trains to the weights that
    `compile="graph"` trains to. Samples that the program can't load by itself are stored beside
    it, as training sees them.

    Args:
        recipe: What to write out.
        path: The program, or the notebook.
        notebook: Whether to write a Jupyter notebook.
        force: Whether to replace files that are there.

    Raises:
        EjectError: A file exists or can't be written, or something in the recipe can't be
            written as a plain program.
        KerasBlocksError: The recipe can't be built, or its data can't be read.
    """
    from kb_engine.sessions._build import dataset
    from kb_engine.sessions._preparation import first_model

    stored = path.with_suffix(".npz")
    _check_place(path, force=force)
    chosen = dataset(recipe)
    data = chosen.load(recipe.training.seed)
    model = first_model(recipe, data.spec)
    weights = model.get_weights()
    loading = chosen.script(recipe.training.seed, data)
    if loading is not None:
        whole = parts(recipe, model, loading)
        with suppress(UnlikeError):  # such as of a file written in a way that nobody thought of
            check(_code(recipe, whole), path.parent, _arrays(data), weights)
            _write(path, recipe, whole, notebook=notebook)
            return Ejected(path, None)
    _check_place(stored, force=force)

    def reading(file: Path) -> list[Part]:
        return parts(recipe, model, STORED.format(place=json.dumps(file.name)))

    def fill(draft: Path) -> None:  # and check, before an older file is replaced
        _store(draft, data)
        check(_code(recipe, reading(draft)), path.parent, _arrays(data), weights)

    try:
        write_atomically(stored, fill)
    except OSError as error:
        raise EjectError(f"Can't write {stored}: {error.strerror}.") from error
    _write(path, recipe, reading(stored), notebook=notebook)
    return Ejected(path, stored)


def _check_place(path: Path, *, force: bool) -> None:
    if path.exists() and not force:
        raise EjectError(
            f"{path} exists.",
            hint="Name another file.",
            suggestions=[SetOption("force", value=True, purpose="Or replace it")],
        )
    if not path.parent.is_dir():
        raise EjectError(f"There is no folder {path.parent}.", hint="Make it first.")


def _arrays(data: Splits) -> list[Any]:
    return [array for part in data.by_name().values() for array in (part.x, part.y)]


def _store(path: Path, data: Splits) -> None:
    arrays = {f"x_{name}": np.asarray(part.x[:]) for name, part in data.by_name().items()}
    arrays |= {f"y_{name}": part.y for name, part in data.by_name().items()}
    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def _about(recipe: Recipe) -> str:
    import keras

    return (
        f"Train the recipe {recipe.title()}.\n\nWritten by Keras Blocks for Keras"
        f" {keras.__version__}. It needs TensorFlow, Keras, NumPy and\nscikit-learn, and nothing"
        " of Keras Blocks."
    )


def _code(recipe: Recipe, whole: list[Part]) -> str:
    *definitions, ending = whole
    text = f'"""{_about(recipe)}\n"""\n\n{definitions[0].code}\n\n\n'
    text += "\n\n\n".join(part.code for part in definitions[1:])
    indented = "\n".join(f"    {line}" if line else "" for line in ending.code.splitlines())
    return f'{text}\n\n\nif __name__ == "__main__":\n{indented}\n'


def _write(path: Path, recipe: Recipe, whole: list[Part], *, notebook: bool) -> None:
    from kb_engine.ejection._notebook import as_notebook

    text = as_notebook(_about(recipe), whole) if notebook else _code(recipe, whole)
    try:
        write_text(path, text)
    except OSError as error:
        raise EjectError(f"Can't write {path}: {error.strerror}.") from error
