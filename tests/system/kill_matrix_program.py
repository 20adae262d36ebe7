"""Draws runs, kills each four times or more, and compares it with one that nobody killed.

    python tests/system/kill_matrix_program.py RUNS SEED FOLDER

It prints a line for each run, and at the end how many runs and kills there were.
"""

import json
import random
import sys
import traceback
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import kb_keras.architectures  # noqa: F401
import keras  # noqa: F401 - imported once, before sessions are forked
import numpy as np
from kb_engine import Recipe, Result, Run, resume, train

from tests.system.killed import (
    SIGNALS,
    Axes,
    assert_same_checkpoint,
    assert_same_events,
    finish,
    kill_after,
    points,
    session,
)

FEWEST_KILLS = 4


def killed_run(choices: dict[str, Any], logdir: Path, chance: random.Random) -> tuple[Path, int]:
    """Train a run to its end through kills; how many there were."""
    for attempt in range(5):
        place = logdir / f"killed-{attempt}"
        kills = 0
        while True:
            begun = [recipe.parent for recipe in place.glob("*/recipe.toml")]
            if begun:
                child = session(partial(resume, begun[0]))
            else:
                child = session(partial(train, Recipe.from_choices(choices), place))
            if kills > FEWEST_KILLS + 1:
                code: int | None = finish(child)
                assert code == 0, f"the last session ended with {code}"
                return begun[0], kills
            epochs, delay = chance.choice([0, 1, 1, 2, 3]), chance.uniform(0, 0.3)
            number = chance.choice(SIGNALS)
            code = kill_after(child, place, epochs, delay, number)
            if code is None:
                break
            assert code in {0, 130, -number}, f"a session ended with {code} after {number!r}"
            kills += 1
        if kills >= FEWEST_KILLS:
            (folder,) = (recipe.parent for recipe in place.glob("*/recipe.toml"))
            return folder, kills
    raise AssertionError(f"five runs were over before {FEWEST_KILLS} kills")


def assert_same_run(found: Path, expected: Path) -> None:
    """Compare all that two runs left behind."""
    assert not list(found.rglob(".unfinished*"))
    one, other = (Result.read(folder / "result.json") for folder in (found, expected))
    assert one.status == other.status == "trained"
    assert one.history == other.history
    assert one.scores == other.scores
    models = [Run.open(folder).load() for folder in (found, expected)]
    for group in ("variables", "optimizer"):
        variables = [
            (model.optimizer if group == "optimizer" else model).variables for model in models
        ]
        assert len(variables[0]) == len(variables[1])
        for ours, theirs in zip(*variables, strict=True):
            np.testing.assert_array_equal(ours, theirs, err_msg=ours.path)
    assert_same_checkpoint(found, expected)
    for name in ("epochs.csv",):
        texts = [
            (folder / name).read_bytes() for folder in (found, expected) if (folder / name).exists()
        ]
        assert len(texts) in {0, 2}
        assert len(set(texts)) <= 1
    assert_same_events(list(points(found)), list(points(expected)))


def main(runs: int, seed: int, folder: Path) -> int:
    """Run the sample; the number of runs that ended otherwise."""
    chance = random.Random(seed)  # noqa: S311 - which runs and moments is no secret
    total, failed = 0, 0
    for number, choices in enumerate(Axes().sample(runs, chance)):
        logdir = folder / f"{number:03}"
        whole = session(partial(train, Recipe.from_choices(choices), logdir / "whole"))
        assert finish(whole) == 0, choices
        (expected,) = (recipe.parent for recipe in (logdir / "whole").glob("*/recipe.toml"))
        told = " ".join(str(choices[name]) for name in ("precision", "opt", "compile"))
        told += f" {choices['callback'][1]} {choices.get('drop') or choices.get('norm') or ''}"
        try:
            found, kills = killed_run(choices, logdir, chance)
            total += kills
            compared = finish(session(partial(assert_same_run, found, expected)))
            failed += compared != 0
            print("same" if compared == 0 else "OTHER", kills, "kills", told, flush=True)  # noqa: T201
        except AssertionError as error:
            failed += 1
            print("FAILED", told, json.dumps(choices), flush=True)  # noqa: T201
            traceback.print_exception(error)
    print(f"{runs} runs, {total} kills, {failed} ended otherwise")  # noqa: T201
    return failed


if __name__ == "__main__":
    sys.exit(min(main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])), 1))
