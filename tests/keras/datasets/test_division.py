"""Samples divided into parts, rare classes among them."""

import numpy as np
import pytest
from kb_keras.datasets.samples._division import Source, divide
from kb_registry import DataSpec, DataWarning, Split, Splits, Task

ECOLI = {"cp": 143, "im": 77, "imL": 2, "imS": 2, "imU": 35, "om": 20, "omL": 5, "pp": 52}
"""The classes of the UCI repository's table ecoli, and how many samples each has."""


def source(sizes: dict[str, int], *, test: int = 0) -> Source:
    """Samples that are their own numbers, the last few of them a test of its own."""
    y = np.repeat(np.arange(len(sizes)), list(sizes.values()))
    x = np.arange(len(y), dtype=np.float32)[:, None]
    tested = Split(x[-test:], y[-test:]) if test else None
    return Source(DataSpec("cells", (1,), Task.CLASSIFICATION, tuple(sizes)), Split(x, y), tested)


def counts(splits: Splits) -> dict[str, list[int]]:
    """How many samples of each class are in each part."""
    classes = len(splits.spec.classes)
    return {
        name: np.bincount(part.y, minlength=classes).tolist()
        for name, part in splits.by_name().items()
    }


@pytest.mark.parametrize("seed", range(20))
def test_rare_classes_are_all_in_training_and_the_others_in_each_part(seed: int) -> None:
    with pytest.warns(DataWarning, match="cells has 2 of class imL, 2 of class imS: too few"):
        splits = divide(source(ECOLI), validation=0.1, test=0.2, seed=seed)
    found = counts(splits)
    assert [sum(column) for column in zip(*found.values(), strict=True)] == list(ECOLI.values())
    assert (found["train"][2:4], found["test"][2:4]) == ([2, 2], [0, 0])
    assert found["test"] == [29, 15, 0, 0, 7, 4, 1, 10]
    assert found["validation"] == [14, 8, 0, 0, 4, 2, 1, 5]


@pytest.mark.parametrize("seed", range(5))
def test_classes_that_are_not_in_every_part_are_named(seed: int) -> None:
    with pytest.warns(DataWarning, match="cells has 2 of class b, .*: some part got none"):
        splits = divide(source({"a": 40, "b": 2, "c": 3}), validation=0.1, test=0.2, seed=seed)
    assert 0 in [part[1] for part in counts(splits).values()]


def test_no_sample_is_lost_or_repeated() -> None:
    with pytest.warns(DataWarning) as warned:
        splits = divide(source(ECOLI), validation=0.1, test=0.2, seed=0)
    assert warned[0].filename == __file__  # the line that asked for the data
    rows = np.concatenate([part.x[:][:, 0] for part in splits.by_name().values()])
    np.testing.assert_array_equal(np.sort(rows), np.arange(sum(ECOLI.values())))
    classes = np.repeat(np.arange(8), list(ECOLI.values()))
    for part in splits.by_name().values():
        np.testing.assert_array_equal(classes[part.x[:][:, 0].astype(int)], part.y)


def test_the_same_seed_divides_in_the_same_way_and_another_otherwise() -> None:
    with pytest.warns(DataWarning):
        first, again, other = (
            divide(source(ECOLI), validation=0.1, test=0.2, seed=seed).train.x[:]
            for seed in (1, 1, 2)
        )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_beside_a_test_of_its_own_two_samples_of_a_class_can_be_divided() -> None:
    with pytest.warns(DataWarning, match="cells has 1 of class c"):
        splits = divide(source({"c": 1, "b": 2, "a": 9}, test=2), validation=0.1, seed=0)
    assert counts(splits) == {"train": [1, 1, 8], "validation": [0, 1, 1], "test": [0, 0, 2]}
