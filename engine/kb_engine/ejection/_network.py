"""A functional model as statements."""

import re
from collections.abc import Mapping, Sequence
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from kb_engine.ejection._code import Call, Expression, lines, sequence
from kb_engine.ejection._errors import EjectError
from kb_engine.ejection._objects import Objects

if TYPE_CHECKING:
    import keras

INPUTS, OUTPUTS = "inputs", "outputs"


def network_lines(model: "keras.Model", objects: Objects, indent: int) -> list[str]:
    """The statements that build a model, so far indented; the last one makes `model`.

    Raises:
        EjectError: It isn't a functional model of one input and one output in which every layer
            stands once, or holds what can't be written out.
    """
    import keras

    if not isinstance(model, keras.Function):
        raise EjectError("The architecture doesn't make a functional model of Keras.")
    config = model.get_config()
    layers = config["layers"]
    places = {layer["name"]: place for place, layer in enumerate(layers)}
    taken = [_taken(layer) for layer in layers]
    names = _names(layers, taken, places, _one(config["output_layers"]))
    found: list[str] = []
    for layer, sources in zip(layers, taken, strict=True):
        name = names[layer["name"]]
        if layer["class_name"] == "InputLayer":
            found += lines(_input(layer["config"]), f"{name} = ", indent=indent)
            continue
        call = objects.constructed(layer, always=("name",))
        arguments = [names[source] for source in sources]
        joined = ", ".join(arguments)
        after = f"([{joined}])" if len(arguments) > 1 else f"({joined})"
        found += lines(call, f"{name} = ", after, indent)
    ends = [("", INPUTS), ("", OUTPUTS), ("name", f'"{config["name"]}"')]
    return [*found, *lines(Call("keras.Model", tuple(ends)), "model = ", indent=indent)]


def _one(ends: Sequence[Any]) -> str:
    """The name of the only input or output."""
    if len(ends) and isinstance(ends[0], str):
        return str(ends[0])
    if len(ends) != 1:
        raise EjectError("The model has several outputs.")
    return str(ends[0][0])


def _input(config: Mapping[str, Any]) -> Call:
    shape: list[Expression] = [repr(size) for size in config["batch_shape"][1:]]
    arguments: list[tuple[str, Expression]] = [("", sequence(shape, "()"))]
    if config["dtype"] != "float32":
        arguments.append(("dtype", f'"{config["dtype"]}"'))
    return Call("keras.Input", (*arguments, ("name", f'"{config["name"]}"')))


def _taken(layer: Mapping[str, Any]) -> list[str]:
    """The names of the layers whose outputs a layer takes."""
    if not layer["inbound_nodes"]:
        return []
    if len(layer["inbound_nodes"]) > 1:
        raise EjectError(f"The layer {layer['name']} stands in several places.")
    (node,) = layer["inbound_nodes"]
    # Keras notes how a layer was called while the model was made; `fit` decides anew
    extra = [name for name, value in node["kwargs"].items() if value not in (None, False)]
    if len(node["args"]) != 1 or extra:
        raise EjectError(f"The layer {layer['name']} takes more than tensors.")
    (argument,) = node["args"]
    tensors = argument if isinstance(argument, list | tuple) else [argument]
    return [str(tensor["config"]["keras_history"][0]) for tensor in tensors]


def _names(
    layers: Sequence[Mapping[str, Any]],
    taken: Sequence[Sequence[str]],
    places: Mapping[str, int],
    last: str,
) -> dict[str, str]:
    """A variable for each output: `x` if only the next statement takes it."""
    users: dict[str, list[int]] = {layer["name"]: [] for layer in layers}
    for place, sources in enumerate(taken):
        for source in sources:
            users[source].append(place)
    names = {}
    for name, place in places.items():
        if layers[place]["class_name"] == "InputLayer":
            names[name] = INPUTS
        elif name == last:
            names[name] = OUTPUTS
        elif users[name] == [place + 1]:
            names[name] = "x"
        else:
            names[name] = _identifier(name)
    return names


def _identifier(name: str) -> str:
    text = re.sub(r"\W", "_", name)
    return f"{text}_" if iskeyword(text) or text in {"x", "keras", INPUTS, OUTPUTS} else text
