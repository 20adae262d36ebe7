"""What is printed for terminals and encodings that show little."""

import os
import pty
import re
import signal
import subprocess
from pathlib import Path

import pytest
from kb.render.console import BAD, CAUTION, GOOD, NOTED
from rich.color import Color

from tests.shell import KB

ENCODINGS = {
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
}


def on_terminal(*arguments: str, columns: int, **environment: str) -> str:
    """What a command prints on a terminal of so many columns."""
    near, far = pty.openpty()
    given = {**os.environ, "COLUMNS": str(columns), "TERM": "xterm-256color", **environment}
    given.pop("NO_COLOR", None) if "NO_COLOR" not in environment else None
    with subprocess.Popen([KB, *arguments], stdout=far, stderr=far, env=given) as process:
        os.close(far)
        printed = b""
        while True:
            try:
                printed += os.read(near, 65536)
            except OSError:  # the terminal's end
                break
        process.wait()
    os.close(near)
    return printed.decode(errors="replace").replace("\r\n", "\n")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_formulas_are_spelt_out_where_the_encoding_lacks_their_letters(encoding: str) -> None:
    done = subprocess.run(
        [KB, "show", "adam"],
        capture_output=True,
        check=True,
        env={**os.environ, **ENCODINGS[encoding]},
    )
    shown = done.stdout.decode("cp1252")
    assert "m <- beta_1 m + (1 - beta_1) g" in shown
    assert "sqrt" in shown
    assert "?" not in shown


COMMANDS = (
    ["list"],
    ["list", "activation"],
    ["show", "prelu"],
    ["--help"],
    ["plugin", "--help"],
    ["train", "--help"],
    ["doctor"],
)


@pytest.mark.parametrize("columns", [60, 80, 160])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_dumb_terminal_gets_lines_that_fit_and_no_codes(command: list[str], columns: int) -> None:
    shown = on_terminal(*command, columns=columns, TERM="dumb")
    assert "\x1b" not in shown
    assert max(map(len, shown.splitlines())) <= columns


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_terminal_of_60_columns_gets_lines_that_fit(command: list[str]) -> None:
    shown = re.sub(r"\x1b\[[0-9;]*m", "", on_terminal(*command, columns=60))
    assert max(map(len, shown.splitlines())) <= 60


def test_words_of_an_error_stay_whole_on_a_narrow_terminal() -> None:
    shown = on_terminal("check", "logs/run", "--act", "relu", columns=30, NO_COLOR="1")
    assert shown.splitlines()[1] == "so it goes without --act."


def test_a_page_of_a_rule_takes_the_terminals_own_colours_and_little_of_a_wide_one() -> None:
    shown = on_terminal("check", "--explain", "KB101", columns=160)
    codes = re.findall(r"\x1b\[([0-9;]*)m", shown)
    assert set(codes) <= {"", "0", "1"}  # bold, and nothing that suits only white or only black
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert max(len(line.rstrip()) for line in plain.splitlines()) <= 100


@pytest.mark.parametrize("colour", [CAUTION, GOOD, BAD, NOTED])
@pytest.mark.parametrize("background", [0.0, 1.0])
def test_colours_can_be_read_on_black_and_on_white(colour: str, background: float) -> None:
    parts = [value / 255 for value in Color.parse(colour).get_truecolor()]
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    seen = sum(share * x for share, x in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    darker, lighter = sorted((seen, background))
    assert (lighter + 0.05) / (darker + 0.05) >= 3.0  # WCAG's least, for large letters


def test_no_color_is_honoured() -> None:
    assert "\x1b[3" in on_terminal("show", "prelu", columns=80)
    assert "\x1b[3" not in on_terminal("show", "prelu", columns=80, NO_COLOR="1")


@pytest.mark.parametrize(
    "command",
    [
        "list",
        "list activation",
        "show adam --json",
        "runs",
        "runs --json",
        "schema",
        "doctor",
        "--help",
    ],
)
def test_a_command_whose_reader_is_gone_ends_as_other_tools_do(
    command: str, tmp_path: Path
) -> None:
    (tmp_path / "logs").mkdir()
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [KB, *command.split()], stdout=writing, stderr=subprocess.PIPE, check=False, cwd=tmp_path
    )
    os.close(writing)
    assert done.stderr == b""
    assert done.returncode == 128 + signal.SIGPIPE


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("command", [["list"], ["list", "--json"], ["--help"], ["show", "relu"]])
def test_a_full_disk_is_named(command: list[str]) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        ended = subprocess.run(
            [KB, *command], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert ended.returncode == 2
    assert ended.stderr == "Error: The output can't be written: No space left on device.\n"
