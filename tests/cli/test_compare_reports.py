"""What a comparison is written to: tables for papers, pictures, and a page of HTML."""

import hashlib
import re
import shutil
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from kb.main import app
from kb_engine import LayerHealth
from kb_engine.runs.store import Failure
from kb_registry import KerasBlocksError
from typer.testing import CliRunner

from tests.engine.comparison.pretended import pretend

if TYPE_CHECKING:
    from playwright.sync_api import Page


LAYERS = [
    LayerHealth("hidden_1", gradient=0.125, ratio=0.01),
    LayerHealth("hidden_1_act", dead=0.25, saturated=0.5),
    LayerHealth("output", gradient=0.5, ratio=0.01),
]


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("logs")
    for act, gain in (("relu", 0.0), ("selu", 0.05)):
        for init in ("he_normal", "lecun_normal"):
            for seed in range(3):
                score = 0.5 + gain + seed / 100 * (1 + gain)
                run = pretend(folder, score, layers=LAYERS, act=act, init=init, seed=seed)
                record = '{"python": "3.11", "keras": "3.15"}'
                (run.folder / "environment.json").write_text(record)
    lost = pretend(folder, None, act="elu")
    Failure("failed", '<script src="http://elsewhere">"a", \'b\' & c</script>').write(lost.folder)
    return folder


