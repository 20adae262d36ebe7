"""A connection to a cluster."""

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import ray
from kb_registry import KerasBlocksError, Work, in_one_line

from kb_ray._worker import Worker

CALLS_AT_ONCE = 2
"""A job, and the word that it should stop."""

STORE_BYTES = 100 * 2**20
"""Ray's memory for results, which are a few numbers here, on a cluster of our own."""

KNOCK_SECONDS = 10.0

Hire = Callable[[], Any]
"""Starts a worker; Ray makes its type as it runs."""


class ClusterError(KerasBlocksError):
    """A cluster can't be used."""


class Cluster:
    """A cluster that this process is connected to.

    Args:
        address: Where it is; None for one that was connected to before, that `RAY_ADDRESS` names,
            or that is started on this machine.

    Raises:
        ClusterError: It can't be reached.
    """

    def __init__(self, address: str | None) -> None:
        self._ours = not ray.is_initialized()
        if not self._ours:
            known = ray.get_runtime_context().gcs_address
            if address not in {None, "auto", known}:
                raise ClusterError(
                    f"This process is connected to the Ray cluster at {known} already.",
                    hint="Leave out the address, or call ray.shutdown() first.",
                )
            return
        try:
            _connect(address or os.environ.get("RAY_ADDRESS"))
        except (Exception, SystemExit) as error:  # Ray raises many kinds, and ends programs
            raise ClusterError(
                f"No Ray cluster can be reached at {address or 'this machine'}:"
                f" {in_one_line(error)}",
                hint="Start one there, or leave out the address.",
            ) from error

    def hiring(self, work: Work, cpus: float, gpus: float) -> Hire:
        """What starts workers that take so much each.

        Raises:
            ClusterError: No machine has room for even one.
        """
        _check_room(cpus, gpus)
        needs = {"num_cpus": cpus, "num_gpus": gpus, "max_concurrency": CALLS_AT_ONCE}
        worker = ray.remote(Worker).options(**needs)
        return partial(worker.remote, work, str(Path.cwd()), max(1, int(cpus)))

    def leave(self) -> None:
        """Disconnect, and end what was started."""
        if self._ours:
            ray.shutdown()


def _connect(address: str | None) -> None:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nobody is told of what is trained
    in_main_thread = threading.current_thread() is threading.main_thread()
    on_request = signal.getsignal(signal.SIGTERM)
    connect = partial(ray.init, log_to_driver=False, logging_level=logging.ERROR)
    try:
        if address is None:
            connect("local", include_dashboard=False, object_store_memory=STORE_BYTES)
        else:
            _knock(address)
            connect(address)
    finally:
        if in_main_thread and on_request is not None:
            signal.signal(signal.SIGTERM, on_request)  # Ray takes it for itself


def _knock(address: str) -> None:
    """See whether anybody is there, which Ray takes minutes to find out."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdecimal():
        socket.create_connection((host, int(port)), KNOCK_SECONDS).close()


def _check_room(cpus: float, gpus: float) -> None:
    nodes = [node["Resources"] for node in ray.nodes() if node["Alive"]]  # type: ignore[no-untyped-call]
    if any(has.get("CPU", 0) >= cpus and has.get("GPU", 0) >= gpus for has in nodes):
        return
    machines = "; ".join(
        f"{has.get('CPU', 0):g} cores and {has.get('GPU', 0):g} GPUs" for has in nodes
    )
    raise ClusterError(
        f"A trial asks for {cpus:g} cores and {gpus:g} GPUs, and the machines have {machines}.",
        hint="Ask for less, for example ray:cpus=1,gpus=0",
    )
