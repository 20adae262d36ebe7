"""What `compare` says of runs, and what it refuses."""

import json
from pathlib import Path

import numpy as np
import pytest
from kb_engine.comparison import (
    ComparisonError,
    best_of,
    compare,
    interaction,
    pareto,
    trials,
)
from kb_engine.comparison._fields import lower_is_better
from kb_engine.runs.store import Failure

from tests.engine.comparison.pretended import NOISE, pretend, runs_in


def test_runs_are_paired_by_seed_and_every_other_field(logdir: Path) -> None:
    found = compare(runs_in(logdir), "act")
    assert found.paired == ("init",)
    assert [level.name for level in found.levels] == ["selu", "relu"]
    worse = found.level("relu").difference
    assert worse is not None
    assert worse.found.mean == pytest.approx(-0.05, abs=1e-3)
    assert worse.found.high - worse.found.low < 0.001, "what both share cancels"
    assert (worse.verdict, worse.outperforms, worse.paired) == ("worse", 0.0, "seed")
    assert [level.group for level in found.levels] == [1, 2]


def test_a_baseline_that_is_named_is_what_others_are_compared_with(logdir: Path) -> None:
    found = compare(runs_in(logdir), "act", baseline="relu")
    better = found.level("selu").difference
    assert better is not None
    assert (better.beside, better.verdict, better.outperforms) == ("relu", "better", 1.0)
    assert found.level("relu").difference is None
    assert found.selection is None


def test_lower_is_better_for_losses(logdir: Path) -> None:
    found = compare(runs_in(logdir), "act", "val_loss", baseline="relu")
    better = found.level("selu").difference
    assert better is not None
    assert better.found.mean < 0
    assert better.verdict == "better"


def test_a_margin_makes_small_differences_the_same(logdir: Path) -> None:
    same = compare(runs_in(logdir), "act", margin=0.06).level("relu").difference
    assert same is not None
    assert same.verdict == "same"


def test_a_winner_that_the_shown_figure_chose_is_said_so(logdir: Path) -> None:
    selection = compare(runs_in(logdir), "act").selection
    assert selection is not None
    assert (selection.winner, selection.validation, selection.chosen) == (
        "selu",
        "val_accuracy",
        "selu",
    )


def test_all_pairs_are_corrected_for_if_the_best_is_looked_for(logdir: Path) -> None:
    runs = runs_in(logdir)
    assert compare(runs, ["act", "init"]).comparisons == 6
    assert compare(runs, ["act", "init"], baseline="relu he_normal").comparisons == 3


def test_fields_that_add_up_dont_interact(logdir: Path) -> None:
    crossed = interaction(compare(runs_in(logdir), ["act", "init"]))
    assert crossed.rows == ("selu", "relu")
    assert crossed.row_means["selu"] - crossed.row_means["relu"] == pytest.approx(0.05, abs=1e-3)
    assert not any(cell.differs for cell in crossed.cells.values())


