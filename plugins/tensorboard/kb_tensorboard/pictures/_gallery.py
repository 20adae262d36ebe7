"""What is drawn from predictions and from learned activations."""

from collections.abc import Iterator, Sequence
from typing import Any

import keras
import numpy as np
from kb_observe.layers import named_layers
from kb_observe.passes import infer

from kb_tensorboard.pictures import _classification as classification
from kb_tensorboard.pictures import _drawn as drawn
from kb_tensorboard.writing import _events as events


class GalleryReader:
    """Predicts the probe and draws what comes out, at the pace of a few pictures a run.

    Args:
        model: A built model.
        probe: Inputs and targets; the first 1000 samples are predicted. Without it only
            learned activations are drawn.
        classes: Names of the classes; by default their numbers.
    """

    def __init__(
        self, model: keras.Model, probe: tuple[Any, Any] | None, classes: Sequence[str]
    ) -> None:
        import tensorflow as tf

        self._model = model
        self._classes = classes
        self._alphas = {
            path: layer.alpha
            for path, layer in named_layers(model)
            if isinstance(layer, keras.layers.PReLU)
        }
        self._probe = None if probe is None or probe[1] is None else _first(probe)
        self._predict = tf.function(lambda x: infer(model, x).outputs, autograph=False)
        self.prepared = False

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self._alphas and self._probe is None

    def read(self) -> Iterator[events.Value]:
        """Looks at the model as it is now; pictures are drawn when they are asked for."""
        import tensorflow as tf

        alphas = {
            path: tf.convert_to_tensor(alpha.value).numpy().copy()
            for path, alpha in self._alphas.items()
        }
        outcome = None
        if self._probe is not None:
            outputs = keras.tree.map_structure(lambda t: t.numpy(), self._predict(self._probe[0]))
            outcome = classification.judge(outputs, self._probe[1])
        self.prepared = True
        return self._draw(alphas, outcome)

    def _draw(self, alphas: Any, outcome: classification.Outcome | None) -> Iterator[events.Value]:
        for path, values in alphas.items():
            yield events.image(f"{path}/learned", drawn.slopes_picture(values))
        if outcome is None or self._probe is None:
            return
        if outcome.scores is not None:
            yield events.pr_curve("predictions", classification.precision_recall(outcome))
        names = [*self._classes, *map(str, range(len(self._classes), outcome.classes))]
        found = {
            "predictions/confusion": drawn.confusion_picture(
                classification.confusion(outcome), names
            ),
            "predictions/samples": _samples(self._probe[0], outcome, names),
        }
        for tag, picture in found.items():
            if picture is not None:
                yield events.image(tag, picture)


def _samples(x: Any, outcome: classification.Outcome, names: Sequence[str]) -> Any:
    if not isinstance(x, np.ndarray):
        return None
    return drawn.samples_picture(x, outcome.truth, outcome.guess, names)


def _first(probe: tuple[Any, Any]) -> Any:
    return keras.tree.map_structure(lambda v: np.asarray(v[: classification.SAMPLES]), probe)
