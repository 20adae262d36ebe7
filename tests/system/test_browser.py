"""TensorBoard, in a browser, shows what training wrote."""

import shutil
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.shell import board, kb

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE = 180

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run with batch normalization and PReLU, and one with two classes."""
    folder = tmp_path_factory.mktemp("logs")
    for choices in (
        ("--data", "breast_cancer"),
        ("--act", "prelu", "--norm", "batch_norm", "--opt", "nadam"),
    ):
        trained = kb("train", *choices, "--epochs", "3", "--logdir", folder)
        assert trained.returncode == 0, trained.stderr
    return folder


@pytest.fixture(scope="module")
def address(logdir: Path) -> Iterator[str]:
    """Address of `kb board` over the run."""
    with board(logdir) as found:
        _wait_for_records(found)
        yield found


def _wait_for_records(address: str) -> None:
    """TensorBoard answers before it has read anything."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        histograms, pr_curves = _tags(address, "histograms"), _tags(address, "pr_curves")
        if b"moving_variance" in histograms and b"predictions" in pr_curves:
            return
        time.sleep(1)
    pytest.fail(f"TensorBoard didn't read both runs in {PATIENCE} s")


def _tags(address: str, plugin: str) -> bytes:
    with urllib.request.urlopen(f"{address}data/plugin/{plugin}/tags") as answer:  # noqa: S310 - our own server
        content: bytes = answer.read()
    return content


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """An empty page, tall enough for everything on it to be drawn, that stays on this machine."""
    page = browser.new_page(viewport={"width": 1600, "height": 3000})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    page.close()
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def test_histograms_of_the_moving_statistics_are_drawn(address: str, page: Page) -> None:
    page.goto(f"{address}?tagFilter=hidden_1_norm/moving#timeseries")
    cards = page.locator("histogram-card")
    for name in ("moving_mean", "moving_variance"):
        card = cards.filter(has_text=f"hidden_1_norm/{name}")
        expect(card.locator("path[d^=M]").first).to_be_attached()
    expect(cards).to_have_count(2)


def test_curves_of_training_and_validation_share_a_chart(address: str, page: Page) -> None:
    page.goto(f"{address}?tagFilter=metrics/accuracy#timeseries")
    card = page.locator("scalar-card")
    expect(card).to_contain_text("/train")
    expect(card).to_contain_text("/validation")


@pytest.mark.parametrize(
    ("dashboard", "text", "drawing"),
    [
        ("scalars", "batch/loss", "vz-line-chart2 path[d^=M]"),
        ("custom_scalars", "gradient norm", "vz-line-chart2 path[d^=M]"),
        ("distributions", "hidden_1_norm", "vz-distribution-chart path[d^=M]"),
        ("histograms", "hidden_1_norm", "vz-histogram-timeseries path[d^=M]"),
        ("images", "hidden_1_act/learned", "tf-image-loader img"),
        ("graphs", "hidden_1", "g.edge path[d^=M]"),
        ("text", "keras-blocks-tensorboard", "table"),
        ("hparams", "prelu", "vaadin-grid"),
        ("pr_curves", "tag: predictions", "vz-line-chart2 path[d^=M]"),
    ],
)
def test_each_dashboard_shows_the_run(
    address: str, page: Page, dashboard: str, text: str, drawing: str
) -> None:
    page.goto(f"{address}#{dashboard}")
    expect(page.get_by_text(text, exact=True).first).to_be_attached()
    expect(page.locator(drawing).first).to_be_visible()


def test_pictures_are_read(address: str, page: Page) -> None:
    page.goto(f"{address}#images")
    picture = page.locator("tf-image-loader img").first
    expect(picture).to_have_js_property("complete", value=True)
    expect(picture).not_to_have_js_property("naturalWidth", value=0)
