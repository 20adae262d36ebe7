"""What a sweep does with its trials, whoever trains them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from kb_engine import FailedRunError, Recipe, ResumeError
from kb_engine.runs.store import RunStore
from kb_engine.sweeps import Progress, Silent, Sweep, SweepError, Trial, run_sweep

from tests.engine.sweeps.driven import FIELDS, begin, drive, interrupting_after, statuses
from tests.engine.sweeps.pretending import pretending


def test_every_combination_is_trained_with_every_seed(tmp_path: Path) -> None:
    began: list[str] = []
    sweep = begin(tmp_path)
    progress = drive(sweep, pretending(began=began))
    assert len(began) == len(set(began)) == progress.total == 6
    assert progress.counts == {"trained": 6}
    assert {(run.facts["act"], run.facts["seed"]) for run in sweep} == {
        (act, seed) for act in ("relu", "prelu") for seed in range(3)
    }


def test_what_has_ended_is_not_trained_again(tmp_path: Path) -> None:
    sweep = begin(tmp_path)
    drive(sweep, pretending(lambda recipe, _: "failed" if recipe.training.seed else "trained"))
    began: list[str] = []
    progress = drive(Sweep.open(sweep.folder), pretending(began=began))
    assert began == []
    assert progress.counts == {"trained": 2, "failed": 4}
    assert progress.before == 6


def test_what_was_removed_is_trained_again(tmp_path: Path) -> None:
    sweep = begin(tmp_path)
    drive(sweep, pretending(lambda recipe, _: "failed" if recipe.training.seed == 1 else "trained"))
    store = RunStore(sweep.folder)
    store.remove(run for run in store if run.status == "failed")
    began: list[str] = []
    drive(sweep, pretending(began=began))
    assert len(began) == 2
    assert statuses(sweep) == ["trained"] * 6


def test_a_trial_whose_worker_is_lost_is_tried_again(tmp_path: Path) -> None:
    sweep = begin(tmp_path)
    drive(sweep, pretending(lambda _, tries: "lost" if tries < 3 else "trained", losses=[1.0]))
    assert statuses(sweep) == ["trained"] * 6


def test_a_trial_that_loses_every_worker_fails_and_costs_no_other(tmp_path: Path) -> None:
    sweep = begin(tmp_path)
    drive(sweep, pretending(lambda recipe, _: "lost" if recipe.training.seed == 1 else "trained"))
    assert statuses(sweep) == ["failed"] * 2 + ["trained"] * 4
    causes = {str(run.facts["cause"]) for run in sweep if run.status == "failed"}
    assert causes == {"The worker was killed. It was tried 5 times."}


def test_workers_that_never_become_ready_end_the_sweep(tmp_path: Path) -> None:
    with pytest.raises(FailedRunError, match="8 workers were lost in a row"):
        drive(begin(tmp_path, seeds=10), pretending(lambda *_: "lost", ready=False))


def test_trials_that_lose_every_worker_fail_however_many_follow_one_another(
    tmp_path: Path,
) -> None:
    sweep = begin(tmp_path, seeds=4)
    drive(sweep, pretending(lambda recipe, _: "lost" if _act(recipe) == "relu" else "trained"))
    assert statuses(sweep) == ["failed"] * 4 + ["trained"] * 4


def _act(recipe: Recipe) -> str:
    return recipe.texts()["act"]


def test_a_trial_that_hangs_fails(tmp_path: Path) -> None:
    sweep = begin(tmp_path)
    executor = pretending(lambda recipe, _: "late" if recipe.training.seed == 1 else "trained")
    drive(sweep, executor, trial_timeout=0.01)
    assert statuses(sweep) == ["failed"] * 2 + ["trained"] * 4
    causes = {str(run.facts["cause"]) for run in sweep if run.status == "failed"}
    assert causes == {"It took longer than 0.01 s, the limit for a trial."}


def test_what_a_worker_imports_takes_no_time_from_its_trial(tmp_path: Path) -> None:
    asked: list[str] = []

    def slow_at_first(recipe: Recipe, _: int) -> str:
        asked.append(recipe.key())
        return "trained" if asked.count(recipe.key()) > 3 else "late"

    sweep = begin(tmp_path)
    drive(sweep, pretending(slow_at_first, ready=False), trial_timeout=1e-9)
    assert statuses(sweep) == ["trained"] * 6


def test_a_worker_that_hangs_in_its_imports_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb_engine.sweeps._driver.START_SECONDS", 0.0)
    notes: list[str] = []

    class Watching(Silent):
        def noted(self, progress: Progress, note: str) -> None:
            notes.append(note)

    hangs = pretending(lambda _, tries: "late" if tries == 1 else "trained", ready=False)
    sweep = begin(tmp_path)
    run_sweep(sweep, hangs, 2, Watching())
    assert statuses(sweep) == ["trained"] * 6
    assert len(notes) == 6
    (note,) = set(notes)
    assert note == "A worker hadn't imported what it needs after 0 s. The trial is tried again."


def test_a_trial_that_cannot_be_recorded_ends_the_sweep(tmp_path: Path) -> None:
    with pytest.raises(FailedRunError, match="neither trained nor recorded: No room"):
        drive(begin(tmp_path), pretending(lambda *_: "unrecorded"))


def test_a_folder_whose_process_was_killed_at_its_birth_is_no_trial(tmp_path: Path) -> None:
    sweep = begin(tmp_path)
    (point, *_) = sweep.space.points()
    key = sweep.space.recipe(point, {}, 0).key()
    (sweep.folder / f"relu-{key}").mkdir()
    drive(sweep, pretending(lambda recipe, _: "lost" if recipe.training.seed == 0 else "trained"))
    assert statuses(sweep) == ["failed"] * 2 + ["trained"] * 4


def test_a_misspelt_objective_is_said_after_the_first_trial(tmp_path: Path) -> None:
    with pytest.raises(SweepError, match=r"no score 'val_acuracy'\. Did you mean val_accuracy"):
        drive(begin(tmp_path, objective="val_acuracy"), pretending())


def test_equal_recipes_are_trained_once(tmp_path: Path) -> None:
    fields = {**FIELDS, "act": ["relu", "relu:negative_slope=0.0"]}
    began: list[str] = []
    progress = drive(begin(tmp_path, fields=fields), pretending(began=began))
    assert len(began) == progress.total == 3


def test_ctrl_c_lets_trials_under_way_end_and_begins_no_other(tmp_path: Path) -> None:
    def interrupt(recipe: Recipe, tries: int) -> str:
        if recipe.training.seed == 1:
            signal.raise_signal(signal.SIGINT)
        return "trained"

    sweep = begin(tmp_path)
    progress = drive(sweep, pretending(interrupt))
    assert progress.stopping
    assert progress.counts == {"trained": 2}
    assert drive(sweep, pretending()).counts == {"trained": 6}


def test_a_second_ctrl_c_stops_at_once(tmp_path: Path) -> None:
    def interrupt(recipe: Recipe, tries: int) -> str:
        signal.raise_signal(signal.SIGINT)
        return "late"

    sweep, before = begin(tmp_path), signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        drive(sweep, pretending(interrupt))
    assert signal.getsignal(signal.SIGINT) is before
    assert drive(sweep, pretending()).counts == {"trained": 6}


def test_time_that_is_up_begins_no_trial(tmp_path: Path) -> None:
    progress = drive(begin(tmp_path, hours=1e-9), pretending())
    assert progress.stopping
    assert progress.counts == {}


HOLDS = """
import sys, time
from pathlib import Path
from kb_engine.runs._lock import locked
with locked(Path(sys.argv[1])):
    print("locked", flush=True)
    time.sleep(60)
