"""Trained models in other programs' formats, predicted with there from raw rows."""

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import onnx
import onnxruntime
import pytest
import tensorflow as tf
from ai_edge_litert.interpreter import Interpreter
from kb_engine import Recipe, train
from kb_engine.export import Destination, DestinationError, Exported, export
from kb_engine.prediction import LoadedRun, load
from kb_registry import (
    Exporter,
    ExportError,
    MissingPackageError,
    installed_registry,
    structure,
)

Array = np.ndarray[Any, Any]

PEOPLE = [
    (
        20 + i % 50,
        ("Rome", "Oslo", 'São "P"')[i % 3],
        1000.0 * (i * 7 % 60) + 0.25,
        "ny"[i // 2 % 2],
    )
    for i in range(60)
]


def exporter(reference: str) -> Exporter:
    return structure(Exporter, reference, installed_registry())


def trained(folder: Path, **choices: Any) -> LoadedRun:
    recipe = Recipe.from_choices({"epochs": 1, "callback": [], **choices})
    return load(train(recipe, folder / "logs").run.folder)


def table(folder: Path) -> Path:
    path = folder / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("age", "city", "income", "buys"), *PEOPLE])
    return path


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> LoadedRun:
    """Classes from numbers and words, with an activation that converters find hard."""
    folder = tmp_path_factory.mktemp("people")
    data = f"csv(path='{table(folder)}',target=buys)"
    return trained(folder, data=data, arch="tabular", act="gelu", norm="batch_norm")


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory) -> LoadedRun:
    return trained(tmp_path_factory.mktemp("digits"), drop="dropout:0.2", norm="batch_norm")


def expected(run: LoadedRun, source: Path) -> Array:
    """What the run itself predicts for a file: for two classes, the second's probability."""
    return np.concatenate([rows.outputs[:, 1:] for rows in run.predict(source)])


def cells(card: dict[str, Any]) -> Iterator[tuple[str, list[list[Any]]]]:
    """The rows of the file for each input, as its card lists columns."""
    names = ["age", "city", "income"]
    for name, taken in card["inputs"].items():
        places = [names.index(column) for column in taken["columns"]]
        rows = [[row[place] for place in places] for row in PEOPLE]
        if name == "codes":
            words = [taken["words"][column] for column in taken["columns"]]
            rows = [[w.index(c) for w, c in zip(words, row, strict=True)] for row in rows]
        yield name, rows


def read(exported: Exported) -> dict[str, Any]:
    card: dict[str, Any] = json.loads(exported.card.read_text("utf-8"))
    return card


def test_onnx_runtime_predicts_from_numbers_and_codes(people: LoadedRun, tmp_path: Path) -> None:
    exported = export(people, exporter("onnx"), tmp_path / "people.onnx")
    card = read(exported)
    assert card["output"] == {
        "task": "binary",
        "classes": ["n", "y"],
        "probability_of": "y",
    }
    kinds = {"numbers": np.float64, "codes": np.int32}
    rows = {name: np.array(values, kinds[name]) for name, values in cells(card)}
    session = onnxruntime.InferenceSession(exported.path)
    (found,) = session.run(None, rows)
    np.testing.assert_allclose(found, expected(people, table(tmp_path)), atol=1e-5)
    told = {each.key: each.value for each in onnx.load(exported.path).metadata_props}
    assert json.loads(told["keras_blocks"])["inputs"] == card["inputs"]


def test_litert_predicts_from_numbers_and_codes(people: LoadedRun, tmp_path: Path) -> None:
    exported = export(people, exporter("litert"), tmp_path / "people.tflite")
    kinds = {"numbers": np.float32, "codes": np.int32}
    rows = {name: np.array(values, kinds[name]) for name, values in cells(read(exported))}
    (found,) = Interpreter(str(exported.path)).get_signature_runner()(**rows).values()
    np.testing.assert_allclose(found, expected(people, table(tmp_path)), atol=1e-4)


def test_words_are_looked_up_inside_keras(people: LoadedRun, tmp_path: Path) -> None:
    exported = export(people, exporter("keras"), tmp_path / "people.keras")
    rows = {name: tf.constant(values) for name, values in cells(read(exported))}
    rows["numbers"] = tf.cast(rows["numbers"], tf.float64)
    found = keras.saving.load_model(exported.path)(rows)
    np.testing.assert_allclose(found, expected(people, table(tmp_path)), atol=1e-5)


@pytest.mark.slow
def test_words_are_looked_up_inside_tensorflow(people: LoadedRun, tmp_path: Path) -> None:
    exported = export(people, exporter("savedmodel"), tmp_path / "people")
    rows = {name: tf.constant(values) for name, values in cells(read(exported))}
    rows["numbers"] = tf.cast(rows["numbers"], tf.float64)
    loaded = tf.saved_model.load(exported.path)
    np.testing.assert_allclose(loaded.serve(rows), expected(people, table(tmp_path)), atol=1e-5)
    rows["words"] = tf.fill(rows["words"].shape, "Paris")
    with pytest.raises(tf.errors.InvalidArgumentError):
        loaded.serve(rows)


