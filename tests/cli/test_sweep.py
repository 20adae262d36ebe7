"""`kb sweep` and `kb.sweep`."""

import io
import json
from pathlib import Path
from typing import Any

import kb as keras_blocks
import pytest
from jsonschema import Draft202012Validator
from kb.main import app
from kb.render.sweep_live import SweepLive, sparkline
from kb.render.sweep_log import duration
from kb_engine import Recipe, Result
from kb_engine.runs.store import RunStore
from kb_engine.sweeps import Progress, RunningTrial, Trial, sweep_schema
from kb_registry import KerasBlocksError, installed_registry
from rich.console import Console
from typer.testing import CliRunner

from tests.shell import kb

SMALL = ["--arch", "mlp(units=[8])", "--epochs", "1", "-j", "2"]


def sweep(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["sweep", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def refusal(*arguments: str) -> str:
    with pytest.raises(KerasBlocksError) as caught:
        CliRunner().invoke(app, ["sweep", *arguments], catch_exceptions=False)
    return str(caught.value)


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep of two normalizations and two seeds; one of them doesn't divide the units."""
    folder = tmp_path_factory.mktemp("logs")
    fields = ["--norm", "group_norm:2,group_norm:3", "--seeds", "2", "--name", "norms"]
    done = kb("sweep", *fields, *SMALL, "--act", "prelu", "--logdir", folder)
    (folder / "log.txt").write_text(done.stdout)
    assert done.returncode == 0, done.stderr
    return folder


def test_a_pipe_gets_a_line_for_each_trial(logdir: Path) -> None:
    log = (logdir / "log.txt").read_text()
    assert "2 combinations x 2 seeds: 4 trials, 2 at once." in log
    assert "4/4" in log
    assert "trained  group_norm:groups=2 seed 0  val_loss" in log
    assert "KB a trial" in log
    assert f"kb runs --where sweep=norms --sort val_loss --logdir {logdir}" in log
    assert "\x1b" not in log


@pytest.mark.parametrize("fields", [[], ["--act", "relu"], ["--search", "random", "--trials", "3"]])
def test_a_sweep_in_which_nothing_varies_says_so(fields: list[str]) -> None:
    assert "Warning: No field varies, so there is a single model" in sweep("--dry-run", *fields)


@pytest.mark.parametrize(
    "fields",
    [
        ["--act", "relu,elu"],
        ["--seeds", "2"],
        ["--drop", "dropout:0.1..0.5", "--search", "random", "--trials", "1"],
    ],
)
def test_a_sweep_in_which_something_varies_warns_of_nothing(fields: list[str]) -> None:
    assert "Warning" not in sweep("--dry-run", *fields)


def test_each_trial_is_a_run(logdir: Path) -> None:
    runs = [run for run in RunStore(logdir) if run.facts["sweep"] == "norms"]
    assert {(run.facts["norm.groups"], run.facts["seed"], run.status) for run in runs} == {
        (2, 0, "trained"),
        (2, 1, "trained"),
        (3, 0, "skipped"),
        (3, 1, "skipped"),
    }
    assert all("groups" in str(run.facts["cause"]) for run in runs if run.status == "skipped")


def test_a_sweep_that_has_ended_resumes_at_once(logdir: Path) -> None:
    log = sweep("--resume", "norms", "--logdir", str(logdir))
    assert "2 trained, 2 skipped" in log
    assert sweep("--resume", "norms", "--logdir", str(logdir), "--quiet") == f"{logdir / 'norms'}\n"


def test_trials_end_as_kb_train_does(logdir: Path, tmp_path: Path) -> None:
    run = next(r for r in RunStore(logdir) if r.status == "trained" and r.facts["seed"] == 1)
    trained = keras_blocks.train(
        tmp_path, act="prelu", norm="group_norm:2", arch="mlp(units=[8])", epochs=1, seed=1,
        callback="none",
    )  # fmt: skip
    assert Result.read(run.folder / "result.json").scores == trained.result.scores


def test_python_trains_the_same(
    logdir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    swept = keras_blocks.sweep(
        tmp_path, name="mine", act=["prelu"], seeds=2, norm="group_norm:2", arch="mlp(units=[8])",
        epochs=1, executor="inline",
    )  # fmt: skip
    capsys.readouterr()
    ours = {run.facts["seed"]: run.facts["val_loss"] for run in swept}
    theirs = {
        run.facts["seed"]: run.facts["val_loss"]
        for run in RunStore(logdir)
        if run.status == "trained"
    }
    assert ours == theirs
    assert len(swept) == 2
    assert swept.best is not None
    assert swept.best.facts["val_loss"] == min(theirs.values())  # type: ignore[type-var]
    page = swept._repr_html_()
    assert page.count("<tr>") == 3
    assert "val_loss" in page
    assert keras_blocks.sweep(tmp_path, name="mine", resume=True).failed == []


def test_a_notebook_is_told_what_became_of_every_run(logdir: Path) -> None:
    swept = keras_blocks.sweep(logdir, name="norms", resume=True)
    assert len(swept) == len(swept.failed) == 2
    assert "<p>2 skipped</p>" in swept._repr_html_()


def test_runs_become_a_frame(logdir: Path) -> None:
    pytest.importorskip("pandas")
    frame = keras_blocks.sweep(logdir, name="norms", resume=True).to_frame()
    assert list(frame["status"]) == ["trained"] * 2 + ["skipped"] * 2
    assert frame["val_loss"].notna().sum() == 2
    assert set(frame["norm.groups"]) == {2, 3}


def test_a_dry_run_shows_the_plan_and_starts_nothing(tmp_path: Path) -> None:
    fields = ["--act", "relu,prelu", "--opt", "sgd:momentum=0.9,nadam", "--logdir", str(tmp_path)]
    shown = sweep(*fields, "--seeds", "5", "--dry-run", "-j", "2")
    assert "4 combinations x 5 seeds: 20 trials, 2 at once." in shown
    assert "sgd:momentum=0.9" in shown
    plan = json.loads(sweep(*fields, "--dry-run", "--json"))
    assert plan["trials"] == 4
    assert list(tmp_path.iterdir()) == []


def test_a_file_holds_a_sweep_and_options_override_it(tmp_path: Path) -> None:
    file = tmp_path / "sweep.toml"
    file.write_text(
        'seeds = 5\npair = [["act", "init"]]\n'
        '[fields]\nact = ["relu", "selu"]\ninit = "he_normal,lecun_normal"\n'
    )
    assert "2 combinations x 5 seeds: 10 trials" in sweep("--plan", str(file), "--dry-run")
    shown = sweep("--plan", str(file), "--dry-run", "--seeds", "2", "--norm", "none,batch_norm")
    assert "4 combinations x 2 seeds: 8 trials" in shown
    recipe = tmp_path / "recipe.toml"
    recipe.write_text('norm = "batch_norm"\nepochs = 3\n')
    shown = sweep("--recipe", str(recipe), "--act", "relu,elu", "--dry-run")
    assert "batch_norm" in shown


def test_a_million_trials_need_a_yes(tmp_path: Path) -> None:
    told = refusal("--act", "relu,elu", "--seeds", "1000000", "--logdir", str(tmp_path))
    assert "2,000,000 trials are many, and there is nobody to ask" in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--act", "relu,preluu", "--opt", "adamm"], "2 values can't be used"),
        (["--act", ""], "Can't read"),
        (["--executor", "procesess"], "Did you mean processes"),
        (["--search", "gird"], "search must be grid"),
        (["--drop", "dropout:0.1..0.5"], "A grid tries lists of values"),
        (["--resume", "none"], "There is no sweep"),
        (["--resume", "none", "--act", "relu"], "--resume excludes --act"),
        (["--json", "--quiet"], "exclude each other"),
        (["--plan", "missing.toml"], "Can't read the sweep"),
    ],
)
def test_mistakes_start_nothing(arguments: list[str], words: str, tmp_path: Path) -> None:
    assert words in refusal(*arguments, "--logdir", str(tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("columns", [80, 160])
def test_a_terminal_shows_what_is_trained_and_what_is_best(logdir: Path, columns: int) -> None:
    best = next(run for run in RunStore(logdir) if run.status == "trained")
    recipe = Recipe.from_choices({"act": "prelu"})
    running = RunningTrial(Trial.of(0, recipe, ["act"]), 3, 10, [0.9, 0.5, 0.3], {"val_loss": 0.3})
    counts = {"trained": 5, "failed": 1}
    progress = Progress(12, 2, "val_loss", counts=counts, running={"x": running}, best=best)
    progress.began -= 60
    drawn = io.StringIO()
    console = Console(file=drawn, width=columns, force_terminal=True, color_system=None)
    with SweepLive(console) as live:
        live.noted(progress, "The worker was killed by SIGKILL. The trial is tried again.")
    lines = drawn.getvalue().splitlines()
    shown = "\n".join(lines)
    assert "6/12 trials  1 failed  1:00 left" in shown
    assert "prelu seed 0" in shown
    assert "3/10  █▃▁" in shown
    assert "best val_loss" in shown
    assert "SIGKILL" in shown


@pytest.mark.parametrize(
    ("curve", "drawn"),
    [([3.0, 2.0, 1.0], "█▅▁"), ([1.0, 1.0], "▁▁"), ([], ""), ([None, 2.0, 1.0], "█▁")],
)
def test_sparklines(curve: list[float | None], drawn: str) -> None:
    assert sparkline(curve, 20) == drawn


def test_times_are_told_as_people_do() -> None:
    assert [duration(each) for each in (0.4, 59, 60, 3599, 3600)] == [
        "0 s",
        "59 s",
        "1:00",
        "59:59",
        "1:00:00",
    ]


def test_the_schema_accepts_what_sweeps_are() -> None:
    schema = sweep_schema(installed_registry())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert validator.is_valid(
        {"seeds": 5, "fields": {"act": ["relu", {"name": "elu"}], "epochs": [1, 2]}}
    )
    assert validator.is_valid({"fields": {"act": "relu,prelu", "epochs": "1..20 log"}})
    wrong: list[dict[str, Any]] = [
        {"seeds": 0, "fields": {}},
        {"fields": {"actt": "relu"}},
        {"search": "gird", "fields": {}},
        {},
    ]
    for each in wrong:
        assert not validator.is_valid(each)
