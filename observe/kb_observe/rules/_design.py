"""A network as rules read it: a chain of layers with weights, and what follows each."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from attrs import evolve, field, frozen

from kb_observe.data import Data, Target
from kb_observe.networks import Layer, Loss, Network, Optimizer
from kb_observe.rules._kernel import kernel_of
from kb_observe.rules._stage import Stage, activation_name

_WEIGHTED = frozenset({"dense", "convolution", "recurrent", "attention", "embedding"})
_HOLDERS = frozenset({"wrapper", "model", "input"})
_SEEN_THROUGH = frozenset({"model"})
_REARRANGING = frozenset({"GetItem", "Reshape", "Transpose", "ExpandDims", "Squeeze", "Cast"})
"""Operations that move numbers and don't change them."""

_SHORT = {"mse": "mean_squared_error", "mae": "mean_absolute_error", "acc": "accuracy"}

Owned = TypeVar("Owned", Loss, Target)


@frozen(slots=False)
class Design:
    """A network and how it is to be trained.

    Attributes:
        network: All that is known of the network.
        epochs: Passes over the samples that are planned; None if unknown.
        batch_size: Samples per step that are planned; None if unknown.
    """

    network: Network = field(repr=False)
    epochs: int | None = None
    batch_size: int | None = None

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What training makes small."""
        return self.network.losses

    @property
    def metrics(self) -> tuple[str, ...]:
        """Names of what is reported beside the loss."""
        names = (metric.name for metric in self.network.metrics)
        return tuple(_SHORT.get(name, name) for name in names)

    @property
    def optimizer(self) -> Optimizer | None:
        """What changes the weights, its name in one word: `rmsprop`, `adamw`."""
        found = self.network.optimizer
        return None if found is None else evolve(found, name=found.name.replace("_", ""))

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The layers that compute, in order; of a composite layer, such as an attention, the whole.

        The whole, too, of a layer that somebody wrote, unless what flows inside it is known.

        Where it isn't known what flows where, each is taken to follow the one before.
        """
        found: list[Layer] = []
        for layer in self.network.layers:
            if layer.role in _HOLDERS - {"wrapper"} or self._is_part(layer):
                continue
            found.append(self._unwrapped(layer))
        if self.network.outputs is None:
            before = ["", *(layer.path for layer in found)]
            found = [
                evolve(layer, predecessors=(before[place],) if place else ())
                for place, layer in enumerate(found)
            ]
        return tuple(found)

    @property
    def outputs(self) -> tuple[Layer, ...]:
        """The layers that predict."""
        known = self.network.outputs
        if known is not None:
            return tuple(layer for layer in self.layers if layer.path in known)
        return self.layers[-1:]

    def layer(self, path: str) -> Layer:
        """The layer of a path.

        Raises:
            KeyError: There is none.
        """
        return self._by_path[path]

    def after(self, layer: Layer) -> tuple[Layer, ...]:
        """The layers that take a layer's output."""
        return self._followers.get(layer.path, ())

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """Every layer with weights, in order, with what follows it."""
        return tuple(self._stage(layer) for layer in self.layers if layer.role in _WEIGHTED)

    @property
    def hidden(self) -> tuple[Stage, ...]:
        """The dense and convolutional layers before the last ones."""
        return tuple(stage for stage in self.stages if not stage.last and stage.kernel is not None)

    @property
    def heads(self) -> tuple[Stage, ...]:
        """The last dense and convolutional layers: those that predict."""
        return tuple(stage for stage in self.stages if stage.last and stage.kernel is not None)

    def loss_of(self, head: Stage) -> Loss | None:
        """The loss that judges a head; None if none or several might."""
        if len(self.losses) == 1:
            return self.losses[0]
        return self._of_output(head, {loss.output or "": loss for loss in self.losses}, self.losses)

    def target_of(self, head: Stage, data: Data | None) -> Target | None:
        """What a head is to predict; None without targets, or if several might be."""
        if data is None:
            return None
        if len(data.targets) == 1 and len(self.outputs) == 1:
            return data.targets[0]
        return self._of_output(head, {each.name: each for each in data.targets}, data.targets)

    def _of_output(
        self, head: Stage, named: Mapping[str, Owned], placed: Sequence[Owned]
    ) -> Owned | None:
        """What belongs to the output that a head makes: by its name, or else by its place."""
        known = self.network.outputs or tuple(stage.path for stage in self.heads)
        ends = self._ends(head.layer)
        if len(ends) != 1 or ends[0] not in known:
            return None
        name = ends[0].rpartition("/")[2]
        if name in named:
            return named[name]
        by_place = len(placed) == len(known) and not set(named) & {
            path.rpartition("/")[2] for path in known
        }
        return placed[known.index(ends[0])] if by_place else None

    def _ends(self, layer: Layer) -> tuple[str, ...]:
        """The outputs that a layer leads to."""
        known = self.network.outputs or (layer.path,)
        ahead, seen = [layer], {layer.path: layer.path in known}
        while ahead:
            for each in self.after(ahead.pop()):
                if each.path not in seen:
                    seen[each.path] = each.path in known
                    ahead.append(each)
        return tuple(path for path, ends in seen.items() if ends)

    @cached_property
    def _by_path(self) -> Mapping[str, Layer]:
        return {layer.path: layer for layer in self.layers}

    @cached_property
    def _all(self) -> Mapping[str, Layer]:
        return {layer.path: layer for layer in self.network.layers}

    @cached_property
    def _followers(self) -> Mapping[str, tuple[Layer, ...]]:
        found: dict[str, tuple[Layer, ...]] = {}
        for layer in self.layers:
            for path in layer.predecessors or ():
                found[path] = (*found.get(path, ()), layer)
        return found

    def _is_part(self, layer: Layer) -> bool:
        """Whether a layer belongs to one that counts as a whole."""
        holder = None if layer.inside is None else self._all.get(layer.inside)
        if holder is None:
            return False
        if holder.role not in _SEEN_THROUGH | {"other"} or self._is_part(holder):
            return True
        called = holder.predecessors is not None and layer.predecessors is None
        return holder.role == "other" and called

    def _inside(self, layer: Layer) -> Iterator[Layer]:
        for each in self.network.layers:
            if each.inside == layer.path:
                yield each
                yield from self._inside(each)

    def _unwrapped(self, layer: Layer) -> Layer:
        if layer.role != "wrapper":
            return layer
        inner = next(self._inside(layer), None)
        if inner is None:
            return layer
        return evolve(
            inner,
            path=layer.path,
            predecessors=layer.predecessors,
            input_shapes=layer.input_shapes,
            output_shapes=layer.output_shapes,
        )

    def _stage(self, layer: Layer) -> Stage:
        behind = list(self._until_weights(layer))
        places = [each for each in (layer, *behind) if each.activation is not None]
        whole = layer.role in {"attention", "embedding", "recurrent"}
        return Stage(
            layer,
            None if whole else kernel_of(layer, self._inside(self._all[layer.path])),
            activation=activation_name(places[0]) if places else "linear",
            activations=tuple(each.path for each in places),
            norms=tuple(each for each in behind if each.role == "normalization"),
            dropouts=tuple(each for each in behind if each.role == "dropout"),
            merges=any(each.role == "merge" for each in behind) or self._joined(layer, behind),
            unknown=any(map(_obscures, (*behind, *self.after((layer, *behind)[-1])))),
            last=not self._leads_to_weights(layer),
        )

    def _until_weights(self, layer: Layer) -> Iterator[Layer]:
        """What follows a layer in a line, up to the next one with weights or a fork."""
        following = self.after(layer)
        while len(following) == 1 and not self._has_weights(following[0]):
            yield following[0]
            following = self.after(following[0])

    def _joined(self, layer: Layer, behind: Sequence[Layer]) -> bool:
        """Whether what follows in a line is joined with something else.

        In a traced call a sum is no layer: the one after it takes the outputs of several.
        """
        following = self.after((layer, *behind)[-1])
        return any(len(each.predecessors or ()) > 1 for each in (*behind, *following))

    def _has_weights(self, layer: Layer) -> bool:
        if layer.role != "other":
            return layer.role in _WEIGHTED
        return any(each.weights for each in (layer, *self._inside(self._all[layer.path])))

    def _leads_to_weights(self, layer: Layer) -> bool:
        ahead, seen = list(self.after(layer)), {layer.path}
        while ahead:
            current = ahead.pop()
            if self._has_weights(current):
                return True
            if current.path not in seen:
                seen.add(current.path)
                ahead.extend(self.after(current))
        return False


def _obscures(layer: Layer) -> bool:
    """Whether it isn't known what a layer does to the size and the signs of what goes in."""
    return layer.role in {"other", "preprocessing"} and layer.class_name not in _REARRANGING
