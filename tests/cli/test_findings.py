"""Commands that build and train say what rules find, beside what they are for."""

import json
from pathlib import Path

from tests.shell import kb, runs

SHAKY = ("--act", "selu", "--init", "he_normal", "--callback", "none")
SHORT = ("--data", "digits", "--epochs", "1", "--logdir", "logs")


def test_a_build_says_what_is_wrong_with_the_network_beside_its_table(tmp_path: Path) -> None:
    done = kb("build", *SHAKY, cwd=tmp_path)
    assert done.stderr.startswith("hidden_1: KB101 warning: SELU with he_normal")
    assert "KB101" not in done.stdout
    quiet = kb("build", *SHAKY, "--quiet", cwd=tmp_path)
    assert quiet.stderr == ""
    assert Path(tmp_path / quiet.stdout.strip()).is_dir()


def test_a_training_says_it_beside_its_json_unless_the_project_ignores_it(tmp_path: Path) -> None:
    done = kb("train", *SHAKY, *SHORT, "--json", cwd=tmp_path)
    assert done.stderr.startswith("hidden_1: KB101 warning:")
    assert [json.loads(line) for line in done.stdout.splitlines()]
    (tmp_path / "kb.toml").write_text('[check]\nignore = ["KB"]\n')
    assert kb("train", *SHAKY, *SHORT, "--json", cwd=tmp_path).stderr == ""


def test_a_sweep_skips_what_breaks_a_rule_and_says_why(tmp_path: Path) -> None:
    arguments = ("sweep", "--act", "relu,exponential", "--callback", "none", *SHORT, "-j", "1")
    done = kb(*arguments, "--executor", "inline", cwd=tmp_path)
    assert "1 trained, 1 skipped" in done.stdout
    (sweep,) = runs(tmp_path / "logs")
    causes = [json.loads(each.read_text())["cause"] for each in sweep.glob("*/failure.json")]
    assert len(causes) == 1
    assert causes[0].startswith("hidden_1: KB107 error:")
