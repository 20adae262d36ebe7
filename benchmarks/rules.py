"""Whether a rule's bad example trains worse than its good one: an experiment for each rule.

    python -m benchmarks.rules KB101 KB204
    python -m benchmarks.rules --seeds 5 --to RESULTS.jsonl
    python -m benchmarks.rules --table RESULTS.jsonl

Both examples are run as they stand in the rule, on scikit-learn's digits, from the same seeds, with
a fifth of the samples left out. The skill on these counts: 0 is chance (the commonest class, or the
mean) and 1 perfect. An example that can't be trained has none. Without codes all rules are tried.
"""

import argparse
import json
import os
import statistics
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
warnings.simplefilter("ignore")

EPOCHS = 20
"""Where an example plans none."""

HELD_OUT = 5
"""One sample in so many isn't trained on."""

CLEAR = 0.05
"""Difference in skill that counts."""


def outcome(source: str, seed: int) -> dict[str, Any]:
    """Run an example, train its model, and return its skill on what it wasn't trained on."""
    import keras
    import numpy as np
    from sklearn.datasets import load_digits

    from benchmarks.diagnosing.learning import skill

    keras.utils.clear_session()
    keras.utils.set_random_seed(seed)
    x, y = load_digits(return_X_y=True)
    names: dict[str, Any] = {"keras": keras, "np": np, "x": (x / 16).astype("float32"), "y": y}
    exec(source, names)  # noqa: S102 - the examples are our own
    model, x, y = names["model"], names["x"], names["y"]
    rows = np.random.default_rng(seed).permutation(len(x))
    unseen, seen = rows[: len(rows) // HELD_OUT], rows[len(rows) // HELD_OUT :]
    judged = names.get("validation") or (x[unseen], y[unseen])
    began = time.perf_counter()
    try:
        model.fit(
            x[seen],
            y[seen],
            epochs=names.get("epochs", EPOCHS),
            batch_size=names.get("batch_size", 32),
            verbose=0,
        )
        found = float(skill(model, *judged))
        refused = None
    except Exception as error:  # noqa: BLE001 - that it can't be trained is what was found
        found, refused = 0.0, type(error).__name__
    return {
        "skill": found if np.isfinite(found) else 0.0,
        "seconds": time.perf_counter() - began,
        "parameters": model.count_params(),
        "refused": refused,
    }


def experiments(codes: Sequence[str], seeds: int) -> Iterator[dict[str, Any]]:
    """Both outcomes of each rule from each seed, seed by seed."""
    from kb_engine.diagnosis import read_rulebook
    from kb_registry import installed_registry

    rules = read_rulebook(installed_registry()).chosen(codes).rules
    for seed in range(seeds):
        for code, rule in rules.items():
            yield {
                "code": code,
                "level": rule.level,
                "seed": seed,
                "bad": outcome(rule.bad, seed),
                "good": outcome(rule.good, seed),
            }


def table(results: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A row for each rule."""
    yield "| rule | level | seeds | good is better | skill, bad | skill, good | difference |"
    yield "|---|---|---|---|---|---|---|"
    for code in dict.fromkeys(sorted(each["code"] for each in results)):
        some = [each for each in results if each["code"] == code]
        bad, good = ([each[kind]["skill"] for each in some] for kind in ("bad", "good"))
        gains = [after - before for before, after in zip(bad, good, strict=True)]
        better = sum(gain > CLEAR for gain in gains)
        low, high = statistics.median(bad), statistics.median(good)
        refused = {each["bad"]["refused"] for each in some} - {None}
        yield (
            f"| [{code}]({code}.md) | {some[0]['level']} | {len(some)} | {better} of {len(some)} |"
            f" {'fails' if refused else f'{low:.2f}'} | {high:.2f} | {high - low:+.2f} |"
        )


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("codes", nargs="*")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--to", type=Path, help="add a line for each seed to this file")
    parser.add_argument("--table", type=Path, help="print the table of such a file")
    given = parser.parse_args()
    if given.table:
        lines = given.table.read_text().splitlines()
        print("\n".join(table([json.loads(line) for line in lines])))
        return
    found = []
    for each in experiments(given.codes, given.seeds):
        found.append(each)
        if given.to:
            with given.to.open("a") as file:
                print(json.dumps(each), file=file)
    print("\n".join(table(found)))


if __name__ == "__main__":
    main()
