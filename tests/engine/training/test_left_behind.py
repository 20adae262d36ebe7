"""What trainings leave in a process when they have ended; workers train hundreds."""

import gc
from pathlib import Path

import keras
import pytest
from kb_engine import Recipe, train


def models_and_graphs() -> tuple[int, int]:
    gc.collect()
    kinds = [type(each) for each in gc.get_objects()]
    models = sum(issubclass(kind, keras.Model) for kind in kinds)
    return models, sum(kind.__name__ == "FuncGraph" for kind in kinds)


@pytest.mark.slow
@pytest.mark.parametrize(
    "choices", [{"opt": "sgd"}, {"drop": "dropout:0.2", "norm": "batch_norm", "opt": "nadam"}]
)
def test_a_training_that_has_ended_is_let_go_of(choices: dict[str, str], tmp_path: Path) -> None:
    left = []
    for seed in range(4):
        train(Recipe.from_choices({**choices, "seed": seed, "epochs": 1}), tmp_path)
        left.append(models_and_graphs())
    assert left[1:3] == left[2:]  # the first one's program is kept for those of equal structure
