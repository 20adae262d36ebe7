"""A sweep whose driver and workers are killed again and again has every trial once."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from kb_engine import Result
from kb_engine.runs.store import RunStore, StoredRun
from kb_registry import LAYERS_FOLDER

KB = str(Path(sys.executable).with_name("kb"))
KILLS = 6
FIELDS = [
    *("--act", "relu,selu", "--init", "he_normal,lecun_normal", "--seeds", "5"),
    *("--arch", "mlp(units=[32])", "--epochs", "20", "--batch-size", "64"),
    *("--keep-layers", "best:2"),
]
LONGEST_WAIT = 120.0
"""Seconds in which a sweep begins another trial, however slow the machine."""


def children(process: int) -> list[int]:
    """The processes that a process has started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == process:
            found.append(int(folder.name))
    return found


def wait_for_another_trial(driver: subprocess.Popen[bytes], sweep: Path) -> None:
    """Return soon after another run has begun, or the sweep has ended."""
    before = len(list(sweep.glob("*/recipe.toml")))
    patience = time.monotonic() + LONGEST_WAIT
    while driver.poll() is None and time.monotonic() < patience:
        if len(list(sweep.glob("*/recipe.toml"))) > before:
            return
        time.sleep(0.02)


def sweep_through_kills(
    logdir: Path, fields: Sequence[str], kills: int, chance: random.Random
) -> Iterator[str]:
    """Run a sweep to its end, killing its driver or one of its workers at random moments.

    Yields:
        What was killed.
    """
    victims = ["driver", "worker"] * (kills // 2)
    chance.shuffle(victims)
    begin = [KB, "sweep", "--name", "killed", *fields]
    while True:
        begun = (logdir / "killed" / "sweep.toml").exists()
        command = [KB, "sweep", "--resume", "killed"] if begun else begin
        options = ["-j", "2", "--quiet", "--logdir", str(logdir)]
        with subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL) as driver:
            while victims:
                wait_for_another_trial(driver, logdir / "killed")
                time.sleep(chance.uniform(0, 1))
                workers = children(driver.pid)
                if driver.poll() is not None or not workers:
                    break
                yield victims[-1]
                if victims.pop() == "driver":
                    driver.kill()
                    break
                os.kill(chance.choice(workers), signal.SIGKILL)
        if driver.returncode != -signal.SIGKILL:
            assert driver.returncode == 0
            return


def by_recipe(runs: Sequence[StoredRun]) -> dict[tuple[object, ...], Result]:
    return {
        (run.facts["act"], run.facts["init"], run.facts["seed"]): Result.read(
            run.folder / "result.json"
        )
        for run in runs
    }


def with_layers(runs: Sequence[StoredRun]) -> set[str]:
    """The names of the runs whose layers are kept."""
    return {run.folder.name for run in runs if (run.folder / LAYERS_FOLDER).exists()}


@pytest.mark.slow
def test_a_sweep_survives_kills_of_driver_and_workers(tmp_path: Path) -> None:
    chance = random.Random(0)  # noqa: S311 - any moments will do
    killed = list(sweep_through_kills(tmp_path, FIELDS, KILLS, chance))
    assert sorted(killed) == ["driver"] * 3 + ["worker"] * 3
    undisturbed = [KB, "sweep", "--name", "whole", *FIELDS, "--quiet", "--logdir", str(tmp_path)]
    subprocess.run([*undisturbed, "-j", "2"], check=True, stdout=subprocess.DEVNULL)
    runs = list(RunStore(tmp_path))
    found, expected = (
        [run for run in runs if run.facts["sweep"] == name] for name in ("killed", "whole")
    )
    assert len(found) == len(expected) == 20
    assert {run.status for run in found} == {"trained"}
    assert with_layers(found) == with_layers(expected)
    assert len(with_layers(found)) == 2
    ours, theirs = by_recipe(found), by_recipe(expected)
    assert ours.keys() == theirs.keys()
    for recipe, result in ours.items():
        assert result.history == theirs[recipe].history
        assert result.scores == theirs[recipe].scores