def test_a_cell_that_stands_out_is_found(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    for act in ("relu", "selu"):
        for init in ("he_normal", "lecun_normal"):
            for seed in range(6):
                together = 0.1 if (act, init) == ("selu", "lecun_normal") else 0.0
                score = 0.5 + together + random.normal(scale=0.005)
                pretend(tmp_path, score, act=act, init=init, seed=seed)
    crossed = interaction(compare(runs_in(tmp_path), ["act", "init"]))
    cell = crossed.cells["selu", "lecun_normal"]
    assert cell.differs
    assert cell.excess is not None
    assert cell.excess.mean == pytest.approx(0.025, abs=0.005)


def test_small_differences_say_how_many_seeds_they_take(tmp_path: Path) -> None:
    random = np.random.default_rng(2)
    for seed in range(4):
        pretend(tmp_path, 0.5 + random.normal(scale=0.02), act="relu", seed=seed)
        pretend(tmp_path, 0.51 + random.normal(scale=0.02), act="selu", seed=seed)
    open_ = compare(runs_in(tmp_path), "act", baseline="relu").level("selu").difference
    assert open_ is not None
    assert open_.verdict == "not enough runs"
    assert open_.further_seeds is not None
    assert open_.further_seeds > 1


def test_one_run_each_is_compared_on_the_test_samples(tmp_path: Path) -> None:
    pretend(tmp_path, None, hits=[True] * 40 + [False] * 10, act="relu")
    pretend(tmp_path, None, hits=[True] * 50, act="selu")
    found = compare(runs_in(tmp_path), "act")
    worse = found.level("relu").difference
    assert worse is not None
    assert (worse.chance, worse.verdict) == ("samples", "not enough runs")
    assert worse.p == pytest.approx(2 * 0.5**10)
    assert any("another seed may say otherwise" in note for note in found.notes)


def test_common_test_samples_count_as_chance(tmp_path: Path) -> None:
    hard = [True] * 45 + [False] * 5
    for seed in range(3):
        pretend(tmp_path, None, hits=hard, act="relu", seed=seed)
        pretend(tmp_path, None, hits=[True] * 46 + [False] * 4, act="selu", seed=seed)
    found = compare(runs_in(tmp_path), "act").level("relu").difference
    assert found is not None
    assert found.chance == "seeds and samples"
    assert found.found.low < 0 < found.found.high, "one sample of fifty may be luck"
    assert found.verdict == "not enough runs"
    assert found.further_seeds is None, "more seeds bring no further samples"


def test_failed_runs_are_shown(logdir: Path, tmp_path: Path) -> None:
    for seed in range(2):
        pretend(tmp_path, 0.5 + seed / 100, act="relu", seed=seed)
        run = pretend(tmp_path, None, act="elu", seed=seed)
        Failure("failed", "The loss became NaN.").write(run.folder)
    found = compare(runs_in(tmp_path), "act")
    failed = found.level("elu")
    assert (failed.found, failed.difference, len(failed.unscored)) == (None, None, 2)
    assert "elu: 2 runs without a score: failed. The loss became NaN." in found.notes
    with pytest.raises(ComparisonError, match="No run of elu has a score"):
        compare(runs_in(tmp_path), "act", baseline="elu")


def test_figures_that_arent_finite_are_no_scores(tmp_path: Path) -> None:
    pretend(tmp_path, float("nan"), act="relu")
    pretend(tmp_path, float("inf"), act="elu")
    pretend(tmp_path, 0.5, act="selu")
    found = compare(runs_in(tmp_path), "act")
    assert [level.found is None for level in found.levels] == [False, True, True]


def test_a_constant_metric_is_no_difference(logdir: Path) -> None:
    found = compare(runs_in(logdir), "act", "parameters").levels[1].difference
    assert found is not None
    assert (found.found.mean, found.p, found.outperforms) == (0.0, 1.0, 0.5)
    assert np.isnan(found.effect)


def test_scores_that_are_all_the_same_tell_nothing_apart(tmp_path: Path) -> None:
    for seed in range(3):
        pretend(tmp_path, 0.5, act="relu", seed=seed)
        pretend(tmp_path, 0.5, act="selu", seed=seed)
    found = compare(runs_in(tmp_path), "act")
    apart = found.levels[1].difference
    assert apart is not None
    assert (apart.verdict, apart.further_seeds) == ("not enough runs", None)
    assert found.selection is None, "no choice among equals can flatter"
    assert any("tells no level from another" in note for note in found.notes)


def test_a_difference_that_never_changes_takes_as_many_seeds_as_a_sign_test(tmp_path: Path) -> None:
    for seed in range(3):
        pretend(tmp_path, 0.5, act="relu", seed=seed)
        pretend(tmp_path, 0.625, act="selu", seed=seed)
    apart = compare(runs_in(tmp_path), "act", baseline="relu").level("selu").difference
    assert apart is not None
    assert (apart.p, apart.further_seeds) == (2.0**-2, 3)
    assert 2.0 ** (1 - 6) < 0.05 < 2.0 ** (1 - 5), "six seeds settle it, and five don't"


def test_a_metric_that_only_some_runs_have_says_who_lacks_it(tmp_path: Path) -> None:
    for seed, noise in enumerate(NOISE):
        pretend(tmp_path, 0.5 + noise, act="relu", seed=seed)
        run = pretend(tmp_path, 0.6 + noise, act="selu", seed=seed)
        content = json.loads(run.result_path.read_text())
        content["scores"]["test"]["f1_score"] = 0.6 + noise
        run.result_path.write_text(json.dumps(content))
    found = compare(runs_in(tmp_path), "act", "test_f1_score")
    assert found.level("relu").found is None
    said = "relu: 6 runs without a score: no test_f1_score, or not a finite one."
    assert said in found.notes


def test_levels_with_commas_in_their_names_are_found(tmp_path: Path) -> None:
    for rate in (0.01, 0.1):
        for seed, noise in enumerate(NOISE):
            optimizer = f"sgd:learning_rate={rate},momentum={rate}"
            pretend(tmp_path, 0.5 + rate + noise, opt=optimizer, seed=seed)
    name = "sgd(learning_rate=0.01, momentum=0.01)"
    found = compare(runs_in(tmp_path), "opt", baseline=name)
    assert found.level("sgd(learning_rate=0.1, momentum=0.1)").difference is not None


def test_single_runs_without_scores_of_test_samples_have_no_intervals(tmp_path: Path) -> None:
    pretend(tmp_path, 0.5, act="relu")
    pretend(tmp_path, 0.6, act="selu")
    notes = compare(runs_in(tmp_path), "act").notes
    assert any("nothing says how far chance reaches" in note for note in notes)


def test_datasets_that_are_compared_arent_said_to_be_mixed(tmp_path: Path) -> None:
    pretend(tmp_path, 0.5, data="digits")
    pretend(tmp_path, 0.6, data="iris")
    assert not any("differ in data" in note for note in compare(runs_in(tmp_path), "data").notes)


@pytest.mark.parametrize(
    ("metric", "lower"),
    [
        ("val_loss", True),
        ("test_rmse", True),
        ("test_false_negatives", True),
        ("seconds", True),
        ("megabytes", True),
        ("test_kl_divergence", True),
        ("test_accuracy", False),
        ("test_f1_score/0", False),
        ("test_true_positives", False),
        ("test_cosine_similarity", False),
    ],
)
def test_a_metrics_name_says_which_direction_is_better(metric: str, lower: bool) -> None:  # noqa: FBT001
    assert lower_is_better(metric) is lower


def test_a_direction_that_the_name_doesnt_show_is_said(logdir: Path) -> None:
    found = compare(runs_in(logdir), "act", lower=True)
    assert [level.name for level in found.levels] == ["relu", "selu"]
    worse = found.level("selu").difference
    assert worse is not None
    assert (worse.verdict, worse.outperforms) == ("worse", 0.0)
    assert not found.usual
    assert found.selection is not None
    assert found.selection.chosen == "relu"


def test_runs_that_share_no_seed_are_compared_unpaired(tmp_path: Path) -> None:
    for seed, noise in enumerate(NOISE):
        pretend(tmp_path, 0.5 + noise, act="relu" if seed % 2 else "selu", seed=seed)
    found = compare(runs_in(tmp_path), "act")
    apart = found.levels[1].difference
    assert apart is not None
    assert apart.paired == "none"
    assert any("shared no seed" in note for note in found.notes)


def test_the_best_of_n_is_the_mean_over_all_draws() -> None:
    scores = [0.1, 0.5, 0.9]
    draws = [max(a, b) for a in scores for b in scores]
    assert best_of(scores, lower=False)[:2] == pytest.approx([0.5, np.mean(draws)])
    assert best_of(scores, lower=True)[1] == pytest.approx(np.mean([1 - d for d in draws]))


def test_trials_are_combinations_with_a_score_for_each_seed(logdir: Path) -> None:
    found = trials(runs_in(logdir), "val_accuracy")
    assert [dict(each.choices) for each in found] == [
        {"act": act, "init": init}
        for act in ("relu", "selu")
        for init in ("he_normal", "lecun_normal")
    ]
    assert {len(each.scores) for each in found} == {len(NOISE)}
    assert found[0].mean == pytest.approx(0.5 + np.mean(NOISE))


def test_no_level_of_the_front_is_beaten_for_less(logdir: Path) -> None:
    assert pareto(compare(runs_in(logdir), "act").levels, "seconds", lower=False) == ["selu"]
    with pytest.raises(ComparisonError, match="Did you mean seconds"):
        pareto(compare(runs_in(logdir), "act").levels, "second", lower=False)
