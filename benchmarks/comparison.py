"""How often a comparison says what isn't so, beside what people do today.

    python -m benchmarks.comparison [LOGDIR] [comparisons] [seed]

It trains 80 seeds of each of two recipes on digits, with one fixed set of test samples, unless
LOGDIR holds these runs already. `seed` is the first of these seeds; other test samples and other
draws come with it. Recipes that are equal are made by dividing runs of one recipe
at random into two; all else is arithmetic on which of its test samples each run got right.

- wrong: how often two equal recipes are called different.
- covers: how often the interval at 95 % holds the true difference of the two recipes, over other
  seeds and other test samples, which are drawn with replacement.
- found: how often a difference of two standard deviations of the seed is found. The better recipe
  predicts as many of the samples as that takes as the second recipe does.
"""

import sys
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from kb_engine.comparison import estimate, holm
from scipy import stats

SEEDS = 80
COUNTS = (2, 3, 5, 10, 20)
ACTS = ("relu", "selu")

Hits = Any
"""`(runs, samples)`, whether each was right."""

Decision = Callable[[Hits, Hits], tuple[bool, float]]
"""Whether two recipes are called different, and how far the interval reaches; NaN without one."""


def this_project(first: Hits, second: Hits) -> tuple[bool, float]:
    """What `kb compare` does with two levels."""
    table = first.astype(np.float32) - second
    found = estimate(table.mean(axis=1, dtype=np.float64), table, 1 / table.shape[1])
    return found.p < 0.05, (found.high - found.low) / 2  # noqa: PLR2004 - 95 %


def seeds_alone(first: Hits, second: Hits) -> tuple[bool, float]:
    """The unpaired t test of two lists of scores, as notebooks have it."""
    found = stats.ttest_ind(first.mean(axis=1), second.mean(axis=1))
    interval = found.confidence_interval()
    return bool(found.pvalue < 0.05), (interval.high - interval.low) / 2  # noqa: PLR2004 - 95 %


def overlap(first: Hits, second: Hits) -> tuple[bool, float]:
    """Two intervals over seeds that don't overlap."""
    reaches = [
        stats.sem(each.mean(axis=1)) * stats.t.ppf(0.975, len(each) - 1) for each in (first, second)
    ]
    return bool(abs(first.mean() - second.mean()) > sum(reaches)), float("nan")


def best_run(first: Hits, second: Hits) -> tuple[bool, float]:
    """The recipe with the best single run wins."""
    return bool(first.mean(axis=1).max() != second.mean(axis=1).max()), float("nan")


METHODS: dict[str, Decision] = {
    "kb compare": this_project,
    "unpaired t test": seeds_alone,
    "intervals don't overlap": overlap,
    "best single run": best_run,
}


def train(logdir: Path, seed: int) -> tuple[Hits, Hits]:
    """Hits of all runs of the two recipes, trained if they aren't there."""
    import kb
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    logdir.mkdir(parents=True, exist_ok=True)
    if not (logdir / "digits.npz").exists():
        x, y = load_digits(return_X_y=True)
        images = (x / 16).astype(np.float32).reshape(-1, 8, 8)
        parts = train_test_split(images, y, test_size=0.4, stratify=y, random_state=seed)
        names = ("x_train", "x_test", "y_train", "y_test")
        np.savez(logdir / "digits.npz", **dict(zip(names, parts, strict=True)))
    plan: dict[str, Any] = {
        "act": list(ACTS),
        "data": f"npz:path={logdir / 'digits.npz'}",
        "epochs": 10,
    }
    if (logdir / "bank").exists():
        kb.sweep(logdir, name="bank", resume=True)
    else:
        kb.sweep(logdir, name="bank", **plan, seed=seed, seeds=SEEDS, keep_models="none")
    found = kb.compare("bank", by="act", logdir=logdir).found
    relu, selu = (np.array([run.by_sample for run in found.level(act).runs]) for act in ACTS)
    return relu, selu


