"""A metric that gives several numbers: each has a history, a score and a name."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from kb_engine import Recipe, Result, train
from kb_registry import Entry, Metric, Registry
from kb_registry.installed._discovery import installed

if TYPE_CHECKING:
    import keras

HERE = Entry("kb.metrics", "by_class", f"{__name__}:ByClass", "keras-blocks-engine", "0")


class ByClass(Metric):
    """Share of the samples of each class whose class is predicted right."""

    def build(self) -> "keras.metrics.Metric":
        import keras

        class Recalls(keras.metrics.Metric):
            def __init__(self) -> None:
                super().__init__(name="by_class")
                self.right = self.add_weight(shape=(10,), initializer="zeros", name="right")
                self.seen = self.add_weight(shape=(10,), initializer="zeros", name="seen")

            def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
                truth = keras.ops.one_hot(keras.ops.reshape(y_true, (-1,)), 10)
                guess = keras.ops.one_hot(keras.ops.argmax(y_pred, axis=-1), 10)
                self.right.assign_add(keras.ops.sum(truth * guess, axis=0))
                self.seen.assign_add(keras.ops.sum(truth, axis=0))

            def result(self) -> Any:
                return self.right / keras.ops.maximum(self.seen, 1.0)

        return Recalls()


def test_a_run_records_each_of_them(tmp_path: Path) -> None:
    registry = Registry([*installed().entries, HERE])
    choices = {"metric": ["by_class", "accuracy"], "arch": "mlp:[8]", "epochs": 2}
    begun = train(Recipe.from_choices(choices, registry), tmp_path)
    names = {f"by_class/{label}" for label in range(10)}
    assert names | {f"val_{name}" for name in names} < set(begun.history)
    assert all(len(values) == 2 for values in begun.history.values())
    scores = begun.result.scores["train"]
    mean = np.mean([scores[name] for name in names])
    np.testing.assert_allclose(mean, scores["accuracy"], atol=0.05)  # classes are about as large
    assert Result.read(begun.run.result_path) == begun.result
