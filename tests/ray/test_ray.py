"""The executor on Ray, with work that is over in no time, on clusters of this machine."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import ray
from kb_ray import Ray
from kb_registry import Executor, KerasBlocksError, installed_registry, structure

from tests.engine.sweeps.pool import pool

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module", autouse=True)
def _workers_find_the_toys() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        yield


@pytest.fixture(scope="module")
def cluster(_workers_find_the_toys: None) -> Iterator[None]:
    """A cluster that somebody else has started, and that stays."""
    ray.init(
        "local", num_cpus=2, include_dashboard=False, log_to_driver=False, object_store_memory=10**8
    )
    yield
    ray.shutdown()


def test_jobs_are_done_and_heard_of(cluster: None) -> None:
    with pool(Ray()) as workers:
        assert workers.workers.free() == 1
        happened, outcome = workers.do("a", do="square", number=7)
        assert (happened, outcome["square"]) == ("done", 49)
        assert workers.heard("a", "started") == [{}]
        assert workers.workers.free() == 1
        process = outcome["process"]
        assert workers.do("b", do="square", number=3)[1]["process"] == process != os.getpid()
        assert workers.do("c", do="")[1]["threads"] == "1"
    assert ray.is_initialized()


def test_a_report_says_when_a_job_should_stop(cluster: None) -> None:
    with pool(Ray()) as workers:
        workers.unwanted.add("a")
        _, outcome = workers.do("a", do="count")
        assert outcome["counted"] < 1000
        assert workers.heard("a", "reported")[0] == {"counted": 0}


@pytest.mark.parametrize(
    ("job", "cause"),
    [
        ("crash", "The worker was lost"),
        ("leave", "The worker was lost"),
        ("raise", "The worker raised ValueError: a mistake"),
    ],
)
def test_a_worker_that_dies_is_replaced_and_its_end_is_told(
    cluster: None, job: str, cause: str
) -> None:
    with pool(Ray()) as workers:
        happened, content = workers.do("a", do=job)
        assert happened == "lost"
        assert cause in content["cause"]
        assert workers.do("b", do="square", number=2)[1]["square"] == 4


def test_a_job_that_hangs_is_ended(cluster: None) -> None:
    with pool(Ray()) as workers:
        workers.workers.submit("a", {"do": "hang"})
        while not workers.heard("a", "started"):
            workers.workers.wait(0.1)
        workers.workers.kill("a")
        assert workers.end_of("a") == ("lost", {"cause": "The worker was killed."})
        assert workers.do("b", do="square", number=2)[1]["square"] == 4


def test_jobs_wait_for_workers_that_the_cluster_has_no_room_for(cluster: None) -> None:
    with pool(Ray(cpus=2), workers=3) as workers:
        assert workers.workers.free() == 3
        for number in range(3):
            workers.workers.submit(str(number), {"do": "square", "number": number})
        assert workers.workers.free() == 0
        squares = [workers.end_of(str(number))[1]["square"] for number in range(3)]
        assert squares == [0, 1, 4]


@pytest.mark.parametrize("executor", [Ray(gpus=1), Ray(cpus=1000)])
def test_more_than_any_machine_has_is_refused(cluster: None, executor: Ray) -> None:
    with pytest.raises(KerasBlocksError, match="the machines have 2 cores and 0 GPUs"):
        executor.start(print, 1, print)  # type: ignore[arg-type]  # never called


def test_it_is_found_by_its_name() -> None:
    executor = structure(Executor, "ray:address=auto,gpus=0.5", installed_registry())
    assert executor == Ray(address="auto", gpus=0.5)


def test_another_cluster_is_refused(cluster: None) -> None:
    with pytest.raises(KerasBlocksError, match="is connected to the Ray cluster at"):
        Ray(address="127.0.0.1:1").start(print, 1, print)  # type: ignore[arg-type]  # never called
