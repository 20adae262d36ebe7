"""`kb demo`: three recipes on real data, in less than two minutes."""

from pathlib import Path

import typer
from kb_engine import Recipe

from kb.exit_codes import INTERRUPTED
from kb.options.recipe import Logdir
from kb.render.console import err, out
from kb.render.suggestions import command
from kb.tensorflow import start_tensorflow

RECIPES = (
    {"act": "relu", "init": "glorot_uniform", "opt": "sgd"},
    {"act": "prelu", "init": "he_normal", "norm": "batch_norm", "opt": "nadam"},
    {
        "act": "selu",
        "init": "lecun_normal",
        "drop": "alpha_dropout:0.1",
        "opt": "sgd:momentum=0.9,nesterov=true",
    },
)


def demo(logdir: Logdir = Path("logs")) -> None:
    """Train three recipes on real images of digits and compare them.

    Ctrl-C stops it after scoring the model; the exit code is 130.
    """
    recipes = [Recipe.from_choices({**choices, "epochs": 20}) for choices in RECIPES]
    out.print("Three recipes, 20 epochs each, on scikit-learn's 1,797 images of digits.\n")
    start_tensorflow()
    from kb_engine import train
    from kb_engine.comparison import compare
    from kb_engine.runs.store import RunStore

    from kb.render.comparison import comparison, what_differs
    from kb.render.progress import progress_bar

    trained, store = [], RunStore(logdir)
    for recipe in recipes:
        err.print(f"Training {recipe.title()} ...")
        with progress_bar() as shown:
            trained.append(train(recipe, logdir, observers=[shown]))
        if trained[-1].result.status == "interrupted":
            folder = trained[-1].run.folder
            err.print(f"Interrupted: what was learned until then is in {folder}", soft_wrap=True)
            raise typer.Exit(INTERRUPTED)
    out.print(comparison(trained))
    out.print(what_differs(compare([store.get(run.run.name) for run in trained], "act")))
    out.print(
        f"Every run is a folder under {logdir}. See losses, weights and BatchNorm's moving"
        f" statistics with\n\n    {command('tensorboard', '--logdir', logdir)}\n\n"
        "and open the address it prints. To compare recipes rather than networks, train each with"
        " several seeds:\n\n    kb sweep --name mine --act relu,selu --seeds 5\n"
        "    kb compare mine --by act\n",
        soft_wrap=True,
    )