def compared(logdir: Path, *arguments: str) -> str:
    line = ["compare", "--by", "act", *arguments, "--logdir", str(logdir)]
    done = CliRunner().invoke(app, line, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_markdown_has_a_row_for_each_level(logdir: Path) -> None:
    head, _, *rows = compared(logdir, "--markdown").splitlines()
    assert head.startswith("| act | mean ±95 % |")
    assert [row.split()[1] for row in rows] == ["selu", "relu", "elu"]
    assert len({row.count("|") for row in [head, *rows]}) == 1


def test_latex_escapes_what_latex_reads_otherwise(logdir: Path) -> None:
    lines = compared(logdir, "--latex").splitlines()
    assert lines[1].startswith(r"\begin{tabular}{l")
    assert r"$\pm$" in lines[3]
    assert r"95 \%" in lines[3]
    assert all(line.endswith(r"\\") for line in lines[5:8])
    assert "& $-$0." in lines[-4]  # a difference below zero, with a minus and not a hyphen


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
def test_a_picture_is_the_same_every_time(logdir: Path, tmp_path: Path, suffix: str) -> None:
    first, second = tmp_path / f"first.{suffix}", tmp_path / f"second.{suffix}"
    for path in (first, second):
        compared(logdir, "--plot", str(path))
    assert first.read_bytes() == second.read_bytes()


def test_numbers_are_a_curve(tmp_path: Path) -> None:
    for units in (8, 16, 32):
        for seed in range(2):
            score = 0.5 + units / 100 + seed / 1000
            pretend(tmp_path, score, opt=f"sgd:learning_rate={units / 1000}", seed=seed)
    line = ["compare", "--by", "opt.learning_rate", "--plot", str(tmp_path / "curve.svg")]
    done = CliRunner().invoke(app, [*line, "--logdir", str(tmp_path)], catch_exceptions=False)
    assert done.exit_code == 0
    assert "opt.learning_rate" in (tmp_path / "curve.svg").read_text()


def test_a_report_is_whole_and_asks_nothing_of_any_other_place(
    logdir: Path, tmp_path: Path
) -> None:
    compared(logdir, "--html", str(tmp_path / "report.html"))
    page = (tmp_path / "report.html").read_text()
    assert "default-src 'none'" in page
    assert not re.search(r"(src|href|url|@import)\s*[=(]\s*['\"]?(https?:)?//", page)
    assert re.findall("<script[^>]*>", page) == ["<script>"], "the only one is our own"
    assert "&lt;script src=" in page, "the cause is shown, escaped"
    for section in SECTIONS:
        assert f"<h2>{section}</h2>" in page
    assert "kb compare --by act" in page
    assert page.count("kb train --recipe") == 13


def test_a_report_says_its_answer_first(logdir: Path, tmp_path: Path) -> None:
    compared(logdir, "--baseline", "relu", "--html", str(tmp_path / "report.html"))
    page = (tmp_path / "report.html").read_text()
    assert "<p class=answer>Better than relu: selu.</p>" in page


def test_only_the_script_that_is_there_may_run(logdir: Path, tmp_path: Path) -> None:
    compared(logdir, "--html", str(tmp_path / "report.html"))
    page = (tmp_path / "report.html").read_text()
    script = page.partition("<script>")[2].partition("</script>")[0]
    digest = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page


def test_names_with_quotes_and_markup_are_escaped_everywhere(tmp_path: Path) -> None:
    table = tmp_path / 'a, "b" <i>.csv'
    table.write_text("x,y\n1,0\n2,1\n")
    for name in ("x", "y"):
        data = {"name": "csv", "path": str(table), "target": name}
        pretend(tmp_path, 0.5, data=data)
    line = ["compare", "--by", "data", "--logdir", str(tmp_path)]
    for options in (["--html", str(tmp_path / "report.html")], ["--latex"], ["--markdown"]):
        done = CliRunner().invoke(app, [*line, *options], catch_exceptions=False)
        assert done.exit_code == 0
    page = (tmp_path / "report.html").read_text()
    assert "<i>" not in page
    assert "&lt;i&gt;.csv" in page, "in the recipes that the commands read"


def test_commands_say_a_direction_that_the_name_doesnt_show(logdir: Path, tmp_path: Path) -> None:
    compared(logdir, "--minimize", "--html", str(tmp_path / "report.html"))
    page = (tmp_path / "report.html").read_text()
    assert "lower is better" in page
    assert "--metric test_accuracy --minimize" in page


def test_a_report_shows_each_layer_and_holds_what_its_commands_name(
    logdir: Path, tmp_path: Path
) -> None:
    compared(logdir, "--html", str(tmp_path / "report.html"))
    page = (tmp_path / "report.html").read_text()
    cells = re.findall("<th[^>]*>hidden_1_act</th><td[^>]*>(dead|saturated)</td><td>([^<]*)", page)
    assert cells == [("dead", "25%"), ("saturated", "50%")]
    assert page.count("name = &quot;selu&quot;") == 6, "the recipes that the commands read"


def test_what_was_asked_for_beside_the_table_is_in_the_report(logdir: Path, tmp_path: Path) -> None:
    compared(logdir, "--best-of", "--pareto", "seconds", "--html", str(tmp_path / "report.html"))
    page = (tmp_path / "report.html").read_text()
    assert "no other level is better for less: selu." in page
    assert "<h2>Fewer trials</h2>" in page


def test_runs_that_kept_no_layers_and_differ_in_one_field_have_neither_section(
    tmp_path: Path,
) -> None:
    for act in ("relu", "selu"):
        pretend(tmp_path, 0.5, act=act)
    compared(tmp_path, "--html", str(tmp_path / "report.html"))
    page = (tmp_path / "report.html").read_text()
    assert "<h2>Layers</h2>" not in page
    assert "<h2>Combinations</h2>" not in page


def test_pictures_of_a_report_are_svg_with_a_label(logdir: Path, tmp_path: Path) -> None:
    compared(logdir, "--html", str(tmp_path / "report.html"))
    page = (tmp_path / "report.html").read_text()
    pictures = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(pictures) == 4
    strips, combinations, _, _ = (ET.fromstring(each) for each in pictures)  # noqa: S314 - our own
    assert "selu 0." in strips.attrib["aria-label"]
    assert len(strips.findall("circle")) == 6, "a dot for each seed of two levels"
    lines = [each for each in combinations.iter("polyline") if "trial" in each.attrib["class"]]
    assert len(lines) == 4, "two activations with two initializers"


def test_a_place_that_cant_be_written_is_named(logdir: Path, tmp_path: Path) -> None:
    with pytest.raises(KerasBlocksError, match=r"Can't write .*report\.html"):
        compared(logdir, "--html", str(tmp_path / "nowhere" / "report.html"))
    with pytest.raises(KerasBlocksError, match="End it in"):
        compared(logdir, "--plot", str(tmp_path / "x.gif"))


SECTIONS = (
    *("Every seed", "Combinations", "Learning", "Layers", "Without a score", "Environment"),
    "To make it again",
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def watched(page: "Page") -> tuple[list[str], list[str]]:
    """What a page asks for, and what its console says."""
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    return asked, said


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium")
def test_a_browser_shows_a_report_in_light_and_dark_and_loads_nothing(
    logdir: Path, tmp_path: Path
) -> None:
    from playwright.sync_api import sync_playwright

    path = tmp_path / "report.html"
    compared(logdir, "--html", str(path))
    seen = {}
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            page = browser.new_page(
                viewport={"width": 390, "height": 800},
                color_scheme="dark" if scheme == "dark" else "light",
            )
            asked, said = watched(page)
            page.goto(path.as_uri())
            assert asked == [path.as_uri()]
            assert not said
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
            page.keyboard.press("Tab")
            reached = "document.activeElement.getAttribute('aria-label')"
            assert page.evaluate(reached) == "Levels, best first"
            seen[scheme] = page.evaluate("getComputedStyle(document.body).backgroundColor")
        browser.close()
    assert seen["light"] != seen["dark"]


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium")
def test_a_keyboard_sorts_and_filters_a_report(logdir: Path, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    path = tmp_path / "report.html"
    compared(logdir, "--html", str(path))
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(path.as_uri())
        names = page.locator("table >> nth=0 >> tbody th")
        assert names.all_inner_texts() == ["selu", "relu", "elu"]
        head = page.get_by_role("button", name="mean ±95 %")
        head.focus()
        page.keyboard.press("Enter")
        assert names.all_inner_texts() == ["relu", "selu", "elu"], "one without a score comes last"
        page.keyboard.press("Enter")
        assert names.all_inner_texts() == ["selu", "relu", "elu"]
        sorts = page.locator("th[aria-sort]")
        assert sorts.get_attribute("aria-sort") == "descending"
        page.locator("summary", has_text="Each run").press("Enter")
        page.locator("details input[type=search]").first.fill("selu he_normal")
        shown = page.locator("details tbody tr:visible")
        assert shown.count() == 3
        assert page.locator("details output").first.inner_text() == "3 of 12"
        browser.close()
