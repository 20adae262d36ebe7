"""`kb board`, asked over HTTP for what its pages show."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from tests.shell import board, kb, runs


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log directory with one built model."""
    folder = tmp_path_factory.mktemp("logs")
    built = kb("build", "--act", "prelu", "--norm", "batch_norm", "--logdir", folder)
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture(scope="module")
def address(logdir: Path) -> Iterator[str]:
    """The address of a TensorBoard that has read the log directory."""
    with board(logdir) as found:
        yield found


def ask(address: str, path: str) -> object:
    with urlopen(f"{address}data/plugin/{path}", timeout=30) as answer:  # noqa: S310 - loopback
        return json.load(answer)


def test_it_serves_this_machine_alone(address: str) -> None:
    assert address.startswith("http://127.0.0.1:")


def test_a_port_that_is_taken_is_told_with_a_way_out(address: str, logdir: Path) -> None:
    refused = kb("board", logdir, "--port", address.rstrip("/").rpartition(":")[2])
    assert refused.returncode == 2
    assert "already in use" in refused.stderr
    assert "--port 0 takes any free port" in refused.stderr


def test_an_untrained_model_shows_its_histograms_at_once(address: str, logdir: Path) -> None:
    (run,) = runs(logdir)
    tags = ask(address, "histograms/tags")
    assert isinstance(tags, dict)
    shown = set(tags[f"{run.name}/train"])
    assert {"hidden_1/kernel", "hidden_1_act/alpha"} <= shown
    assert {"hidden_1_norm/moving_mean", "hidden_1_norm/moving_variance"} <= shown


def test_curves_are_not_thinned_out_to_nothing(address: str, logdir: Path) -> None:
    (run,) = runs(logdir)
    tags = ask(address, "scalars/tags")
    assert isinstance(tags, dict)
    assert "hidden_1_norm/moving_mean/mean" in tags[f"{run.name}/train"]


def test_moving_variances_start_at_one(address: str, logdir: Path) -> None:
    (run,) = runs(logdir)
    tag = quote("hidden_1_norm/moving_variance/mean", safe="")
    query = f"scalars/scalars?run={quote(run.name, safe='')}%2Ftrain&tag={tag}"
    points = ask(address, query)
    assert isinstance(points, list)
    assert [(step, value) for _, step, value in points] == [(0, 1.0)]
