"""What commands print and return, run in a process of their own as a user runs them."""

import json
import os
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pytest
from kb_engine import Recipe, Result, Run

from tests.shell import KB, kb, run, runs


def test_the_version_is_told() -> None:
    assert kb("--version").stdout == f"keras-blocks {version('keras-blocks')}\n"


def test_the_doctor_finds_nothing_wrong_with_what_ships() -> None:
    healthy = kb("doctor")
    assert healthy.returncode == 0
    assert healthy.stdout == "Every registered component can be used.\n"


def test_board_asks_for_a_folder_that_exists(tmp_path: Path) -> None:
    failed = kb("board", tmp_path / "nowhere")
    assert failed.returncode == 2
    assert "There is no folder" in failed.stderr


def test_show_tells_parameters_origin_and_a_line_to_copy() -> None:
    shown = kb("show", "leaky_relu").stdout
    assert "negative_slope" in shown
    assert "a number" in shown
    assert "keras-blocks-keras" in shown
    assert "kb build --act leaky_relu" in shown


def test_show_survives_a_terminal_without_unicode() -> None:
    shown = run({**os.environ, "PYTHONIOENCODING": "ascii"}, KB, "show", "nadam")
    assert shown.returncode == 0, shown.stderr
    assert "w <- w - learning_rate" in shown.stdout


def test_show_as_json_names_every_parameter() -> None:
    (facts,) = json.loads(kb("show", "max_norm", "--json").stdout)
    assert {parameter["name"] for parameter in facts["parameters"]} == {"max_value", "axis"}


def test_show_tells_what_goes_well_with_a_component() -> None:
    assert "Pairs with: lecun_normal, alpha_dropout" in kb("show", "selu").stdout
    (facts,) = json.loads(kb("show", "selu", "--json").stdout)
    assert facts["pairs_with"] == ["lecun_normal", "alpha_dropout"]


def test_build_prints_the_model_and_leaves_a_run(tmp_path: Path) -> None:
    built = kb(
        "build", "--act", "prelu", "--init", "he_normal", "--opt", "nadam", "--logdir", tmp_path
    )
    assert built.returncode == 0, built.stderr
    assert "hidden_1_act" in built.stdout
    assert "keras-blocks-keras" in built.stdout
    assert built.stderr == ""
    heads, *layers = built.stdout.splitlines()
    assert heads.split()[-2:] == ["parameters", "trainable"]
    hidden = " ".join(layers[2].split())
    assert hidden == "hidden_1 Dense, he_normal keras-blocks-keras batch x 300 19,500 19,500"
    (run,) = runs(tmp_path)
    assert (run / "model.keras").exists()


def test_train_prints_scores_of_all_three_splits(tmp_path: Path) -> None:
    (tmp_path / "kb.toml").write_text('[check]\nignore = ["KB408"]\n')  # one epoch is too few
    trained = kb("train", "--epochs", "1", "--logdir", tmp_path, cwd=tmp_path)
    assert trained.returncode == 0, trained.stderr
    assert trained.stderr == ""  # progress is for terminals
    for split in ("train", "validation", "test"):
        assert split in trained.stdout


def test_train_with_resume_still_works_and_names_the_command(tmp_path: Path) -> None:
    recipe = Recipe.from_choices({"arch": "mlp(units=[8])", "epochs": 1, "callback": "none"})
    folder = Run.create(recipe, tmp_path).folder  # begun, and killed before its first epoch
    resumed = kb("train", "--quiet", "--resume", folder)
    assert resumed.returncode == 0, resumed.stderr
    assert resumed.stdout == f"{folder}\n"
    assert resumed.stderr == "kb train --resume is kb resume now.\n"
    assert Result.read(folder / "result.json").status == "trained"


