"""The guide for authors of plugins: what it shows is installed, checked and trained."""

import json
import re
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from kb_engine import Recipe, train
from kb_registry import Registry
from kb_registry.installed._discovery import scan
from kb_registry.testing import conformance

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "plugins.md").read_text()
SHOWN = re.findall(r"^```python\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
WHOLE = [code for code in SHOWN if "def build" in code or "def load" in code]
FRAGMENTS = [code for code in SHOWN if code not in WHOLE and "kb-snake" not in code]
ENTRY_POINTS = """
[kb.activations]
snake = guide:Snake
[kb.architectures]
funnel = guide:Funnel
[kb.callbacks]
epoch_lines = guide:EpochLines
[kb.datasets]
spirals = guide:Spirals
"""


@pytest.fixture
def guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A module of all components that the guide shows as a whole, installed as kb-guide."""
    site = tmp_path / "site"
    info = site / "kb_guide-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.4\nName: kb-guide\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(ENTRY_POINTS)
    (site / "guide.py").write_text("\n".join(WHOLE))
    for folder in (ROOT / "examples" / "kb-snake", site):
        monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "guide", raising=False)
    return import_module("guide")


@pytest.fixture
def registry(guide: ModuleType) -> Registry:
    return Registry(scan(sys.path).entries)


def test_what_it_shows_conforms(registry: Registry) -> None:
    for check in conformance("kb-guide", registry):
        check()


@pytest.mark.parametrize("code", FRAGMENTS, ids=range(len(FRAGMENTS)))
def test_a_fragment_runs_where_it_stands(code: str, guide: ModuleType) -> None:
    exec(code, dict(vars(guide)))  # noqa: S102 - the guide is our own


def test_what_it_shows_trains_together(registry: Registry, tmp_path: Path) -> None:
    choices = {
        "data": "spirals:300",
        "arch": "funnel:16",
        "callback": "epoch_lines",
        "act": "snake",
        "norm": "batch_norm",
        "drop": "dropout:0.1",
        "reg": "l2",
        "wrap": "weight_standardization",
        "epochs": 2,
    }
    trained = train(Recipe.from_choices(choices, registry), tmp_path / "logs")
    lines = (trained.run.folder / "epochs.jsonl").read_text().splitlines()
    assert [json.loads(line)["loss"] for line in lines] == trained.history["loss"]
    assert trained.result.samples == {"train": 210, "validation": 30, "test": 60}
    widths = [trained.model.get_layer(f"hidden_{i}").layer.units for i in (1, 2, 3)]
    assert widths == [16, 8, 4]
