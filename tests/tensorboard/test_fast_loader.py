"""TensorBoard's data server, which reads event files where it is installed."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tensorboard.data import server_ingester
from tensorboard.util import grpc_util


@pytest.fixture
def fast_board(run: Any, tmp_path: Path) -> Iterator[Any]:
    port_file = tmp_path / "port"
    command = [
        server_ingester.get_server_binary().path,
        f"--logdir={run.root}",
        "--reload=once",
        "--port=0",
        f"--port-file={port_file}",
        "--samples-per-plugin=scalars=all",
        "--die-after-stdin",
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as server:
        while not (port_file.exists() and port_file.read_text().endswith("\n")):
            assert server.poll() is None
            time.sleep(0.05)
        address = f"localhost:{port_file.read_text().strip()}"
        ingester = server_ingester.ExistingServerDataIngester(
            address, channel_creds_type=grpc_util.ChannelCredsType.LOCAL
        )
        yield type(run.board)(ingester.data_provider)
        server.terminate()


def test_it_finds_what_the_slow_loader_finds(run: Any, fast_board: Any) -> None:
    for _ in range(100):  # the server reads in the background
        if fast_board.tags("run/train", "text") == run.board.tags("run/train", "text"):
            break
        time.sleep(0.05)
    for plugin in ["scalars", "histograms", "text", "images", "graphs"]:
        assert fast_board.tags("run/train", plugin) == run.board.tags("run/train", plugin)
    for tag in run.board.tags("run/train", "scalars"):
        assert fast_board.scalars("run/train", tag) == run.board.scalars("run/train", tag)
    for tag in run.board.tags("run/train", "histograms"):
        slow = run.board.histograms("run/train", tag)
        fast = fast_board.histograms("run/train", tag)
        assert list(fast) == list(slow)
        np.testing.assert_array_equal(list(fast.values()), list(slow.values()))
