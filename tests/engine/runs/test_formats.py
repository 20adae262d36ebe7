"""The files of a run carry a version; older ones are read, later ones refused in words."""

import json
import shutil
import tomllib
from pathlib import Path

import keras
import pytest
from kb_engine import (
    FormatError,
    Recipe,
    RecipeError,
    Result,
    Run,
    build_run,
    read_choices,
    resume,
    write_recipe,
)
from kb_engine.prediction import load

VERSION_0 = Path(__file__).with_name("version_0")
"""What a run of two epochs left behind before files had versions, but for arrays."""

ARRAYS = Path(__file__).with_name("version_0_arrays")
"""That run's model, and its checkpoint of the first epoch."""

KEY = "8dd9039a"
"""What the run's folder was called by."""

QUICK = {"arch": "mlp(units=[16])", "epochs": 1, "callback": "none"}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return Path(shutil.copytree(VERSION_0, tmp_path / f"mlp-batch_norm-adam-{KEY}"))


def test_every_file_says_its_version(tmp_path: Path) -> None:
    folder = build_run(Recipe.from_choices(QUICK), tmp_path).run.folder
    for name in ("result.json", "environment.json"):
        assert json.loads((folder / name).read_text())["format"] == 1
    assert tomllib.loads((folder / "recipe.toml").read_text())["format"] == 1


def test_a_recipe_without_a_version_means_what_it_meant(old: Path, tmp_path: Path) -> None:
    recipe = Run.open(old).recipe
    assert recipe.key() == KEY
    write_recipe(recipe, tmp_path / "recipe.toml")
    again = Recipe.from_choices(read_choices(tmp_path / "recipe.toml"))
    assert again == recipe
    assert hash(again.training) == hash(recipe.training)
    assert again.key() == KEY


def test_a_result_without_a_version_is_read(old: Path) -> None:
    result = Result.read(old / "result.json")
    assert result.status == "trained"
    assert result.history["loss"] == [1.3935048580169678, 0.5185768604278564]
    result.write(old / "result.json")
    assert Result.read(old / "result.json") == result


def test_a_run_without_versions_is_resumed(old: Path) -> None:
    first = json.loads((old / "environment.json").read_text())
    resumed = resume(old, force=True)
    assert len(resumed.history["loss"]) == 2
    record = json.loads((old / "environment.json").read_text())
    assert record.pop("format") == 1
    record.pop("resumed", None)
    assert record == first


def test_a_run_killed_before_there_were_versions_ends_as_it_would_have(old: Path) -> None:
    before = Result.read(old / "result.json")
    (old / "result.json").unlink()
    shutil.copytree(ARRAYS / "checkpoints", old / "checkpoints")
    resumed = resume(old, force=True)  # another release of NumPy or Keras is a change
    assert resumed.history["loss"][0] == before.history["loss"][0]
    for name, curve in before.history.items():
        assert resumed.history[name] == pytest.approx(curve, rel=1e-3)


@pytest.mark.skipif(
    tuple(map(int, keras.__version__.split(".")[:2])) < (3, 14),
    reason="BatchNormalization in the file has renorm, which Keras has since 3.14",
)
def test_a_model_from_before_versions_scores_as_it_did(old: Path) -> None:
    shutil.copy(ARRAYS / "model.keras", old)
    scores = load(old).evaluate(split="test").metrics
    assert scores == pytest.approx(dict(Result.read(old / "result.json").scores["test"]), rel=1e-3)


@pytest.mark.parametrize("name", ["recipe.toml", "environment.json"])
def test_a_run_of_a_later_version_is_refused(old: Path, name: str) -> None:
    stamp(old / name, 2)
    with pytest.raises(FormatError, match=r"has format 2, and .* reads formats up to 1") as refused:
        Run.open(old)
    assert refused.value.exit_code == 2
    assert name in refused.value.message
    assert "Update" in str(refused.value.hint)


def test_a_result_of_a_later_version_is_refused(old: Path) -> None:
    stamp(old / "result.json", 3)
    with pytest.raises(FormatError, match=r"result\.json has format 3"):
        Result.read(old / "result.json")


@pytest.mark.parametrize("version", ["1", -1, 1.0, True])
def test_a_version_that_is_no_number_of_one_is_refused(old: Path, version: object) -> None:
    stamp(old / "result.json", version)
    with pytest.raises(FormatError, match="isn't a version"):
        Result.read(old / "result.json")


def test_a_version_is_a_field_of_files_and_not_of_recipes() -> None:
    with pytest.raises(RecipeError, match="no field 'format'"):
        Recipe.from_choices({"format": 1})


def stamp(path: Path, version: object) -> None:
    """Give a file a version."""
    if path.suffix == ".toml":
        path.write_text(f"format = {json.dumps(version)}\n{path.read_text()}")
    else:
        path.write_text(json.dumps({"format": version, **json.loads(path.read_text())}))
