"""`kb show` draws: in a terminal, in a pipe, as facts and as a picture."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest
from kb.main import app
from kb.names.found import find
from kb.render.picture import PictureError, write_picture
from kb.render.terminal_plot import terminal_plot
from kb_registry import Curve, Drawing, draw_function, installed_registry
from PIL import Image
from rich.console import Console
from rich.style import Style
from rich.text import Text
from typer.testing import CliRunner

from tests.shell import kb


def drawn(width: int, encoding: str = "utf-8", **options: bool) -> str:
    """What a console of a width is given."""

    class Screen(Console):
        @property
        def encoding(self) -> str:
            return encoding

    console = Screen(width=width, record=True, **options)  # type: ignore[arg-type]
    plot = terminal_plot(draw_function(abs), "absolute", console)
    with console.capture() as capture:
        console.print(plot)
    return capture.get()


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_a_drawing_fits_the_terminal(width: int) -> None:
    title, *rows = drawn(width).rstrip("\n").split("\n")
    assert title == "absolute"
    assert max(map(len, rows)) <= min(width, 100)
    assert sum("│" in row for row in rows) > 6
    assert "f'(x)" in rows[2]


def test_colours_are_for_terminals() -> None:
    assert "\x1b[" not in drawn(80)
    assert "\x1b[" in drawn(80, force_terminal=True)
    assert "\x1b[3" not in drawn(80, force_terminal=True, no_color=True)


def test_no_colour_is_a_palettes_own_which_may_be_dark_on_black() -> None:
    plot = terminal_plot(draw_function(abs), "absolute", Console(width=80))
    assert plot is not None
    drawing = plot.renderables[1]
    assert isinstance(drawing, Text)
    styles = [span.style for span in drawing.spans if isinstance(span.style, Style)]
    grid = 8
    curves = {style.color.number for style in styles if style.color} - {grid}
    assert len(curves) == 2
    assert all(number is not None and number >= 16 for number in curves)


def test_a_terminal_without_unicode_gets_ascii() -> None:
    plot = drawn(80, encoding="ascii")
    assert plot.isascii()
    assert plot.count("*") > 20


def test_what_has_no_finite_value_is_not_drawn() -> None:
    nowhere = Drawing("x", "", 0.0, 1.0, (Curve("f(x)", lambda x: x / 0),))
    assert terminal_plot(nowhere, "nothing", Console()) is None


@pytest.mark.parametrize(
    "reference",
    ["l1_l2:0,0", "l2:1e308", "elu:1e308", "random_normal:0,1e308", "random_normal:1e90,1"],
)
def test_what_is_flat_or_endless_is_drawn_as_far_as_can_be(reference: str) -> None:
    shown = CliRunner().invoke(app, ["show", reference], catch_exceptions=False)
    assert shown.exit_code == 0
    assert "Use: kb build" in shown.output


def test_a_picture_of_nothing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "nothing.png"
    failed = kb("show", "random_normal:0,1e308", "--plot", path)
    assert failed.returncode == 2
    assert "random_normal has no curve to draw" in failed.stderr
    assert not path.exists()


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("selu", ["f(x)", "f'(x)"]),
        ("keras-blocks-keras:selu", ["f'(x)"]),
        ("cosine_decay", ["learning rate of cosine_decay:", "step"]),
        ("he_normal", ["density of he_normal, 300 x 100 weights"]),
        ("gaussian_noise:0.5", ["density of gaussian_noise:stddev=0.5", "noise"]),
        ("l1_l2(0.1, 0.2)", ["penalty of l1_l2:l1=0.1,l2=0.2", "--reg l1_l2:l1=0.1,l2=0.2"]),
        ("elu:alpha=2", ["value", "default", "kb build --act elu:alpha=2.0"]),
    ],
)
def test_show_draws_what_it_is_given(reference: str, words: list[str]) -> None:
    shown = kb("show", reference)
    assert shown.returncode == 0, shown.stderr
    assert "┌" in shown.stdout
    for word in words:
        assert word in shown.stdout


@pytest.mark.parametrize("name", ["softmax", "adam", "mlp"])
def test_what_has_no_curve_is_shown_without(name: str) -> None:
    shown = kb("show", name)
    assert shown.returncode == 0
    assert "┌" not in shown.stdout


def test_a_shape_decides_how_wide_weights_spread() -> None:
    facts = [
        json.loads(kb("show", "he_normal", "--shape", shape, "--json").stdout)[0]["drawing"]
        for shape in ("50x10", "5x5x2x10", "800x10")
    ]
    highest = [max(y for _, y in fact["curves"]["density"]) for fact in facts]
    assert highest[0] == highest[1] == pytest.approx(highest[2] / 4)


def test_json_has_the_points_and_the_values() -> None:
    (facts,) = json.loads(kb("show", "leaky_relu:0.5", "--json").stdout)
    assert facts["parameters"][0]["value"] == "0.5"
    assert facts["parameters"][0]["default"] == "0.3"
    curves = facts["drawing"]["curves"]
    assert curves["f(x)"][0] == [-4.0, -2.0]
    assert curves["f'(x)"][0] == [-4.0, pytest.approx(0.5)]
    (facts,) = json.loads(kb("show", "softmax", "--json").stdout)
    assert facts["drawing"] is None


def test_arguments_choose_among_kinds_that_share_a_name() -> None:
    registry = installed_registry()
    assert len(find("unit_norm", None, registry)) == 2
    assert {found.kind.kind.name for found in find("unit_norm:axis=1", None, registry)} == {
        "constraint",
        "normalization",
    }


def test_a_picture_is_a_png(tmp_path: Path) -> None:
    file = tmp_path / "selu.PNG"
    written = kb("show", "selu", "--plot", file)
    assert written.returncode == 0, written.stderr
    assert f"Written to {file}" in written.stdout
    with Image.open(file) as picture:
        assert picture.format == "PNG"
        assert len(picture.convert("RGB").getcolors(1 << 24) or []) > 10
    assert list(tmp_path.iterdir()) == [file]


def test_a_picture_is_an_svg_with_text_and_the_same_each_time(tmp_path: Path) -> None:
    for name in ("a.svg", "b.svg"):
        write_picture(draw_function(abs), "absolute", tmp_path / name)
    first = (tmp_path / "a.svg").read_text()
    assert first == (tmp_path / "b.svg").read_text()
    texts = {"".join(node.itertext()).strip() for node in ET.fromstring(first).iter()}  # noqa: S314 - written here
    assert {"absolute", "f(x)", "f'(x)", "x"} <= texts


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda folder: folder / "selu.jpg", "End it in .png, .svg or .pdf."),
        (lambda folder: folder / "selu", "End it in .png, .svg or .pdf."),
        (lambda folder: folder / "nowhere" / "selu.png", "Can't write"),
        (lambda folder: folder / "folder.png", "Can't write"),
    ],
)
def test_a_picture_that_cant_be_written_leaves_nothing(
    make: Callable[[Path], Path], words: str, tmp_path: Path
) -> None:
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(PictureError, match=re.escape(words)):
        write_picture(draw_function(abs), "absolute", make(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["folder.png"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["softmax", "--plot", "x.png"], "softmax has no curve to draw."),
        (["selu", "--plot", "x.gif"], "End it in .png, .svg or .pdf."),
        (["selu", "--plot", "no/x.png"], "Can't write no/x.png: No such file or directory."),
        (["selu", "--shape", "3x4"], "selu isn't an initializer."),
        (["he_normal", "--shape", "3,4"], "'3,4' isn't a shape."),
        (["he_normal", "--shape", "0x4"], "'0x4' isn't a shape."),
        (["elu:alhpa=2"], "Did you mean alpha"),
        (["elu:alpha=-2"], "alpha must be a number > 0"),
        (["elu:alpha="], "Can't read 'elu:alpha='"),
        (["ellu:alpha=2"], "Did you mean elu"),
    ],
)
def test_a_mistake_is_a_message_and_exit_code_2(
    arguments: list[str], words: str, tmp_path: Path
) -> None:
    failed = kb("show", *arguments, cwd=tmp_path)
    assert failed.returncode == 2
    assert words in failed.stderr
    assert "Traceback" not in failed.stderr
    assert failed.stdout == ""
    assert list(tmp_path.iterdir()) == []
