"""`kb probe`: what a shell prints and returns."""

import json
import math
import re

import pytest
from kb.main import app
from kb.render.console import out
from kb.render.plain import spell_out
from kb.render.probe import print_probe
from kb_engine.diagnosis.probing import LayerReport, Mend, ProbeReport, Verdict
from kb_observe.rules import Fix
from typer.testing import CliRunner, Result

DEEP = ("--act", "sigmoid", "--arch", "mlp(units=[30,30,30,30,30,30])", "--epochs", "2")


def probe(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["probe", *arguments], catch_exceptions=False)


def test_a_healthy_recipe_ends_in_exit_code_0_with_a_row_for_each_layer() -> None:
    done = probe("--arch", "mlp(units=[30])")
    assert done.exit_code == 0
    assert done.stdout.startswith("healthy: the loss goes from")
    rows = [line.split()[0] for line in done.stdout.splitlines() if line]
    assert {"layer", "hidden_1", "hidden_1_act", "output"} <= set(rows)


def test_an_unhealthy_one_is_told_with_place_evidence_and_mend() -> None:
    done = probe(*DEEP, "--json")
    content = json.loads(done.stdout)
    assert done.exit_code == 1
    assert list(content)[:5] == ["verdict", "begins_at", "because", "mend", "layers"]
    assert content["verdict"] == "vanishing"
    assert content["begins_at"].startswith("hidden_")
    assert content["mend"]["fix"]["changes"]


def test_a_figure_stands_before_its_bar_which_every_encoding_has_signs_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    layer = LayerReport("hidden", 0.0, 0.01, 1.0, gradient=math.inf)
    mend = Mend(Fix("Use another.", ()), loss=0.5, without=math.nan)
    print_probe(ProbeReport("diverging", None, "It jumps.", mend, (layer,)), narrow=False)
    shown = capsys.readouterr().out
    assert "0.5, and NaN without" in shown
    assert "hidden  1.0e-02 ━━━━━━━━    " in shown
    bar = shown[shown.index("━") : shown.rindex("━") + 1]
    assert spell_out(UnicodeEncodeError("ascii", bar, 0, len(bar), "")) == ("========", 8)


@pytest.mark.parametrize("verdict", ["dead", "saturated"])
@pytest.mark.parametrize("path", ["hidden_1_act", "block_1/residual/hidden_1/kernel"])
@pytest.mark.parametrize("width", [30, 40, 60, 80])
def test_a_narrow_table_is_whole_and_shows_what_the_verdict_is_about(
    verdict: Verdict,
    path: str,
    width: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(out, "_force_terminal", True)
    monkeypatch.setattr(out, "_width", width)
    shares = {"dead": 0.0, "saturated": 0.0, verdict: 0.97}
    layer = LayerReport(path, 0.0, 1e-5, 1.0, gradient=1e-4, **shares)
    print_probe(ProbeReport(verdict, None, "It is.", None, (layer,)), narrow=True)
    table = re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out).partition("\n\n")[2]
    assert max(map(len, table.splitlines())) <= width
    assert "…" not in table
    heading, first, *rest = (line.split() for line in table.splitlines())
    assert heading[0] == "layer"
    assert verdict in heading
    assert "97%" in first
    assert "".join([first[0], *(line[0] for line in rest if line)]) == path


@pytest.mark.parametrize("form", ["--json", None])
def test_the_range_of_rates_is_told(form: str | None) -> None:
    done = probe("--arch", "mlp(units=[30])", "--lr-range", *([form] if form else []))
    assert done.exit_code == 0
    if form:
        content = json.loads(done.stdout)
        assert len(content["rates"]) == len(content["losses"])
        assert content["low"] < content["high"]
    else:
        assert "Useful rates: " in done.stdout
