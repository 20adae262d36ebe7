import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from kb.main import app
from kb_engine import Recipe, Result, Run
from kb_registry import KerasBlocksError
from typer.testing import CliRunner

from tests.shell import kb


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("logs")
    for act, accuracy in {"prelu": 0.95, "relu": 0.85, "selu": None}.items():
        run = Run.create(Recipe.from_choices({"act": act}), folder)
        if accuracy is not None:
            scores = {"validation": {"loss": 1 - accuracy, "accuracy": accuracy}}
            Result("trained", 10, 1.0, {}, {"loss": [0.1]}, scores, {}).write(run.result_path)
    return folder


def runs(logdir: Path, *arguments: str, stdin: str = "") -> str:
    done = CliRunner().invoke(
        app, ["runs", *arguments, "--logdir", str(logdir)], input=stdin, catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    return done.output


def refusal(logdir: Path, *arguments: str) -> str:
    with pytest.raises(KerasBlocksError) as caught:
        CliRunner().invoke(
            app, ["runs", *arguments, "--logdir", str(logdir)], catch_exceptions=False
        )
    return str(caught.value)


def test_a_table_names_what_the_runs_differ_in(logdir: Path) -> None:
    header, *rows = runs(logdir).splitlines()
    assert header.split()[:5] == ["run", "status", "act", "val_loss", "val_accuracy"]
    assert len(rows) == 3
    assert {row.split()[2] for row in rows} == {"prelu", "relu", "selu"}


def test_conditions_sorting_and_columns(logdir: Path) -> None:
    columns = ["--columns", "act,val_accuracy"]
    table = runs(logdir, *columns, "--sort", "-val_accuracy").splitlines()
    assert [row.split()[0] for row in table[1:]] == ["prelu", "relu", "selu"]
    table = runs(logdir, *columns, "--where", "val_accuracy>0.9").splitlines()
    assert [row.split() for row in table[1:]] == [["prelu", "0.95"]]
    table = runs(logdir, *columns, "--status", "unfinished").splitlines()
    assert [row.split() for row in table[1:]] == [["selu", "-"]]


def test_a_field_that_runs_have_only_if_they_fail_can_always_be_asked_for(logdir: Path) -> None:
    table = runs(logdir, "--columns", "run,cause", "--status", "trained").splitlines()
    assert [row.split()[1] for row in table] == ["cause", "-", "-"]
    assert runs(logdir, "--columns", "cause", "--status", "skipped").startswith("No run meets")
    assert "Did you mean cause" in refusal(logdir, "--columns", "cuase")


def test_json_has_every_field_and_csv_opens_in_a_spreadsheet(logdir: Path) -> None:
    documents = json.loads(runs(logdir, "--json", "--where", "act=prelu"))
    assert documents[0]["opt.learning_rate"] == 0.01
    rows = list(csv.DictReader(io.StringIO(runs(logdir, "--csv"))))
    assert {row["act"] for row in rows} == {"prelu", "relu", "selu"}


def test_mistakes_are_named(logdir: Path) -> None:
    assert "Did you mean act" in refusal(logdir, "--where", "acc=prelu")
    assert "val_accuracy" in refusal(logdir, "--columns", "val_acuracy")
    assert "Can't read the condition" in refusal(logdir, "--where", "prelu")
    assert "exclude each other" in refusal(logdir, "--json", "--csv")
    assert "Did you mean failed" in refusal(logdir, "--status", "faild")


def test_options_before_a_subcommand_are_refused_and_not_ignored(logdir: Path) -> None:
    before = sorted(logdir.iterdir())
    done = kb("runs", "--logdir", logdir, "remove", "--where", "epochs>=0", "--yes")
    assert done.returncode == 2
    assert "Write it after: kb runs remove --logdir" in done.stderr
    assert sorted(logdir.iterdir()) == before


def test_a_run_that_is_chosen_twice_is_removed_once(tmp_path: Path) -> None:
    name = Run.create(Recipe.from_choices({}), tmp_path).name
    assert "Deleted 1 run." in runs(tmp_path, "remove", name, name, "--yes")


def test_nothing_to_list_is_said(tmp_path: Path) -> None:
    assert runs(tmp_path) == "There are no runs yet.\n"


def test_runs_are_tagged_and_removed(tmp_path: Path) -> None:
    for act in ("relu", "selu"):
        Run.create(Recipe.from_choices({"act": act}), tmp_path)
    assert "Attached old to 1 run." in runs(tmp_path, "tag", "old", "--where", "act=selu")
    assert "There is nobody to ask" in refusal(tmp_path, "remove", "--where", "tags=old")
    assert "Deleted 1 run." in runs(tmp_path, "remove", "--where", "tags=old", "--yes")
    assert [path.name[:4] for path in tmp_path.glob("*/")] == ["defa"]


def test_listing_imports_neither_tensorflow_nor_numpy(logdir: Path) -> None:
    program = f"""
import sys
sys.argv = ["kb", "runs", "--logdir", {str(logdir)!r}, "--where", "act=prelu"]
try:
    from kb.main import main
    main()
finally:
    print(sorted({{"tensorflow", "keras", "numpy", "pandas"}} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def test_a_log_directory_that_is_not_there_ends_in_a_sentence(tmp_path: Path) -> None:
    done = kb("runs", "--logdir", tmp_path / "none")
    assert done.returncode == 2
    assert "There is no folder" in done.stderr
    assert "Traceback" not in done.stderr
