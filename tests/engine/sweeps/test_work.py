"""What a worker does with a trial that can't be trained."""

from pathlib import Path

from kb_engine import Recipe, Run
from kb_engine.sweeps import Trial
from kb_engine.sweeps._trial import run_of
from kb_engine.sweeps._work import train_trial
from kb_registry import Job


def test_a_trial_whose_recipe_was_damaged_has_failed_and_says_why(tmp_path: Path) -> None:
    trial = Trial.of(0, Recipe.from_choices({"act": "relu"}), [])
    run = Run.create(trial.recipe, tmp_path)
    (run.folder / "recipe.toml").write_text("act")
    assert train_trial(trial.job(tmp_path, {}), lambda _: True) == {"ended": True}
    found = run_of(tmp_path, trial.key)
    assert found is not None
    assert found.status == "failed"
    assert "recipe.toml isn't a TOML file" in str(found.facts["cause"])


def test_the_cause_of_a_failure_proposes_no_python(tmp_path: Path) -> None:
    told: list[object] = []

    def report(content: Job) -> bool:
        told.append(content)
        return True

    trial = Trial.of(0, Recipe.from_choices({"act": "relu", "data": "idx:path=nowhere"}), [])
    train_trial(trial.job(tmp_path, {}), report)
    found = run_of(tmp_path, trial.key)
    assert found is not None
    assert found.status == "skipped"
    assert "nowhere" in str(found.facts["cause"])
    assert "kb." not in str(found.facts["cause"])
    assert told == [{"ready": True}]
