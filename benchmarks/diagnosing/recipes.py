"""A grid of recipes, and whether the probe foretells which of them learn."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np

from benchmarks.diagnosing.learning import skill


def grid(count: int) -> Iterator[dict[str, Any]]:
    """Choices of recipes: a fixed shuffle of all combinations, of which any number is fair."""
    all_of_them = list(
        product(
            ["relu", "tanh", "sigmoid", "selu", "elu"],
            [
                "glorot_uniform",
                "he_normal",
                "lecun_normal",
                "random_normal",
                "random_normal:stddev=0.5",
            ],
            [2, 5, 10, 20, 50, 100],
            ["none", "batch_norm"],
            ["sgd:0.01", "sgd:1.0", "adam:0.001", "adam:0.1", "sgd:0.00001"],
        )
    )
    order = np.random.default_rng(0).permutation(len(all_of_them))[:count]
    for place in order:
        act, init, depth, norm, opt = all_of_them[place]
        yield {
            "act": act,
            "init": init,
            "norm": norm,
            "opt": opt,
            "arch": f"mlp(units={[32] * depth})".replace(" ", ""),
            "data": "digits",
            "epochs": 5,
            "callback": "none",
        }


def foretold(choice: Mapping[str, Any]) -> tuple[str, bool, bool, str]:
    """A recipe's name, whether the probe called it healthy, whether it learned, and the verdict."""
    from kb_engine import Recipe
    from kb_engine.diagnosis.probing import probe
    from kb_engine.sessions._preparation import prepare

    recipe = Recipe.from_choices(choice)
    prepared = prepare(recipe, "one")
    train = prepared.data.train
    report = probe(prepared.model, train.x, train.y, epochs=5, batch_size=32, mending=False)
    prepared.model.fit(train.x[:], train.y, epochs=5, batch_size=32, verbose=0)
    learned = skill(prepared.model, train.x[:], train.y) > 0.1
    depth = choice["arch"].count("32")
    name = " ".join([choice["act"], choice["init"], str(depth), choice["norm"], choice["opt"]])
    return name, report.verdict == "healthy", learned, report.verdict
