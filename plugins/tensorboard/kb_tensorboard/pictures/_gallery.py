"""What is drawn from predictions and from learned activations."""

from collections.abc import Iterator, Sequence
from typing import Any

import keras
import numpy as np
from kb_observe.layers import named_layers
from kb_observe.passes import can_be_called, first_samples, infer

from kb_tensorboard.pictures import _classification as classification
from kb_tensorboard.pictures import _drawn as drawn
from kb_tensorboard.pictures._classifier import is_classifier
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
        self._model = model
        self._classes = classes
        self._alphas = {
            path: layer.alpha
            for path, layer in named_layers(model)
            if isinstance(layer, keras.layers.PReLU)
        }
        self._classifier = is_classifier(model, classes)
        self._probe = None
        if probe is not None and probe[1] is not None and can_be_called(model):
            self._probe = None if self._classifier is False else _first(probe)
        self._predict: Any = None
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
            outputs = self._predicted(self._probe[0])
            if self._classifier or classification.are_probabilities(outputs):
                outcome = classification.judge(outputs, self._probe[1])
        self.prepared = True
        return self._draw(alphas, outcome)

    def _predicted(self, x: Any) -> Any:
        import tensorflow as tf

        if self._predict is None:
            inputs = first_samples(x, classification.SAMPLES)
            predict = tf.function(lambda: infer(self._model, inputs).outputs, autograph=False)
            # TensorFlow warns of functions that are traced anew, though each is another model's
            self._predict = predict.get_concrete_function()
        return keras.tree.map_structure(lambda tensor: tensor.numpy(), self._predict())

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
