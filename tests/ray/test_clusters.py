"""Clusters that come and go; every test starts or misses one of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import ray
from kb_engine.runs.store import RunStore
from kb_ray import Ray
from kb_registry import KerasBlocksError
from ray.cluster_utils import Cluster

from tests.engine.sweeps.pool import pool

ROOT = Path(__file__).parents[2]
KB = str(Path(sys.executable).with_name("kb"))

pytestmark = pytest.mark.slow


def test_a_machine_that_is_lost_costs_its_jobs_a_new_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    nodes = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    second = nodes.add_node(num_cpus=1)
    with pool(Ray(address=nodes.address), workers=2) as workers:
        for name in "ab":
            workers.workers.submit(name, {"do": "hang"})
        while not all(workers.heard(name, "started") for name in "ab"):
            workers.workers.wait(0.1)
        nodes.remove_node(second, allow_graceful=False)
        while not (lost := [name for name in "ab" if workers.heard(name, "lost")]):
            workers.workers.wait(0.1)
        assert "The worker was lost" in workers.end_of(lost[0])[1]["cause"]
        (other,) = {"a", "b"} - {*lost}
        workers.workers.kill(other)
        assert workers.do("c", do="square", number=3)[1]["square"] == 9
    assert not ray.is_initialized()
    nodes.shutdown()


def test_a_sweep_that_loses_a_machine_loses_nothing_else(tmp_path: Path) -> None:
    nodes = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    second = nodes.add_node(num_cpus=1)
    fields = ["--act", "relu", "--seeds", "6", "--epochs", "40", "--callback", "none"]
    where = ["--executor", f"ray:address={nodes.address}", "-j", "2", "--json"]
    command = [KB, "sweep", *fields, *where, "--name", "ray", "--logdir", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as driver:
        assert driver.stdout is not None
        lines = [driver.stdout.readline(), driver.stdout.readline()]
        nodes.remove_node(second, allow_graceful=False)
        lines += driver.stdout.readlines()
    nodes.shutdown()
    assert driver.returncode == 0
    told = [json.loads(line) for line in lines]  # and nothing that Ray prints
    assert [each["ended"] for each in told] == [1, 2, 3, 4, 5, 6]
    assert {each["seed"] for each in told} == {*range(6)}
    assert [run.status for run in RunStore(tmp_path)] == ["trained"] * 6


def test_a_cluster_that_is_not_there_is_told() -> None:
    with pytest.raises(KerasBlocksError, match=r"No Ray cluster can be reached at 127\.0\.0\.1:1"):
        Ray(address="127.0.0.1:1").start(print, 1, print)  # type: ignore[arg-type]  # never called
