import os
import sys
from pathlib import Path

import pytest
from kb_engine import LogdirError
from kb_engine.sweeps import Plan, Sweep, SweepError
from kb_engine.sweeps._siblings import siblings
from kb_keras.activations.rectifiers import LeakyReLU
from kb_registry import KerasBlocksError, MissingPackageError, installed_registry

REGISTRY = installed_registry()
FIELDS = {"act": "relu,prelu", "epochs": 2}


def plan(**table: object) -> Plan:
    return Plan.from_table({"fields": FIELDS, **table})


def test_a_plan_reads_back_from_its_file(tmp_path: Path) -> None:
    written = Plan.from_table(
        {
            "seeds": 5,
            "search": "random",
            "trials": 10,
            "pair": [["act", "init"]],
            "fields": {
                "act": ["relu", LeakyReLU(0.1)],
                "init": "he_normal,he_uniform",
                "drop": None,
            },
        }
    )
    written.write(tmp_path / "sweep.toml", REGISTRY)
    read = Plan.read(tmp_path / "sweep.toml")
    assert read.settings == written.settings
    assert read.pair == written.pair
    keys = [
        [each.recipe(point, {}, 0).key() for point in each.points()]
        for each in (written.space(REGISTRY), read.space(REGISTRY))
    ]
    assert keys[0] == keys[1]


def test_trials_are_counted_before_any_is_made() -> None:
    many = Plan.from_table({"seeds": 1_000_000, "fields": {"act": "relu,elu"}})
    assert many.count(many.space(REGISTRY)) == 2_000_000
    found = plan(search="random", trials=7, seeds=2)
    assert found.count(found.space(REGISTRY)) == 14
    found = plan(search="random", hours=1)
    assert found.count(found.space(REGISTRY)) is None


def test_trials_log_metrics_alone_unless_told_otherwise() -> None:
    def callbacks(**fields: object) -> str:
        found = Plan.from_table({"fields": fields}).space(REGISTRY)
        (point,) = found.points()
        return found.recipe(point, {}, None).texts()["callback"]

    assert callbacks() == "tensorboard:layers=false"
    assert callbacks(callback=["csv_logger"]) == "tensorboard:layers=false, csv_logger"
    assert callbacks(callback="tensorboard") == "tensorboard"
    assert callbacks(callback="none") == "none"


def test_every_trial_knows_what_the_others_choose() -> None:
    fields = {"act": "relu,elu(2)", "epochs": 3, "opt": "sgd:learning_rate=1e-3..1e-1"}
    space = plan(seeds=5, search="random", trials=9, fields={**fields, "seed": 7}).space(REGISTRY)
    found = siblings(space, 5)
    assert found.keys() == {"act", "opt", "seed"}
    assert [each["name"] for each in found["act"]] == ["relu", "elu"]
    assert found["act"][1]["alpha"] == 2
    assert [each["learning_rate"] for each in found["opt"]] == [1e-3, 1e-1]
    assert found["seed"] == [7, 8]


@pytest.mark.parametrize(
    ("table", "callbacks"),
    [
        ({"keep_layers": "best:3"}, "tensorboard:layers=apart"),
        ({"keep_layers": "all"}, "tensorboard"),
        (
            {
                "keep_layers": "best:3",
                "fields": {"callback": ["tensorboard:layers=apart,budget=0.1"]},
            },
            "tensorboard:budget=0.1,layers=apart",
        ),
    ],
)
def test_layers_are_logged_where_they_can_be_deleted(
    table: dict[str, object], callbacks: str
) -> None:
    found = plan(**table).space(REGISTRY)
    (point, *_) = found.points()
    assert found.recipe(point, {}, None).texts()["callback"] == callbacks


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"seed": 5}, "no setting 'seed'. Did you mean seeds"),
        ({"seeds": 0}, "seeds must be an integer >= 1"),
        ({"search": "gird"}, "search must be grid"),
        ({"keep_models": "best"}, "keep_models must be best:N, all or none"),
        ({"keep_layers": "bst:3"}, "keep_layers must be best:N, all or none"),
        ({"pair": "act,init"}, "pair must be a list of lists"),
        ({"fields": ["act"]}, "fields must be a table"),
    ],
)
def test_settings_that_cannot_be(table: dict[str, object], words: str) -> None:
    with pytest.raises(SweepError, match=words):
        plan(**table)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"fields": {"drop": "dropout:0.1..0.5"}}, "A grid tries lists of values"),
        ({"search": "random"}, "has no end"),
        ({"pruner": "median"}, "can't have a pruner"),
        ({"fields": {"act": "relu,,elu"}}, "Can't read"),
        ({"keep_layers": "best:3", "fields": {"callback": "tensorboard"}}, "can be deleted again"),
        ({"keep_layers": "all", "fields": {"callback": "none"}}, "none log no layers"),
    ],
)
def test_plans_that_cannot_be(table: dict[str, object], words: str) -> None:
    with pytest.raises(KerasBlocksError, match=words):
        plan(**table).space(REGISTRY)


@pytest.mark.parametrize(
    ("search", "package", "words"),
    [
        ("tpe", "optuna", r"needs the package optuna.*keras-blocks-engine\[optuna\]"),
        ("gp", "torch", "gp needs the package torch.*pip install torch"),
        ("cmaes", "cmaes", "cmaes needs the package cmaes.*pip install cmaes"),
    ],
)
def test_a_search_whose_package_is_missing_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, search: str, package: str, words: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingPackageError, match=words):
        Sweep.begin(plan(search=search, trials=2), tmp_path / "logs")
    assert not (tmp_path / "logs").exists()


def test_a_mistake_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(KerasBlocksError, match="preluu"):
        Sweep.begin(Plan.from_table({"fields": {"act": "relu,preluu"}}), tmp_path / "logs")
    assert not (tmp_path / "logs").exists()


def test_sweeps_are_named_after_what_varies(tmp_path: Path) -> None:
    names = [Sweep.begin(plan(), tmp_path).folder.name for _ in range(2)]
    assert names == ["sweep-act-1", "sweep-act-2"]


def test_a_name_is_given_once(tmp_path: Path) -> None:
    Sweep.begin(plan(), tmp_path, "mine")
    with pytest.raises(SweepError, match="There is a sweep"):
        Sweep.begin(plan(), tmp_path, "mine")
    for name in ("", "..", "a/b"):
        with pytest.raises(SweepError, match="can't be a folder's name"):
            Sweep.begin(plan(), tmp_path, name)


def test_a_sweep_is_found_again(tmp_path: Path) -> None:
    begun = Sweep.begin(plan(seeds=3), tmp_path, "mine")
    assert Sweep.open(begun.folder).total == begun.total == 6
    with pytest.raises(SweepError, match="There is no sweep"):
        Sweep.open(tmp_path)


@pytest.mark.parametrize("content", ["act = [", "seeds = 'many'", "fields = {act = 'preluu'}"])
def test_a_plan_edited_into_nonsense_is_refused(tmp_path: Path, content: str) -> None:
    begun = Sweep.begin(plan(), tmp_path, "mine")
    (begun.folder / "sweep.toml").write_text(content)
    with pytest.raises(KerasBlocksError):
        Sweep.open(begun.folder)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_log_directory_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with pytest.raises(LogdirError):
        Sweep.begin(plan(), tmp_path / "logs")
    tmp_path.chmod(0o755)
