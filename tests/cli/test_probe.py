"""`kb probe`: what a shell prints and returns."""

import json

import pytest
from kb.main import app
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
