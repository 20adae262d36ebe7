"""`kb eject`: a recipe as a plain Keras program."""

from pathlib import Path
from typing import Annotated

import typer

from kb.render.console import out, print_json
from kb.tensorflow import start_tensorflow


def eject(
    source: Annotated[
        Path, typer.Argument(help="Folder of a run, or a recipe file.", show_default=False)
    ],
    path: Annotated[
        Path, typer.Argument(help="The program or notebook to write.", show_default=False)
    ],
    *,
    notebook: Annotated[bool, typer.Option("--notebook", help="Write a Jupyter notebook.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Write a recipe as a plain Keras program, or as a notebook.

    The program needs TensorFlow, Keras, NumPy and scikit-learn, and nothing of this project. It
    trains to the weights that kb train --compile graph trains to, bit for bit.

    kb eject logs/RUN train.py
    """
    from kb_engine.ejection import eject as write
    from kb_engine.ejection import recipe_at

    recipe = recipe_at(source)
    start_tensorflow()
    ejected = write(recipe, path, notebook=notebook, force=force)
    if as_json:
        stored = None if ejected.data is None else str(ejected.data)
        print_json({"path": str(ejected.path), "data": stored})
        return
    out.print(f"Written to {ejected.path}", soft_wrap=True)
    if ejected.data is not None:
        out.print(f"Its samples are in {ejected.data}", soft_wrap=True)
