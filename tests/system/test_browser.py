"""TensorBoard, in a browser, shows what training wrote."""

import html
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shell import kb

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--window-size=1600,3000",
    "--virtual-time-budget=30000",
    "--dump-dom",
]
PATIENCE = 180

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of `kb board` over a run with batch normalization and PReLU."""
    logdir = tmp_path_factory.mktemp("logs")
    trained = kb(
        *("train", "--act", "prelu", "--norm", "batch_norm", "--opt", "nadam"),
        *("--epochs", "3", "--logdir", logdir),
    )
    assert trained.returncode == 0, trained.stderr
    command = [sys.executable, "-m", "kb", "board", str(logdir), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            greeting = (re.search(r"http://127\.0\.0\.1:\d+/", line) for line in server.stderr)
            found = next(match[0] for match in greeting if match)
            _wait_for_records(found)
            yield found
        finally:
            server.kill()


def _wait_for_records(address: str) -> None:
    """TensorBoard answers before it has read anything."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        tags = f"{address}data/plugin/histograms/tags"
        with urllib.request.urlopen(tags) as answer:  # noqa: S310 - our own server
            if b"moving_variance" in answer.read():
                return
        time.sleep(1)
    pytest.fail(f"TensorBoard read no histogram in {PATIENCE} s")


def seen(page: str, profile: Path) -> str:
    """The document of a page once its scripts have run."""
    assert CHROMIUM is not None
    command = [CHROMIUM, *OPTIONS, f"--user-data-dir={profile}", page]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
    return html.unescape(shown.stdout)


def test_histograms_of_the_moving_statistics_are_drawn(address: str, tmp_path: Path) -> None:
    document = seen(f"{address}?tagFilter=hidden_1_norm/moving#timeseries", tmp_path)
    cards = re.findall(r"<histogram-card.*?</histogram-card>", document, re.DOTALL)
    assert [re.findall(r"moving_(?:mean|variance)", card)[0] for card in cards] == [
        "moving_mean",
        "moving_variance",
    ]
    assert all(re.search(r'<path[^>]* d="M[^"]+"', card) for card in cards)


def test_curves_of_training_and_validation_share_a_chart(address: str, tmp_path: Path) -> None:
    document = seen(f"{address}?tagFilter=metrics/accuracy#timeseries", tmp_path)
    [card] = re.findall(r"<scalar-card.*?</scalar-card>", document, re.DOTALL)
    assert "/train" in card
    assert "/validation" in card
