"""Names for what a model consists of, the same in every process.

A tag is the path of layer names down to a layer, and the role of one of its weights:
`hidden_1/kernel`, `encoder/hidden_1_norm/moving_mean`. Keras numbers layers without a name
by a counter that never restarts (`dense_7`), so such names are numbered anew here, in the
order in which the model holds its layers: `dense`, `dense_1`. A wrapper and the one layer in it
that have the same name have the same path: `hidden_1/kernel` with and without a wrapper.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kb_observe.layers._walk import children

if TYPE_CHECKING:
    import keras


def named_layers(model: "keras.Model") -> Iterator[tuple[str, Any]]:
    """Every layer inside a model, at any depth, with its tag; a shared layer comes once."""
    yield from _descend(model, "", {id(model)})


def named_weights(model: "keras.Model") -> Iterator[tuple[str, Any]]:
    """Every weight of a model with its tag; weights the model holds itself come first.

    Seeds of random layers and the state of metrics are not weights.
    """
    for role, weight in own_weights(model):
        yield f"model/{role}", weight
    for path, layer in named_layers(model):
        for role, weight in own_weights(layer):
            yield f"{path}/{role}", weight


def own_weights(layer: Any) -> list[tuple[str, Any]]:
    """The weights a layer holds itself, not through a layer inside it, each with its role."""
    inner = {id(weight) for child in children(layer) for weight in child.weights}
    own = [weight for weight in layer.weights if id(weight) not in inner]
    return list(zip(_distinct([weight.name for weight in own]), own, strict=True))


def _descend(parent: Any, path: str, seen: set[int]) -> Iterator[tuple[str, Any]]:
    inside = children(parent)
    for name, layer in zip(_stable_names(inside), inside, strict=True):
        if id(layer) in seen:
            continue
        seen.add(id(layer))
        wrapped = len(inside) == 1 and f"/{path}".endswith(f"/{name}/")
        tag = path.removesuffix("/") if wrapped else path + name
        yield tag, layer
        yield from _descend(layer, f"{tag}/", seen)


def _stable_names(layers: list[Any]) -> list[str]:
    counts: dict[str, int] = {}
    names = []
    for layer in layers:
        stem = snake_case(type(layer).__name__)
        if re.fullmatch(rf"{re.escape(stem)}(_\d+)?", layer.name):
            number = counts.get(stem, 0)
            counts[stem] = number + 1
            names.append(f"{stem}_{number}" if number else stem)
        else:
            names.append(layer.name)
    return _distinct(names)


def _distinct(names: list[str]) -> list[str]:
    taken: set[str] = set()
    for position, name in enumerate(names):
        candidate, number = name, 0
        while candidate in taken:
            number += 1
            candidate = f"{name}_{number}"
        taken.add(candidate)
        names[position] = candidate
    return names


def snake_case(name: str) -> str:
    """The stem Keras gives to nameless layers of a class: `p_re_lu` for `PReLU`."""
    words = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", name))
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", words).lower()
