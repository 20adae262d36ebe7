"""`kb --help` says what each command does without importing it."""

import ast
import subprocess
import sys

import pytest
from kb.group import Commands
from kb.main import app
from typer.main import get_group


@pytest.mark.parametrize("name", Commands.places)
def test_the_help_of_all_commands_says_what_that_of_each_says(name: str) -> None:
    command = get_group(app).get_command(None, name)  # type: ignore[arg-type]  # none is needed
    assert command is not None
    assert command.help is not None
    sentence = " ".join(command.help.partition("\n\n")[0].split())
    assert Commands.places[name].summary == sentence, "kb/group.py has another sentence"


def test_the_help_of_all_commands_imports_none() -> None:
    program = """
import sys
from kb.main import main
sys.argv = ["kb", "--help"]
try:
    main()
except SystemExit:
    sys.exit(str([name for name in sys.modules if name.startswith(("kb.commands.", "kb_"))]))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True
    )
    assert "resume" in done.stdout
    light = {"kb_registry", "kb_registry._errors", "kb_registry._lazy_names"}
    assert set(ast.literal_eval(done.stderr)) <= light
