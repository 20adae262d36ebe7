"""All that is seen of one model and its optimizer."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from kb_observe.passes import can_be_called, validation_arrays

from kb_tensorboard._curves import Window
from kb_tensorboard._graph import layer_graph
from kb_tensorboard._projector import embedding_tables, write_embeddings
from kb_tensorboard._settings import Settings
from kb_tensorboard.layers._reader import UNUSABLE, LayerReader
from kb_tensorboard.pace._progress import Progress, ProgressReader, accumulated, count_steps
from kb_tensorboard.pictures._gallery import GalleryReader
from kb_tensorboard.writing import _events as events
from kb_tensorboard.writing._journal import TRAIN, Journal

_UNSEEN = "The layers could not be seen"
_UNDRAWN = "The pictures could not be made"


class Watch:
    """Looks at one model and its optimizer, and records what it finds.

    Args:
        model: A `keras.Model`, which needn't be built yet; None before there is any.
        settings: What is to be seen.
        journal: Where it is recorded.

    Attributes:
        model: The model.
    """

    def __init__(self, model: Any, settings: Settings, journal: Journal) -> None:
        self.model = model
        self._compiled = _compiled(model)
        self._settings = settings
        self._run = settings.layers_run
        self._journal = journal
        self._probe = settings.probe
        self._layers: LayerReader | None = None
        self._gallery: GalleryReader | None = None
        self._layers_step = self._pictures_step = -1
        self._offset: int | None = None
        self._drawn = False
        self._validated = False
        self._progress = ProgressReader(model)
        self._window = Window()

    def sees(self, model: Any) -> bool:
        """Whether it is this model, with the optimizer and the loss it had."""
        return model is self.model and _compiled(model) == self._compiled

    def begin(self, last: int) -> int:
        """A training begins, perhaps with other metrics.

        Args:
            last: The step up to which something was recorded before this model was.

        Returns:
            The step at which it begins. A model whose optimizer is not as far as `last` follows
            behind what is recorded.
        """
        self._progress = ProgressReader(self.model)
        if self._offset is None:
            self._offset = max(0, last - int(count_steps(self.model)))
        if self._layers is not None:
            self._layers.forget()
        return self.step

    @property
    def step(self) -> int:
        """The step that training has reached."""
        return (self._offset or 0) + int(count_steps(self.model))

    def steps_in(self, batches: int) -> Fraction:
        """How many steps some batches are, which is a fraction if gradients are accumulated."""
        return Fraction(batches, accumulated(self.model.optimizer))

    def restart_window(self) -> None:
        """An epoch begins, and the metrics start from zero."""
        self._window.restart()

    def remember(self) -> None:
        """The next call of the training function will be measured as an update."""
        if self._layers is not None:
            self._layers.remember()

    def look(self) -> Progress:
        """Reads how far training is."""
        with self._journal.budget.spend("looks", set_up=not self._progress.prepared):
            now = self._progress.read()
        return now._replace(step=now.step + (self._offset or 0))

    def use_validation(self) -> None:
        """Takes the data that `fit` is about to validate with for the probe, if there is none."""
        self._validated = True
        if self._probe is None and self._layers is not None:
            self._probe = validation_arrays(self.model)
            self._layers.use_probe(self._probe)
            self._gallery = None

    def record_graph(self) -> None:
        """Draws the network, once, where its steps begin; or when it knows its input."""
        if self._drawn or not self._settings.layers:
            return
        graph = self._journal.obstacles.attempt(
            "The graph could not be drawn", lambda: layer_graph(self.model)
        )
        if graph is not None:
            self._drawn = True
            self._journal.add_graph(self._run, self._offset or 0, graph)

    def record_curves(self, now: Progress) -> None:
        """Records the batches since the last time."""
        with self._journal.budget.spend("curves"):
            self._journal.add(TRAIN, now.step, list(self._window.close(now)))

    def record_layers(self, step: int) -> None:
        """Records what is seen layer by layer, unless that was done at this step."""
        if self._layers_step == step or not self._anything_to_see:
            return
        self._layers_step = step
        self.record_graph()
        prepared = self._layers is not None and self._layers.prepared
        with self._journal.budget.spend("layers", set_up=not prepared):
            self._journal.flush()  # or weights would be kept for two records at once
            found = self._journal.obstacles.attempt(_UNSEEN, self._read_layers)
            if found is not None:
                self._journal.add_charted(self._run, step, found)

    def record_pictures(self, step: int) -> None:
        """Records what is drawn from predictions, unless that was done at this step."""
        if self._pictures_step == step or not self._anything_to_see:
            return
        self._pictures_step = step
        if self._settings.embeddings:
            self._record_embeddings()
        if self._gallery is None:
            self._gallery = self._make_gallery(self._probe) or self._make_gallery(None)
        if self._gallery is None or self._gallery.empty:
            return
        with self._journal.budget.spend("pictures", set_up=not self._gallery.prepared):
            found = self._journal.obstacles.attempt(_UNDRAWN, self._gallery.read)
            self._journal.add(self._run, step, found or [])

    def end(self) -> None:
        """Training has ended: says so if there was nothing to look through."""
        if not self._settings.layers:
            return
        if not can_be_called(self.model):
            self._journal.obstacles.note(
                UNUSABLE,
                "the model has no call(), so there are no activations, gradients or predictions "
                "to see. Its weights are seen all the same",
            )
        elif self._probe is None:
            source = (
                "the validation data can't be read a second time"
                if self._validated
                else "there is none, and no data for validation"
            )
            self._journal.obstacles.note(
                UNUSABLE,
                f"{source}, so no activations, gradients or predictions were seen. Pass "
                "probe=(x, y) with a few hundred samples as arrays",
            )

    @property
    def _anything_to_see(self) -> bool:
        """Whether a look is wished for and worth it; a model without `call` never is `built`."""
        return self._settings.layers and bool(self.model.built or self.model.weights)

    def _read_layers(self) -> Iterator[events.Value]:
        if self._layers is None or not self._layers.knows_all_weights:
            self._layers = LayerReader(
                self.model, self._journal.obstacles, slots=self._settings.slots
            )
            self._layers.use_probe(self._probe)
        return self._layers.read()

    def _record_embeddings(self) -> None:
        tables = embedding_tables(self.model)
        folder = f"{self._journal.logdir}/{self._run}"
        with self._journal.budget.spend("embeddings"):
            self._journal.obstacles.attempt(
                "The embeddings could not be shown",
                lambda: write_embeddings(folder, tables, self._settings.labels),
            )

    def _make_gallery(self, probe: tuple[Any, Any] | None) -> GalleryReader | None:
        return self._journal.obstacles.attempt(
            _UNDRAWN, lambda: GalleryReader(self.model, probe, self._settings.classes)
        )


def _compiled(model: Any) -> tuple[Any, Any]:
    return getattr(model, "optimizer", None), getattr(model, "loss", None)
