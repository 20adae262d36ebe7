"""Every hostile plugin installed at once, and the `kb` command beside them, as a shell runs it."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from hostile_plugins import PLUGINS, install_all
from toy_site import Site

from tests.preloaded import python
from tests.shell import KB, run, runs

PRINTED = ("Welcome!", "Hi")
"""What some of the plugins print when they are imported."""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("site")
    install_all(Site(folder))
    return {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "120", "NO_COLOR": "1"}


def check_output(ran: subprocess.CompletedProcess[str], exit_code: int = 0) -> None:
    """What a command prints is its own, and no traceback."""
    assert ran.returncode == exit_code, ran.stderr
    assert not set(PRINTED) & set(ran.stdout.splitlines())
    assert "\x1b" not in ran.stdout + ran.stderr
    assert "Traceback" not in ran.stdout + ran.stderr


def test_a_list_names_the_others_and_says_in_a_line_what_to_run(
    environment: dict[str, str],
) -> None:
    listed = run(environment, KB, "list")
    check_output(listed)
    assert re.search(r"^activation .* other, .* relu,", listed.stdout, re.MULTILINE)
    (notice,) = listed.stderr.splitlines()
    assert notice.endswith(": run kb doctor.")


def test_a_list_of_one_kind_has_the_others_summaries(environment: dict[str, str]) -> None:
    listed = run(environment, KB, "list", "activation")
    check_output(listed)
    assert re.search(r"^other +Another block\. +kb-good", listed.stdout, re.MULTILINE)
    assert re.search(r"^relu ", listed.stdout, re.MULTILINE)
    assert listed.stderr.splitlines()[-1].endswith(": run kb doctor.")


def test_a_list_for_programs_is_a_document(environment: dict[str, str]) -> None:
    listed = run(environment, KB, "list", "--json")
    check_output(listed)
    names = {fact["name"] for fact in json.loads(listed.stdout)}
    assert {"other", "relu"} <= names


def test_other_components_are_shown(environment: dict[str, str]) -> None:
    shown = run(environment, KB, "show", "relu")
    check_output(shown)
    assert shown.stdout.startswith("relu")
    assert not shown.stderr


def test_a_network_is_built_without_them(environment: dict[str, str], tmp_path: Path) -> None:
    built = python(KB, "build", "--act", "relu", "--logdir", tmp_path, environment=environment)
    check_output(built)
    assert "trainable parameters" in built.stdout
    assert not set(PRINTED) & set(built.stderr.splitlines())
    assert runs(tmp_path)


def test_the_doctor_names_each_with_cause_and_mend(environment: dict[str, str]) -> None:
    told = run(environment, KB, "doctor")
    check_output(told, exit_code=1)
    found = json.loads(run(environment, KB, "doctor", "--json").stdout)
    causes: dict[str, str] = {}
    for problem in found:
        assert problem["mend"]
        assert problem["cause"] in told.stdout
        for owner in problem["distribution"].split(", "):
            causes[owner] = causes.get(owner, "") + problem["cause"]
    expected = {f"kb-{i}": plugin.finding for i, plugin in enumerate(PLUGINS.values())}
    assert set(causes) == {owner for owner, finding in expected.items() if finding}
