"""Means over seeds and samples, and the intervals that chance leaves them."""

import numpy as np
import pytest
from kb_engine.comparison import difference, estimate, holm
from scipy import stats


def test_without_common_samples_it_is_students_test() -> None:
    rows = np.array([0.01, 0.03, -0.01, 0.02])
    found, expected = estimate(rows), stats.ttest_1samp(rows, 0.0)
    assert found.p == pytest.approx(expected.pvalue)
    interval = expected.confidence_interval()
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))


def test_unpaired_rows_are_welchs_test() -> None:
    first, second = np.array([0.9, 0.92, 0.95]), np.array([0.8, 0.7, 0.9, 0.85])
    found = difference(first, second, samples=0.0)
    expected = stats.ttest_ind(first, second, equal_var=False)
    assert found.p == pytest.approx(expected.pvalue)
    interval = expected.confidence_interval()
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))


def test_the_variance_is_that_of_two_crossed_factors() -> None:
    """From the mean squares of an analysis of variance, written out."""
    table = np.random.default_rng(0).normal(size=(5, 40)) + np.linspace(0, 3, 40)
    rows, columns, mean = table.mean(axis=1), table.mean(axis=0), table.mean()
    left = table - rows[:, None] - columns[None] + mean
    of_columns = 5 * np.sum((columns - mean) ** 2) / 39
    of_nothing = np.sum(left**2) / (4 * 39)
    found = estimate(rows, table)
    assert found.seeds == pytest.approx(np.var(rows, ddof=1) / 5)
    assert found.samples == pytest.approx((of_columns - of_nothing) / (5 * 40))


def test_samples_widen_the_interval_that_seeds_alone_would_have() -> None:
    random = np.random.default_rng(1)
    hard = random.normal(size=50)
    table = hard + random.normal(scale=0.1, size=(10, 50))
    rows = table.mean(axis=1)
    with_samples, without = estimate(rows, table), estimate(rows)
    assert with_samples.high - with_samples.low > 2 * (without.high - without.low)


def test_p_is_small_just_when_the_interval_leaves_out_0() -> None:
    random = np.random.default_rng(3)
    for shift in (0.0, 0.05, 0.1, 0.2):
        table = shift + random.normal(size=60) * 0.3 + random.normal(size=(4, 60)) * 0.2
        found = estimate(table.mean(axis=1), table)
        assert (found.p < 0.05) == (not found.low < 0 < found.high)
        assert 0 <= found.p <= 1


def test_one_seed_is_mcnemars_test() -> None:
    differences = np.array([[1.0] * 9 + [-1.0] * 2 + [0.0] * 30])
    found = estimate(differences.mean(axis=1), differences)
    assert found.p == pytest.approx(stats.binomtest(9, 11).pvalue)
    assert found.rows == 1
    assert found.low < found.mean < found.high


def test_one_score_alone_says_nothing_of_chance() -> None:
    found = estimate(np.array([0.5]))
    assert np.isnan([found.low, found.high, found.p]).all()


@pytest.mark.parametrize(("rows", "p"), [([0.0] * 4, 1.0), ([0.1] * 6, 2.0**-5)])
def test_rows_that_are_all_alike(rows: list[float], p: float) -> None:
    assert estimate(np.array(rows)).p == p


def test_two_rows_that_agree_to_the_step_arent_without_chance() -> None:
    found = estimate(np.array([0.01, 0.01]), step=0.01)
    assert found.low < 0 < found.high


def test_holm_is_the_published_example() -> None:
    """Holm 1979: the smallest of n is multiplied by n, the next by n - 1, never falling."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, 0.9]) == [1.0, 1.0]
    some = holm([0.01, np.nan, 0.02])
    assert some[0] == pytest.approx(0.02)
    assert np.isnan(some[1])


def test_holm_errs_in_at_most_one_family_of_twenty() -> None:
    families = np.random.default_rng(0).uniform(size=(2000, 8))
    wrong = np.mean([min(holm(list(family))) < 0.05 for family in families])
    assert 0.03 < wrong < 0.065
