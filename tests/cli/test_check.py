"""`kb check`: what a shell prints, returns and writes."""

import json
import subprocess
import sys
from pathlib import Path

from tests.shell import kb

SHAKY = ("--act", "selu", "--init", "he_normal", "--opt", "adam:0.5")


def test_findings_are_lines_with_place_code_reason_and_mend() -> None:
    done = kb("check", *SHAKY)
    first, *_ = done.stdout.splitlines()
    assert first.startswith("hidden_1: KB101 [*] warning: SELU with he_normal")
    assert "optimizer: KB401" in done.stdout
    assert "can be mended with --fix" in done.stdout
    for code in ("KB101", "KB401"):  # each finding's page
        assert f"kb check --explain {code}\n" in done.stdout
    assert done.returncode == 0  # warnings


def test_json_is_a_list_of_findings() -> None:
    findings = json.loads(kb("check", *SHAKY, "--json").stdout)
    assert all(set(each) == {"code", "level", "place", "message", "fix"} for each in findings)
    assert {"KB101", "KB401"} <= {each["code"] for each in findings}


def test_an_error_ends_in_exit_code_1_and_a_selection_can_leave_it_out() -> None:
    wrong = ("check", "--act", "exponential")
    assert kb(*wrong).returncode == 1
    assert kb(*wrong, "--ignore", "KB107").returncode == 0
    assert kb(*wrong, "--select", "KB5").stdout == "Nothing found.\n"


def test_fix_writes_the_recipe_and_shows_the_difference(tmp_path: Path) -> None:
    file = tmp_path / "shaky.toml"
    file.write_text('act = "selu"\ninit = "he_normal"\n[opt]\nname = "adam"\nlearning_rate = 0.5\n')
    done = kb("check", "--recipe", file, "--fix")
    assert '-name = "he_normal"' in done.stdout
    assert '+name = "lecun_normal"' in done.stdout
    assert f"Written to {file}" in done.stdout.replace("\n", "")
    assert kb("check", "--recipe", file).stdout == "Nothing found.\n"


def test_fix_of_options_writes_a_new_file_and_overwrites_none(tmp_path: Path) -> None:
    assert kb("check", *SHAKY, "--fix", cwd=tmp_path).returncode == 0
    assert (tmp_path / "recipe.toml").exists()
    again = kb("check", *SHAKY, "--fix", cwd=tmp_path)
    assert again.returncode == 2
    assert "recipe.toml exists already" in again.stderr


def test_a_run_is_checked_by_its_folder(tmp_path: Path) -> None:
    kb("build", *SHAKY, "--callback", "none", "--logdir", tmp_path)
    (run,) = tmp_path.iterdir()
    assert "KB101" in kb("check", run).stdout
    beside = kb("check", run, "--act", "relu")
    assert beside.returncode == 2
    assert "without --act" in beside.stderr


def test_settings_of_the_project_are_taken(tmp_path: Path) -> None:
    (tmp_path / "kb.toml").write_text('[check]\nignore = ["KB1", "KB4"]\n')
    assert kb("check", *SHAKY, cwd=tmp_path).stdout == "Nothing found.\n"


def test_a_misspelt_code_is_an_error_with_the_nearest() -> None:
    done = kb("check", "--select", "KB1O1")
    assert done.returncode == 2
    assert "There is no rule 'KB1O1'." in done.stderr
    assert "KB101" in done.stderr


def test_a_code_that_none_is_near_is_an_error_with_how_codes_begin() -> None:
    done = kb("check", "--explain", "KB999")
    assert done.returncode == 2
    assert done.stderr.splitlines()[1] == "Codes begin with KB1, KB2, KB3, KB4, KB5, KB6."


def test_a_rule_is_explained_by_code_or_name_without_tensorflow() -> None:
    assert kb("check", "--explain", "selu_dropout").stdout.startswith("# KB102: selu dropout")
    program = (
        "import sys; from kb.main import app\n"
        "try: app(['check', '--explain', 'KB101'])\n"
        "except SystemExit: pass\n"
        "print(*{'keras', 'tensorflow', 'numpy'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "lecun_normal" in done.stdout
    assert done.stdout.splitlines()[-1] == ""
