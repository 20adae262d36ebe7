"""The executor, without what it takes to run."""

import os
from collections.abc import Callable
from typing import Annotated

from kb_registry import Executor, Ge, Gt, Work, Workers, WorkEvent, param

LOSSES = "Raylet is terminated|has been marked dead|A worker died or was killed"
"""What Ray prints on losses, with dumps, amid the lines of whoever drives; we report them too.

It reads this when it is imported, and has no other setting for it.
"""


class Ray(Executor):
    """Trains trials on a Ray cluster, each in a process that stays warm from trial to trial.

    Without an address it starts a cluster on this machine, and ends it afterwards. The machines of
    a cluster need the same packages, and the folders of the sweep and its data under the same
    paths. A worker or a machine that is lost costs the trials it was training a new try, from
    their last checkpoints.

    Source: Moritz et al., "Ray: A Distributed Framework for Emerging AI Applications", OSDI 2018.
    """

    address: str | None = param(
        default=None, help="the cluster's HOST:PORT, or auto for one that runs on this machine"
    )
    cpus: Annotated[float, Gt(0)] = param(default=1, help="cores that each trial takes")
    gpus: Annotated[float, Ge(0)] = param(default=0, help="GPUs that each trial takes, 0.5 too")

    def start(self, work: Work, workers: int, listen: Callable[[WorkEvent], None]) -> Workers:
        """Connect to the cluster and start as many of the workers as it has room for.

        Raises:
            ClusterError: It can't be reached, or has no machine for even one worker.
        """
        os.environ.setdefault("RAY_DEDUP_LOGS_SKIP_REGEX", LOSSES)
        from kb_ray._cluster import Cluster
        from kb_ray._pool import Pool

        cluster = Cluster(self.address)
        try:
            hire = cluster.hiring(work, self.cpus, self.gpus)
            return Pool(cluster, hire, workers, listen)
        except BaseException:
            cluster.leave()
            raise