def equal(bank: Hits, count: int, random: np.random.Generator) -> tuple[Hits, Hits]:
    """Two samples of runs of one recipe."""
    chosen = random.permutation(len(bank))[: 2 * count]
    return bank[chosen[:count]], bank[chosen[count:]]


def other(bank: Hits, count: int, samples: Any, random: np.random.Generator) -> Hits:
    """Other seeds of a recipe on other test samples."""
    return bank[random.integers(len(bank), size=count)][:, samples]


def better(first: Hits, second: Hits, count: int, random: np.random.Generator) -> tuple[Hits, Hits]:
    """Runs of a recipe, and of one that is better by two standard deviations of the seed."""
    share = 2 * first.mean(axis=1).std(ddof=1) / (second.mean() - first.mean())
    plain, others = equal(first, count, random)
    best = second[random.permutation(len(second))[:count]]
    as_second = random.permutation(first.shape[1]) < share * first.shape[1]
    return plain, np.where(as_second, best, others)


def figures(  # noqa: PLR0913, PLR0917 - a line of the table
    relu: Hits, selu: Hits, method: Decision, count: int, rounds: int, seed: int
) -> Iterator[float]:
    """Shares of comparisons: wrong, covers, found."""
    random = np.random.default_rng(count + seed)
    yield _share([method(*equal(relu, count, random))[0] for _ in range(rounds)])
    truth, samples = relu.mean() - selu.mean(), relu.shape[1]
    covered, reach = [], float("nan")
    for _ in range(rounds):
        drawn = random.integers(samples, size=samples)
        pair = [other(each, count, drawn, random) for each in (relu, selu)]
        reach = method(*pair)[1]
        covered.append(abs(pair[0].mean() - pair[1].mean() - truth) <= reach)
    yield _share(covered) if np.isfinite(reach) else float("nan")
    yield _share([method(*better(relu, selu, count, random))[0] for _ in range(rounds)])


def _share(answers: list[bool]) -> float:
    return sum(answers) / len(answers)


def families(relu: Hits, count: int, rounds: int, seed: int, levels: int = 6) -> float:
    """How often any two of several equal recipes are called different, all pairs corrected."""
    random, wrong = np.random.default_rng(seed), 0
    for _ in range(rounds):
        chosen = relu[random.permutation(len(relu))[: levels * count]].astype(np.float32)
        parts = chosen.reshape(levels, count, -1)
        tables = [parts[a] - parts[b] for a, b in combinations(range(levels), 2)]
        values = [estimate(t.mean(axis=1), t, 1 / t.shape[1]).p for t in tables]
        wrong += min(holm(values)) < 0.05  # noqa: PLR2004 - 95 %
    return wrong / rounds


def main() -> None:
    """Print the table."""
    logdir = Path(sys.argv[1] if len(sys.argv) > 1 else "logs/comparison-benchmark")
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 2000  # noqa: PLR2004 - the second argument
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 0  # noqa: PLR2004 - the third argument
    relu, selu = train(logdir, seed)
    spread = relu.mean(axis=1).std(ddof=1)
    print(f"{len(relu)} runs each, {relu.shape[1]} test samples, {rounds} comparisons a line")
    print(f"relu {relu.mean():.4f}, selu {selu.mean():.4f}, a seed's deviation {spread:.4f}\n")
    print(f"{'':26}{'seeds':>6}{'wrong':>8}{'covers':>8}{'found':>8}")
    for name, method in METHODS.items():
        for count in COUNTS:
            line = [
                f"{share:>8.1%}" if np.isfinite(share) else f"{'-':>8}"
                for share in figures(relu, selu, method, count, rounds, seed)
            ]
            print(f"{name:26}{count:>6}{''.join(line)}", flush=True)
    wrong = families(relu, 5, rounds, seed)
    print(f"\nSix equal recipes, 5 seeds, all pairs: any of them called different {wrong:.1%}")


if __name__ == "__main__":
    main()