def test_options_override_a_recipe_file(tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.toml"
    recipe.write_text('activation = "selu"\nepochs = 1\n[arch]\nname = "mlp"\nunits = [8]\n')
    logdir = tmp_path / "logs"
    built = kb("build", "--recipe", recipe, "--act", "elu", "--logdir", logdir)
    assert built.returncode == 0, built.stderr
    (run,) = runs(logdir)
    written = (run / "recipe.toml").read_text()
    assert 'name = "elu"' in written
    assert "selu" not in written
    assert "epochs = 1\n" in written


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["build", "--act", "preluu"], "no activation 'preluu'.\nDid you mean prelu"),
        (["build", "--act", "preluu", "--opt", "adamm"], "2 values can't be used:"),
        (["build", "--act", "he_normal"], "--init he_normal"),
        (["build", "--opt", "sgd:momentum=fast"], "optimizer sgd: momentum must be"),
        (["build", "--opt", "sgd:mometum=0.9"], "Did you mean momentum"),
        (["build", "--act", "leaky_relu("], "Can't read 'leaky_relu('"),
        (["build", "--act", "os.system:ls"], "os.system registers no activation 'ls'"),
        (["train", "--lr", "0.1"], "Set it there:\n    --opt sgd:learning_rate=0.1\n"),
        (["train", "--lr=0.1", "--opt", "adam"], "--opt adam:learning_rate=0.1\n"),
        (["build", "--units", "[8,4]"], "--arch 'mlp(units=[8,4])'\n"),
        (["train", "--batch", "8"], "There is no option --batch.\nDid you mean --batch-size?"),
        (["train", "--nonsense", "8"], "No such option: --nonsense"),
        (["train", "--epochs", "-3"], "epochs must be an integer >= 0"),
        (["train", "--data", "idx:path=nowhere"], "nowhere"),
        (["train", "--recipe", "nowhere.toml"], "Can't read the recipe nowhere.toml"),
        (["resume", "."], "There is no run in ."),
        (["resume", ".", "--epochs", "10"], "No such option: --epochs"),
        (["resume", "gone", "--logdir", "logs"], "There is no run 'gone' in logs"),
        (["resume", ".", "--optimizer", "sgd"], "No such option: --optimizer"),
        (["resume", ".", "--devices", "one"], "No such option: --devices"),
        (["resume"], "Missing argument 'RUN'"),
        (["resume", ".", "--json", "-q"], "--json and --quiet exclude each other"),
        (["train", "--resume", "."], "There is no run in ."),
        (["train", "--resume=."], "There is no run in ."),
        (["train", "--resume", ".", "--epochs", "10"], "No such option: --epochs"),
        (["train", "--epochs", "10", "--resume", "."], "No such option: --epochs"),
        (["train", "--force"], "No such option: --force"),
        (["train", "--json", "-q"], "--json and --quiet exclude each other"),
        (["list", "activatoin"], "Did you mean activation"),
        (["list", "--trait", "smoth"], "Nothing has the trait 'smoth'.\nDid you mean smooth?"),
        (
            ["show", "optimizers"],
            "is a kind of component.\nSee what is installed:\n    kb list optimizers\n",
        ),
        (
            ["show", "prelu", "--kind", "opt"],
            "prelu is an activation.\nChoose it:\n    --act prelu\n",
        ),
        (["show", "he_norml"], "Did you mean he_normal"),
    ],
)
def test_a_mistake_is_a_message_and_exit_code_2(
    arguments: list[str], words: str, tmp_path: Path
) -> None:
    failed = kb(*arguments, cwd=tmp_path)
    assert failed.returncode == 2
    assert words in failed.stderr
    assert "Traceback" not in failed.stderr
    assert failed.stdout == ""
    assert not (tmp_path / "logs").exists()


def test_an_unwritable_log_directory_is_a_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    failed = kb("train", "--logdir", tmp_path / "file" / "logs")
    assert failed.returncode == 2
    assert "Can't write to the log directory" in failed.stderr


SWIFT = [
    ["--help"],
    ["list"],
    ["list", "act"],
    ["list", "--json"],
    ["show", "prelu"],
    ["show", "selu"],
    ["show", "cosine_decay:0.1,100", "--json"],
    ["show", "he_normal", "--shape", "3x3x16x32"],
    ["build", "--help"],
    ["build", "--act", "preluu"],
    ["build", "--opt", "sgd:momentum=fast"],
    ["train", "--epochs", "none"],
]


@pytest.mark.parametrize("arguments", SWIFT, ids=" ".join)
def test_names_help_and_errors_import_neither_keras_nor_numpy(arguments: list[str]) -> None:
    program = f"""
import sys
sys.argv = ["kb", *{arguments!r}]
from kb.main import main
try:
    main()
except SystemExit:
    pass
arrays = {{"keras", "numpy", "scipy", "sklearn", "tensorflow"}}
heavy = (arrays | {{"matplotlib", "PIL", "tensorboard"}}) & set(sys.modules)
sys.exit(f"imported {{heavy}}" if heavy else 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_warning_is_one_plain_line() -> None:
    program = """
import warnings
import kb.main
kb.main.app = lambda: warnings.warn("The disk is full.", stacklevel=1)
kb.main.main()
"""
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert told.stderr == "Warning: The disk is full.\n"


@pytest.mark.slow
@pytest.mark.parametrize("request_to_end", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_asked_to_end_in_the_first_epoch_exits_130_and_can_go_on(
    tmp_path: Path, request_to_end: signal.Signals
) -> None:
    options = ["--batch-size", "1", "--epochs", "3", "--compile", "graph"]
    command = [sys.executable, "-m", "kb", "train", *options, "--logdir", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        while not list(tmp_path.glob("*/train/*")):
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(request_to_end)
        told, _ = process.communicate()
    assert process.returncode == 130
    (folder,) = runs(tmp_path)
    assert f"kb resume {folder}" in told
    assert kb("resume", folder).returncode == 0
