"""`kb eject` from a shell."""

import json
from pathlib import Path

from kb_engine import Recipe, write_recipe

from tests.shell import kb


def test_a_recipe_file_becomes_a_program(tmp_path: Path) -> None:
    write_recipe(Recipe.from_choices({"data": "iris"}), tmp_path / "recipe.toml")
    done = kb("eject", tmp_path / "recipe.toml", tmp_path / "program.py", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"path": str(tmp_path / "program.py"), "data": None}
    compile((tmp_path / "program.py").read_text(), "program.py", "exec")


def test_a_recipe_that_is_not_there(tmp_path: Path) -> None:
    done = kb("eject", tmp_path, tmp_path / "program.py")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
