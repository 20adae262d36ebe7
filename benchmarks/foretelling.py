"""Whether the probe's verdict before training agrees with what came of five epochs.

    python -m benchmarks.foretelling train RESULTS.jsonl 300
    python -m benchmarks.foretelling tell RESULTS.jsonl

`train` probes recipes of many activations, initializers, depths, norms and rates on digits, trains
them, and adds a line to a file for each; a file that has lines is continued. PROCESSES=2 takes two
processes. `tell` reads it: the even recipes choose the threshold, the odd ones test it.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

EPOCHS, BATCH = 5, 32

LEARNED = 0.1
"""Share of the way from chance to perfect accuracy from which a network has learned something."""

CANDIDATES = (0.8, 0.85, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99, 1.0)
"""Shares of a constant prediction's loss that are tried as the threshold."""


def grid() -> Iterator[dict[str, Any]]:
    """All recipes in a fixed random order, so that any number of the first is a fair sample."""
    every = list(
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
    for place in np.random.default_rng(0).permutation(len(every)):
        act, init, depth, norm, opt = every[place]
        yield {
            "act": act,
            "init": init,
            "norm": norm,
            "opt": opt,
            "arch": f"mlp(units={[32] * depth})".replace(" ", ""),
            "data": "digits",
            "epochs": EPOCHS,
            "callback": "none",
        }


def foretold(choice: Mapping[str, Any]) -> dict[str, Any]:
    """Probe a recipe, train it, and return what was seen of both."""
    from kb_engine import Recipe
    from kb_engine.diagnosis.probing._evidence import Plan, gather
    from kb_engine.diagnosis.probing._judgement import judge
    from kb_engine.sessions._preparation import prepare

    prepared = prepare(Recipe.from_choices(choice), "one")
    train = prepared.data.train
    seen = gather(prepared.model, train.x, train.y, Plan(EPOCHS, BATCH), seeds=3)
    prepared.model.fit(train.x[:], train.y, epochs=EPOCHS, batch_size=BATCH, verbose=0)
    predicted = prepared.model.predict(train.x[:], verbose=0)
    chance = float(np.bincount(train.y).max() / len(train.y))
    right = float(np.mean(predicted.argmax(-1) == train.y)) if np.isfinite(predicted).all() else 0
    depth = choice["arch"].count("32")
    return {
        "recipe": f"{choice['act']} {choice['init']} {depth} {choice['norm']} {choice['opt']}",
        "verdict": judge(seen).verdict,
        "baseline": seen.baseline,
        "planned": seen.planned,
        "finite": all(each.finite for each in seen.passes),
        "trials": [
            {
                "losses": [float(loss) for loss in each.losses],
                "before": each.before,
                "after": each.after,
                "spread": each.spread,
                "by_batch": each.by_batch,
            }
            for each in seen.trials
        ],
        "skill": (right - chance) / (1 - chance),
    }


def train(file: Path, count: int, processes: int) -> None:
    """Add a line to the file for each recipe that it lacks."""
    known = len(file.read_text().splitlines()) if file.exists() else 0
    chosen = list(grid())[known:count]
    spawned = get_context("spawn")  # TensorFlow's threads don't survive a fork
    with spawned.Pool(processes, maxtasksperchild=20) as pool, file.open("a") as lines:
        for result in pool.imap(foretold, chosen):
            print(json.dumps(result), file=lines, flush=True)


def called_healthy(seen: Mapping[str, Any], share: float) -> bool:
    """Whether the probe calls a network healthy, with a threshold."""
    from kb_engine.diagnosis.probing._learning import mostly_learns
    from kb_engine.diagnosis.probing._steps import Trial

    if not seen["finite"]:
        return False
    trials = [
        Trial(np.array(each["losses"]), each["before"], each["after"], each["spread"])
        for each in seen["trials"]
    ]
    return mostly_learns(trials, seen["baseline"], seen["planned"], share)


def tell(results: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Choose the threshold on one half, and say how it does on the other."""
    halves = results[::2], results[1::2]
    yield "share of the baseline: agreement, healthy at chance; first half"
    for share in CANDIDATES:
        right, missed, _ = _compared(halves[0], share)
        yield f"  {share:<5} {right} of {len(halves[0])}, {len(missed)}"
    chosen = max(CANDIDATES, key=lambda share: _worth(halves[0], share))
    yield f"chosen: {chosen}"
    for name, half in zip(("first half", "second half"), halves, strict=True):
        right, missed, alarms = _compared(half, chosen)
        yield f"\n{name}: {right} of {len(half)} agree ({right / max(1, len(half)):.1%})"
        yield f"  learned {sum(each['skill'] > LEARNED for each in half)} of {len(half)}"
        yield f"  called healthy, stayed at chance: {missed}"
        yield f"  called unhealthy, learned: {alarms}"
    for part, name in ((2, "depth"), (0, "activation"), (3, "norm"), (4, "optimizer")):
        yield f"\nagreement by {name}"
        words = [each["recipe"].split()[part] for each in results]
        for word in dict.fromkeys(sorted(words, key=lambda text: (len(text), text))):
            some = [each for each, own in zip(results, words, strict=True) if own == word]
            yield f"  {word:12} {_compared(some, chosen)[0]} of {len(some)}"


def _worth(half: Sequence[Mapping[str, Any]], share: float) -> tuple[int, int]:
    """Fewest healthy verdicts for what stays at chance, then most agreement."""
    right, missed, _ = _compared(half, share)
    return -len(missed), right


def _compared(some: Sequence[Mapping[str, Any]], share: float) -> tuple[int, list[str], list[str]]:
    right = 0
    missed: list[str] = []
    alarms: list[str] = []
    for each in some:
        healthy, learned = called_healthy(each, share), each["skill"] > LEARNED
        right += healthy == learned
        if healthy != learned:
            (missed if healthy else alarms).append(f"{each['recipe']} ({each['skill']:.2f})")
    return right, missed, alarms


def main(arguments: list[str]) -> None:
    """Run what the command line asks for."""
    match arguments:
        case ["train", file, count]:
            train(Path(file), int(count), int(os.environ.get("PROCESSES", "1")))
        case ["tell", file]:
            lines = Path(file).read_text().splitlines()
            print("\n".join(tell([json.loads(line) for line in lines])))
        case _:
            print(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