"""


def test_two_sweeps_of_one_name_do_not_run_at_once(tmp_path: Path) -> None:
    sweep = begin(tmp_path)
    command = [sys.executable, "-c", HOLDS, str(sweep.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(ResumeError, match="another process"):
            drive(sweep, pretending())
        os.kill(process.pid, signal.SIGKILL)
    assert drive(sweep, pretending()).counts == {"trained": 6}


def test_those_who_watch_hear_of_everything(tmp_path: Path) -> None:
    class Watching(Silent):
        def __init__(self) -> None:
            self.heard: list[str] = []

        def begun(self, progress: Progress, trial: Trial) -> None:
            self.heard.append(f"begun {trial.label}")

        def ended(self, progress: Progress, trial: Trial, run: object) -> None:
            self.heard.append(f"ended {trial.label}")

    watching = Watching()
    run_sweep(begin(tmp_path, seeds=1), pretending(losses=[0.5, 0.2]), 1, watching)
    assert watching.heard == [
        f"{what} {act} seed 0" for act in ("relu", "prelu") for what in ("begun", "ended")
    ]


@pytest.mark.parametrize("search", ["random", "tpe", "cmaes"])
def test_a_search_is_continued_where_it_was(tmp_path: Path, search: str) -> None:
    pytest.importorskip("optuna")
    fields = {**FIELDS, "opt": "sgd:learning_rate=1e-4..1e-1 log"}
    sweep = begin(tmp_path, search=search, trials=4, seeds=1, fields=fields)
    first: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        drive(sweep, pretending(interrupting_after(2), began=first))
    then: list[str] = []
    progress = drive(Sweep.open(sweep.folder), pretending(began=then))
    assert progress.ended == 4
    assert len({*first, *then}) == 4
