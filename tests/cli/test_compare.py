"""`kb compare`, and `kb.compare` in a notebook."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import kb
import pytest
from kb.main import app
from kb_engine.runs.store import Failure
from kb_registry import KerasBlocksError
from rich.console import Console
from typer.testing import CliRunner

from tests.engine.comparison.pretended import pretend
from tests.preloaded import unmeasured
from tests.shell import kb as kb_command

NOISE = [0.0, 0.004, -0.003, 0.001, 0.002]


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep of two activations by two initializers, and a run that failed."""
    folder = tmp_path_factory.mktemp("logs")
    for act, gain in (("relu", 0.0), ("selu", 0.05)):
        for init, shift in (("he_normal", 0.0), ("lecun_normal", 0.02)):
            for seed, noise in enumerate(NOISE):
                score = 0.5 + gain + shift + noise * (1.1 if act == "selu" else 1.0)
                pretend(folder / "first", score, act=act, init=init, seed=seed)
    lost = pretend(folder / "first", None, act="elu")
    Failure("failed", "The loss <b>became</b> NaN.").write(lost.folder)
    pretend(folder, 0.9, act="gelu")
    return folder


def compared(logdir: Path, *arguments: str) -> str:
    line = ["compare", *arguments, "--logdir", str(logdir)]
    done = CliRunner().invoke(app, line, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def refusal(logdir: Path, *arguments: str) -> str:
    with pytest.raises(KerasBlocksError) as caught:
        compared(logdir, *arguments)
    return str(caught.value)


def test_a_sweep_is_compared_in_words(logdir: Path) -> None:
    printed = " ".join(compared(logdir, "first", "--by", "act", "--baseline", "relu").split())
    assert "test_accuracy by act; higher is better" in printed
    assert "selu 0.5" in printed
    assert "1.00 better" in printed
    assert "Runs are paired by seed and by init." in printed
    assert "elu: 1 run without a score: failed. The loss <b>became</b> NaN." in printed
    assert "gelu" not in printed, "it is in no sweep"


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_table_fits_its_terminal(
    logdir: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    shown = io.StringIO()
    terminal = Console(file=shown, width=width, force_terminal=True, color_system=None)
    for module in ("comparison_page", "console"):
        monkeypatch.setattr(f"kb.render.{module}.out", terminal)
    compared(logdir, "first", "--by", "act,init")
    lines = shown.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    assert any(line.startswith("relu ") for line in lines)
    assert any("not enough runs" in line for line in lines)
    lacking = [line for line in lines if line.startswith("A wider terminal shows")]
    assert any("P(A>B)" in line for line in lacking) is (width < 120)


def test_two_fields_are_a_table_with_marginal_means(logdir: Path) -> None:
    printed = compared(logdir, "first", "--by", "act,init")
    assert "act \\ init" in printed
    assert "no interaction" in " ".join(printed.split())


def test_one_run_is_named_and_others_are_chosen_by_conditions(logdir: Path) -> None:
    name = next(path.name for path in logdir.glob("gelu-*"))
    assert "is the only level with a score" in compared(logdir, name, "--by", "act")
    printed = compared(logdir, "--by", "act", "--where", "init=he_normal", "--where", "act=selu")
    assert "selu is the only level" in printed


def test_json_and_csv_hold_the_same_figures(logdir: Path) -> None:
    line = ["first", "--by", "act", "--baseline", "relu"]
    document = json.loads(compared(logdir, *line, "--json", "--best-of", "--pareto", "seconds"))
    selu, _, elu = document["levels"]
    assert selu["difference"]["verdict"] == "better"
    assert elu["unscored"][0]["status"] == "failed"
    assert len(document["best_of"]) == 4
    assert document["pareto"] == ["selu"]
    rows = list(csv.DictReader(io.StringIO(compared(logdir, *line, "--csv"))))
    assert [row["level"] for row in rows] == ["selu", "relu", "elu"]
    assert float(rows[0]["difference"]) == selu["difference"]["mean"]
    assert float(rows[0]["low"]) == selu["low"]
    assert rows[2]["unscored"] == "1"
    assert float(rows[0]["megabytes"]) == 700


def test_which_field_matters_is_said(logdir: Path) -> None:
    pytest.importorskip("optuna")
    lines = compared(logdir, "first", "--by", "act", "--importance").splitlines()
    assert [line.split()[0] for line in lines[-2:]] == ["act", "init"]


def test_mistakes_are_named(logdir: Path) -> None:
    assert "Did you mean act" in refusal(logdir, "--by", "atc")
    assert "Did you mean relu" in refusal(logdir, "--by", "act", "--baseline", "rellu")
    assert "no run 'secnd'" in refusal(logdir, "secnd", "--by", "act")
    assert "exclude each other" in refusal(logdir, "--by", "act", "--json", "--csv")
    assert "no runs to compare" in refusal(logdir, "--by", "act", "--where", "epochs>1000")


def test_mistakes_end_with_exit_code_2_and_no_traceback(logdir: Path) -> None:
    done = kb_command("compare", "--by", "atc", "--logdir", logdir)
    assert done.returncode == 2
    assert done.stderr.startswith("Error: No run has a field 'atc'.")


def test_comparing_imports_no_tensorflow(logdir: Path) -> None:
    program = f"""
import sys
sys.argv = ["kb", "compare", "first", "--by", "act", "--logdir", {str(logdir)!r}]
try:
    from kb.main import main
    main()
finally:
    print(sorted({{"tensorflow", "keras", "pandas", "matplotlib", "optuna"}} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=unmeasured(),
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_notebook_shows_a_table_with_names_escaped(logdir: Path) -> None:
    found = kb.compare("first", by="act", baseline="relu", logdir=logdir)
    html = found._repr_html_()
    assert '<th scope="row">selu</th>' in html
    assert "&lt;b&gt;became" in html
    assert "<b>" not in html
    assert found.found.level("selu").difference is not None
    assert "better" in str(found)


def test_without_pandas_a_data_frame_is_refused_in_words(
    logdir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(KerasBlocksError, match="pip install pandas"):
        kb.compare("first", by="act", logdir=logdir).to_pandas()
