"""Clusters that come and go; every test starts or misses one of its own."""

from pathlib import Path

import pytest
import ray
from kb_ray import Ray
from kb_registry import KerasBlocksError
from ray.cluster_utils import Cluster

from tests.engine.sweeps.pool import pool

ROOT = Path(__file__).parents[2]

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


def test_a_cluster_that_is_not_there_is_told() -> None:
    with pytest.raises(KerasBlocksError, match=r"No Ray cluster can be reached at 127\.0\.0\.1:1"):
        Ray(address="127.0.0.1:1").start(print, 1, print)  # type: ignore[arg-type]  # never called
