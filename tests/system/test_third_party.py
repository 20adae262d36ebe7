"""The example package, installed where a third party's would be."""

from pathlib import Path

import pytest

from tests.preloaded import python
from tests.shell import KB, install

EXAMPLE = Path(__file__).parents[2] / "examples" / "kb-snake"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Environment variables in which the example is installed, in a folder of its own."""
    return install(EXAMPLE, tmp_path_factory.mktemp("site"))


def test_the_block_is_known_by_name_and_origin(environment: dict[str, str]) -> None:
    shown = python(KB, "show", "snake", environment=environment)
    assert shown.returncode == 0, shown.stderr
    assert "kb-snake 0.1.0" in shown.stdout
    assert "frequency" in shown.stdout


def test_the_block_builds_by_name(environment: dict[str, str], tmp_path: Path) -> None:
    command = ["build", "--act", "snake:frequency=2", "--logdir", str(tmp_path)]
    built = python(KB, *command, environment=environment)
    assert built.returncode == 0, built.stderr
    assert "snake:frequency=2.0" in built.stdout
    assert "kb-snake" in built.stdout


def test_the_package_passes_its_own_tests(environment: dict[str, str]) -> None:
    tested = python(
        "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "/dev/null",
        "--rootdir", EXAMPLE, EXAMPLE / "tests", environment=environment,
    )  # fmt: skip
    assert tested.returncode == 0, tested.stdout
