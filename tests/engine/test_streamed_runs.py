"""Runs on data that stays on the disk end as runs on the same data in memory."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from kb_engine import FailedRunError, Recipe, resume, train
from kb_engine.models._assembly import assemble
from kb_engine.sessions._build import dataset
from kb_engine.training import fit
from kb_registry import ResumeRun
from PIL import Image
from sklearn.datasets import load_digits

from tests.keras.datasets.conftest import idx_bytes

Choices = dict[str, Any]


def save_idx(folder: Path, images: Any, labels: Any) -> str:
    (folder / "train-images-idx3-ubyte").write_bytes(idx_bytes(images))
    (folder / "train-labels-idx1-ubyte").write_bytes(idx_bytes(labels))
    return f"idx:path={folder}"


def save_npz(folder: Path, images: Any, labels: Any) -> str:
    np.savez_compressed(folder / "digits.npz", x=images / 16, y=labels)
    return f"npz:path={folder / 'digits.npz'}"


def save_csv(folder: Path, images: Any, labels: Any) -> str:
    rows = np.column_stack([images.reshape(len(images), -1), labels])
    names = [*(f"pixel_{i}" for i in range(64)), "digit"]
    text = [",".join(map(str, row)) for row in [names, *rows.tolist()]]
    (folder / "digits.csv").write_text("\n".join(text))
    return f"csv(path={folder / 'digits.csv'}, target=digit)"


def save_pictures(folder: Path, images: Any, labels: Any) -> str:
    for label in set(labels.tolist()):
        (folder / str(label)).mkdir()
    for number, (image, label) in enumerate(zip(images, labels, strict=True)):
        Image.fromarray(image).save(folder / str(label) / f"{number:04}.png")
    return f"images(path={folder}, size=[8,8], color=gray)"


@pytest.fixture(scope="module")
def digits() -> tuple[Any, Any]:
    """Three hundred images of digits, as bytes."""
    x, y = load_digits(return_X_y=True)
    return x[:300].reshape(-1, 8, 8).astype(np.uint8), y[:300]


@pytest.mark.parametrize("save", [save_idx, save_npz, save_csv, save_pictures])
def test_the_weights_are_those_of_data_in_memory(
    save: Callable[[Path, Any, Any], str], digits: Any, tmp_path: Path
) -> None:
    data = save(tmp_path, *digits)
    recipe = Recipe.from_choices({"arch": "mlp(units=[16])", "norm": "batch_norm", "data": data})
    splits = dataset(recipe).load(seed=0)
    assert not isinstance(splits.train.x, np.ndarray)
    weights = []
    for look in (lambda x: x, lambda x: x[:]):
        model = assemble(recipe, splits.spec)
        held_out = look(splits.validation.x), splits.validation.y
        train_on = look(splits.train.x), splits.train.y
        fit(model, train_on, validation=held_out, epochs=2, batch_size=32, seed=0)
        weights.append(model.get_weights())
    for streamed, in_memory in zip(*weights, strict=True):
        np.testing.assert_array_equal(streamed, in_memory)


@pytest.mark.slow
def test_a_file_that_changes_fails_the_run_which_can_go_on_afterwards(
    digits: Any, tmp_path: Path
) -> None:
    choices = {"arch": "mlp(units=[16])", "epochs": 40, "callback": "none"}
    recipe = Recipe.from_choices({**choices, "data": save_idx(tmp_path, *digits)})
    file = tmp_path / "train-images-idx3-ubyte"
    content = file.read_bytes()

    class Vandal(keras.callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: object = None) -> None:
            if epoch == 2:
                file.write_bytes(content[:999])

    whole = train(recipe, tmp_path / "whole")
    with pytest.raises(FailedRunError, match=r"idx3-ubyte was written to") as e:
        train(recipe, tmp_path / "broken", observers=[Vandal()])
    file.write_bytes(content)
    (folder,) = (tmp_path / "broken").iterdir()
    purpose = "Every finished epoch is kept. Then resume"
    assert e.value.suggestions == (ResumeRun(folder, purpose=purpose),)
    assert resume(folder).history == whole.history
