"""Arrays saved by NumPy, as they should be and as they shouldn't."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from kb_keras.datasets.archives.npz import Npz
from kb_registry import DataError, Task

Save = Callable[..., str]
Array = Any
Images = tuple[Any, Any]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """`save(x=..., y=...)` writes a file and returns its path."""

    def write(**arrays: Array) -> str:
        file = tmp_path / "mine.npz"
        np.savez(file, **arrays)
        return str(file)

    return write


def table(rows: int = 40, columns: int = 3) -> Array:
    return np.random.default_rng(0).normal(size=(rows, columns))


def test_x_and_y_are_divided(save: Save) -> None:
    splits = Npz(path=save(x=table(), y=np.arange(40) % 4)).load(seed=0)
    assert {n: len(p) for n, p in splits.by_name().items()} == {
        "train": 28,
        "validation": 4,
        "test": 8,
    }
    assert splits.train.x.dtype == np.float32
    assert splits.train.y.dtype == np.int64
    assert splits.spec.classes == ("0", "1", "2", "3")
    assert splits.spec.name == "mine"


def test_a_test_set_of_its_own_stays_the_test_set_as_in_kerass_mnist_file(
    save: Save, few_images: Images
) -> None:
    images, labels = few_images
    path = save(x_train=images, y_train=labels, x_test=images[:6], y_test=labels[:6])
    splits = Npz(path=path).load(seed=0)
    assert {n: len(p) for n, p in splits.by_name().items()} == {
        "train": 54,
        "validation": 6,
        "test": 6,
    }
    np.testing.assert_allclose(splits.test.x[:], images[:6] / 255, rtol=1e-6)


def test_a_test_set_may_have_fewer_samples_than_there_are_classes(save: Save) -> None:
    y = np.arange(40) % 4
    path = save(x_train=table(), y_train=y, x_test=table(2), y_test=np.array([3, 0]))
    splits = Npz(path=path).load(seed=0)
    assert splits.test.y.tolist() == [3, 0]
    assert splits.spec.classes == ("0", "1", "2", "3")


@pytest.mark.parametrize(
    ("y", "task", "targets"),
    [
        (np.arange(40) % 3, Task.CLASSIFICATION, 1),
        (np.arange(40) % 2 == 0, Task.BINARY, 1),
        (np.arange(40)[:, None] % 2, Task.BINARY, 1),
        (np.arange(40) % 3 * 1.0, Task.CLASSIFICATION, 1),
        (np.eye(3)[np.arange(40) % 3], Task.CLASSIFICATION, 1),
        (np.array(["a", "b"] * 20), Task.BINARY, 1),
        (np.linspace(0, 1, 40), Task.REGRESSION, 1),
        (np.ones((40, 2)) * 0.5, Task.REGRESSION, 2),
    ],
)
def test_the_type_of_y_tells_the_task(save: Save, y: Array, task: Task, targets: int) -> None:
    spec = Npz(path=save(x=table(), y=y)).spec()
    assert (spec.task, spec.targets) == (task, targets)


def test_whole_numbers_may_be_targets_and_fractionless_floats_labels(save: Save) -> None:
    regression = Npz(path=save(x=table(), y=np.arange(40)), task="regression").load(seed=0)
    assert regression.spec.task is Task.REGRESSION
    assert regression.train.y.dtype == np.float32
    labels = Npz(path=save(x=table(), y=np.arange(40) % 3 * 1.0), task="classification")
    assert labels.spec().task is Task.CLASSIFICATION


@pytest.mark.parametrize(
    ("kinds", "classes"),
    [
        ((1, 2), ("1", "2")),
        ((-1, 1), ("-1", "1")),
        ((1000001, 1000002, 1000003), ("1000001", "1000002", "1000003")),
        ((3.0, 7.0), ("3", "7")),
        (("dog", "cat"), ("cat", "dog")),
        ((b"dog", b"cat"), ("cat", "dog")),
    ],
)
def test_classes_are_called_what_stands_in_the_file(
    save: Save, kinds: tuple[Any, ...], classes: tuple[str, ...]
) -> None:
    y = np.array(kinds)[np.arange(40) % len(kinds)]
    splits = Npz(path=save(x=np.arange(40.0)[:, None], y=y)).load(seed=0)
    assert splits.spec.classes == classes
    values = [str(class_name) for class_name in y.astype("U").tolist()]
    for part in splits.by_name().values():
        named = [splits.spec.classes[label] for label in part.y]
        rows = part.x[:][:, 0].astype(int)
        assert named == [values[row].removesuffix(".0") for row in rows]


def test_rows_with_a_single_one_are_classes(save: Save) -> None:
    splits = Npz(path=save(x=np.arange(40.0)[:, None], y=np.eye(4)[np.arange(40) % 4])).load(seed=0)
    assert splits.spec.classes == ("0", "1", "2", "3")
    np.testing.assert_array_equal(splits.train.y, splits.train.x[:][:, 0] % 4)


def with_value(array: Array, place: Any, value: float) -> Array:
    array = array.astype(float)
    array[place] = value
    return array


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"x": with_value(table(), (5, 2), np.nan)}, "mine.npz, x: row 5, column 2 is nan"),
        ({"x": with_value(table(), (5, 2), np.inf)}, "row 5, column 2 is inf"),
        ({"x": with_value(table(), (5, 2), 1e300)}, "row 5, column 2 is inf"),
        ({"x": table().astype(str)}, "x holds <U32, not numbers"),
        ({"x": np.ones(40)}, r"x holds no samples: its shape is \(40,\)"),
        ({"x": np.ones((0, 3))}, r"x holds no samples: its shape is \(0, 3\)"),
        ({"x": table(39)}, "39 samples but 40 labels"),
        ({"y": np.arange(1900, 1940)}, "y holds 40 different whole numbers from 1900 to 1939"),
        ({"y": with_value(np.arange(40) % 2, 3, np.nan)}, "y: row 3 is nan"),
        ({"y": np.ones((40, 2), int)}, r"y has shape \(40, 2\)"),
        ({"y": np.ones((40, 2, 2))}, r"y has shape \(40, 2, 2\)"),
        ({"y": np.arange(40).astype("M8[D]")}, r"y holds datetime64\[D\], not numbers"),
        (
            {"y": np.array(["a", "b"] * 20, object)},
            r"mine.npz, y holds Python objects.*astype",
        ),
    ],
)
def test_values_that_nothing_can_be_learnt_from_are_named(
    save: Save, arrays: dict[str, Array], message: str
) -> None:
    path = save(**({"x": table(), "y": np.arange(40) % 2} | arrays))
    with pytest.raises(DataError, match=message):
        Npz(path=path).load(seed=0)


def test_labels_must_be_whole_where_a_classification_is_asked_for(save: Save) -> None:
    path = save(x=table(), y=np.linspace(0, 1, 40))
    with pytest.raises(DataError, match=r"row 1 has label 0\.025"):
        Npz(path=path, task="classification").load(seed=0)


@pytest.mark.parametrize(
    ("y", "message"),
    [
        ([0], "too few samples of every class to be divided: 1 of class 0. Bring 3 samples"),
        ([0, 1, 1], "too few samples of every class to be divided: 1 of class 0, 2 of class 1"),
        ([0.5], "mine has too few samples: training, validation and test need one each"),
        ([0.5, 1.5], "mine has too few samples: training, validation and test need one each"),
    ],
)
def test_samples_too_few_to_be_divided(save: Save, y: list[float], message: str) -> None:
    with pytest.raises(DataError, match=message):
        Npz(path=save(x=table(len(y)), y=np.array(y))).load(seed=0)


def test_three_samples_of_a_regression_are_enough(save: Save) -> None:
    splits = Npz(path=save(x=table(3), y=np.array([0.5, 1.5, 2.5]))).load(seed=0)
    assert [len(split) for split in splits.by_name().values()] == [1, 1, 1]


def test_a_class_that_nothing_can_be_learned_of_is_named(save: Save) -> None:
    y = np.arange(40) % 3
    path = save(x_train=table(), y_train=y, x_test=table(4), y_test=np.array([0, 1, 2, 3]))
    with pytest.raises(DataError, match="mine: class 3 is among the test samples alone"):
        Npz(path=path).load(seed=0)


def test_a_class_that_no_sample_has_is_no_obstacle(save: Save) -> None:
    labels = np.array([0, 1, 3])[np.arange(40) % 3]
    splits = Npz(path=save(x=table(), y=labels)).load(seed=0)
    assert splits.spec.classes == ("0", "1", "2", "3")


def test_missing_arrays_are_named(save: Save) -> None:
    with pytest.raises(DataError, match="lacks y_train and y_test; it holds x_train, x_test"):
        Npz(path=save(x_train=table(), x_test=table())).load(seed=0)


def test_training_and_test_samples_must_have_one_shape(save: Save) -> None:
    y = np.arange(40) % 2
    path = save(x_train=table(), y_train=y, x_test=table(columns=4), y_test=y)
    with pytest.raises(DataError, match=r"x_train holds samples of shape \(3,\), x_test of \(4,\)"):
        Npz(path=path).load(seed=0)


def test_objects_are_not_unpickled(save: Save) -> None:
    with pytest.raises(DataError, match=r"mine\.npz, x holds Python objects, which aren't read"):
        Npz(path=save(x=np.array([{}, []], dtype=object), y=np.arange(2))).load(seed=0)


@pytest.mark.parametrize("content", [b"", b"PK\3\4 and no more", b"x,y\n1,2\n"])
def test_a_file_of_another_kind_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "mine.npz"
    file.write_bytes(content)
    with pytest.raises(DataError, match=r"mine\.npz is damaged or isn't an \.npz file"):
        Npz(path=str(file)).load(seed=0)


def test_a_file_cut_short_is_named(save: Save, tmp_path: Path) -> None:
    path = save(x=table(), y=np.arange(40))
    file = tmp_path / "mine.npz"
    file.write_bytes(file.read_bytes()[:-30])
    with pytest.raises(DataError, match="damaged"):
        Npz(path=path).load(seed=0)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nowhere\.npz can't be read: No such file"):
        Npz(path=str(tmp_path / "nowhere.npz")).load(seed=0)


def test_a_single_array_is_no_dataset(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", table())
    with pytest.raises(DataError, match="holds a single array without a name"):
        Npz(path=str(tmp_path / "x.npy")).load(seed=0)
