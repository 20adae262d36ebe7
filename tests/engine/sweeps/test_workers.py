"""Executors, with work that is over in no time."""

import gc
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from kb_engine.sweeps.workers import Inline, Processes
from kb_registry import Executor, installed_registry

from tests.engine.sweeps.pool import pool

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def _workers_find_the_toys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


@pytest.mark.parametrize("executor", [Inline(), Processes()])
def test_jobs_are_done_and_heard_of(executor: Executor) -> None:
    with pool(executor) as workers:
        assert workers.workers.free() == 1
        happened, outcome = workers.do("a", do="square", number=7)
        assert (happened, outcome["square"]) == ("done", 49)
        assert workers.heard("a", "started") == [{}]
        assert workers.workers.free() == 1
        assert workers.do("b", do="print")[0] == "done"


@pytest.mark.parametrize("executor", [Inline(), Processes()])
def test_a_report_says_when_a_job_should_stop(executor: Executor) -> None:
    with pool(executor) as workers:
        workers.unwanted.add("a")
        _, outcome = workers.do("a", do="count")
        assert outcome["counted"] < 1000
        assert workers.heard("a", "reported")[0] == {"counted": 0}


def test_processes_stay_warm_and_share_the_cores() -> None:
    with pool(Processes()) as workers:
        processes = {workers.do(str(n), do="square", number=n)[1]["process"] for n in range(3)}
        assert len(processes) == 1
    with pool(Processes(), workers=2) as workers:
        assert workers.do("a", do="")[1]["threads"] is not None


@pytest.mark.parametrize(
    ("job", "cause"),
    [
        ("crash", "The worker was killed by SIGSEGV"),
        ("leave", "The worker ended with exit code 3. It last said: a reason"),
        ("raise", "It last said: ValueError: a mistake"),
        ("vanish", "The system may have run out of memory.$"),
    ],
)
def test_a_worker_that_dies_is_replaced_and_its_end_is_told(job: str, cause: str) -> None:
    with pool(Processes()) as workers:
        happened, content = workers.do("a", do=job)
        assert happened == "lost"
        assert re.search(cause, content["cause"])
        assert workers.do("b", do="square", number=2)[1]["square"] == 4


def test_the_garbage_of_the_process_that_drives_is_left_to_it() -> None:
    frozen = gc.get_freeze_count()
    with pool(Inline()) as workers:
        assert workers.do("a", do="freeze")[1]["frozen"] == frozen
    with pool(Processes()) as workers:
        assert workers.do("a", do="freeze")[1]["frozen"] > 0


def test_a_job_that_hangs_is_ended() -> None:
    with pool(Processes()) as workers:
        workers.workers.submit("a", {"do": "hang"})
        workers.workers.wait(0.1)
        workers.workers.kill("a")
        happened, content = workers.end_of("a")
        assert happened == "lost"
        assert "SIGKILL" in content["cause"]
        assert workers.do("b", do="square", number=2)[1]["square"] == 4


def test_a_worker_whose_memory_grows_is_replaced() -> None:
    with pool(Processes(growth=1.5)) as workers:
        processes = [workers.do(str(n), do="grow")[1]["process"] for n in range(8)]
    assert len(set(processes[:4])) == 1
    assert len(set(processes)) > 1


DRIVER = """
import os, sys, time
from kb_engine.sweeps.workers import Processes
from tests.engine.sweeps.toys import work
heard = []
workers = Processes().start(work, 1, heard.append)
workers.submit("a", {"do": "square", "number": 2})
while len(heard) < 2:
    workers.wait(0.1)
print(heard[-1].content["process"], flush=True)
workers.submit("b", {"do": "hang"})
time.sleep(60)
"""


def test_workers_end_with_the_process_that_gives_them_jobs() -> None:
    command = [sys.executable, "-c", DRIVER]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as driver:
        assert driver.stdout is not None
        worker = Path("/proc", driver.stdout.readline().strip())
        assert worker.exists()
        driver.kill()
    patience = time.monotonic() + 30
    while worker.exists() and "Z" not in _state(worker) and time.monotonic() < patience:
        time.sleep(0.1)
    assert not worker.exists() or "Z" in _state(worker)


def _state(process: Path) -> str:
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def test_executors_are_components() -> None:
    registry = installed_registry()
    assert registry.get(Executor, "processes") is Processes
    assert registry.get(Executor, "inline") is Inline