def test_numbers_come_in_the_targets_own_unit(tmp_path: Path) -> None:
    data = f"csv(path='{table(tmp_path)}',target=income)"
    run = trained(tmp_path, data=data, arch="tabular", opt="adam:0.01")
    exported = export(run, exporter("keras"))
    assert exported.path == run.run.folder / "exported.keras"
    assert read(exported)["output"] == {"task": "regression", "targets": ["income"]}
    rows = {
        "numbers": tf.constant([[float(row[0])] for row in PEOPLE], tf.float64),
        "words": tf.constant([[row[1], row[3]] for row in PEOPLE]),
    }
    found = keras.saving.load_model(exported.path)(rows)
    (predicted,) = run.predict(table(tmp_path))
    assert predicted.outputs.mean() > 1000
    np.testing.assert_allclose(found, predicted.outputs, rtol=1e-5)


@pytest.mark.parametrize(("form", "suffix"), [("onnx", ".onnx"), ("litert", ".tflite")])
def test_pictures_go_in_as_bytes(form: str, suffix: str, digits: LoadedRun, tmp_path: Path) -> None:
    exported = export(digits, exporter(form), tmp_path / f"digits{suffix}")
    assert exported.inputs == {"x": {"dtype": "uint8", "shape": [8, 8], "range": [0, 255]}}
    assert exported.rows == 256
    assert exported.difference < 1e-5
    assert read(exported)["output"]["classes"] == list("0123456789")


@pytest.mark.parametrize("suffix", [".weights.h5", ".npz"])
def test_weights_alone(suffix: str, digits: LoadedRun, tmp_path: Path) -> None:
    exported = export(digits, exporter("weights"), tmp_path / f"digits{suffix}")
    assert exported.difference == 0
    copy = keras.models.clone_model(digits.model)
    if suffix == ".npz":
        with np.load(exported.path) as arrays:
            assert set(arrays) == {weight.path for weight in digits.model.weights}
            copy.set_weights([arrays[weight.path] for weight in digits.model.weights])
    else:
        copy.load_weights(exported.path)
    for found, wanted in zip(copy.get_weights(), digits.model.get_weights(), strict=True):
        np.testing.assert_array_equal(found, wanted)


def test_the_data_may_be_gone(tmp_path: Path) -> None:
    path = table(tmp_path)
    run = trained(tmp_path, data=f"csv(path='{path}',target=buys)", arch="tabular")
    path.unlink()
    assert export(run, exporter("weights")).rows == 256
    assert export(run, exporter("keras")).difference < 1e-5


@pytest.mark.slow
def test_a_saved_model_needs_no_keras_and_is_replaced_only_if_forced(
    digits: LoadedRun, tmp_path: Path
) -> None:
    path = tmp_path / "digits"
    assert export(digits, exporter("savedmodel"), path).difference < 1e-5
    with pytest.raises(DestinationError, match="Or replace it: force=True"):
        export(digits, exporter("savedmodel"), path)
    export(digits, exporter("savedmodel"), path, force=True)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["digits", "digits.json"]
    program = (
        "import sys; sys.modules['keras'] = None; import tensorflow as tf;"
        f"model = tf.saved_model.load({str(path)!r});"
        "print(model.serve(tf.zeros((3, 8, 8), tf.uint8)).shape)"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "(3, 10)"


def test_a_folder_that_holds_something_else_stays(digits: LoadedRun, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("Once")
    with pytest.raises(DestinationError, match="isn't replaced"):
        export(digits, exporter("savedmodel"), tmp_path / "thesis", force=True)
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "Once"


@pytest.mark.parametrize(
    ("path", "told"), [("model.txt", r"End it in \.onnx"), ("no/model.onnx", "There is no folder")]
)
def test_a_path_that_cannot_be_written(path: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(DestinationError, match=told):
        Destination.of(tmp_path / path, tmp_path, exporter("onnx"), force=False)


@pytest.mark.parametrize(("form", "suffix"), [("onnx", ".onnx"), ("litert", ".tflite")])
def test_an_operation_that_a_format_lacks_is_named(form: str, suffix: str, tmp_path: Path) -> None:
    x = keras.Input((4,), name="x")
    model = keras.Model(x, keras.ops.erfinv(x))
    with pytest.raises(ExportError, match=r"can't hold this model: .*Erfinv"):
        exporter(form).write(model, tmp_path / f"model{suffix}", {})


def test_predictions_that_differ_are_refused(
    digits: LoadedRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = exporter("weights")
    monkeypatch.setattr(type(wrong), "predict", lambda *_: np.full((256, 10), 0.5))
    with pytest.raises(ExportError, match="predicts otherwise than the run: outputs differ by 0"):
        export(digits, wrong, tmp_path / "digits.npz")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_package_is_named(
    digits: LoadedRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = exporter("onnx")
    monkeypatch.setattr(type(lacking), "modules", ("onnx", "not_installed_here"))
    with pytest.raises(MissingPackageError) as error:
        export(digits, lacking, tmp_path / "digits.onnx")
    assert str(error.value) == (
        "Exporting to onnx needs the package not_installed_here, which isn't installed."
        " Run pip install 'keras-blocks[onnx]'."
    )
