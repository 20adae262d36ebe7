"""Compiled programs of one process, for models that compute the same.

Compiling takes seconds, and recipes that differ in their seed, their initializer or their
learning rate give the same program over other variables. Whether they do is read from the traced
steps themselves: graphs that are equal but for the names of their nodes compute the same.
"""

import copy
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from itertools import chain
from typing import Any, TypeAlias

from attrs import frozen

from kb_engine.training.step._step import TracedStep

MOST_KEPT = 8
"""Programs that are kept; each holds on to the variables of the model it was compiled for."""

LARGEST_KEPT = 64 * 2**20
"""Bytes of variables a kept program may hold on to; larger models train for so long that
compiling hardly counts."""


_MEMORIES = ("_class", "_gradient_op_type", "_forward_func_name", "_backward_function_name")


@frozen(eq=False)
class _Compiled:
    """A program, and which of a step's captures it takes for each of its own."""

    program: Any
    captures: tuple[int, ...]


Programs: TypeAlias = OrderedDict[Hashable, _Compiled]
"""What was compiled, from the oldest use to the latest."""

_compiled: Programs = OrderedDict()


def reuse(step: TracedStep, circumstances: Hashable, compile_step: Callable[[], Any]) -> Any:
    """Return the program of an equal step that was compiled before, or compile it.

    Args:
        step: The step as it was traced for its model.
        circumstances: All else that the program depends on.
        compile_step: Returns the program, a concrete function that captures what the step
            captures and nothing else.
    """
    key = (fingerprint(step.function), circumstances)
    ours = step.function.captured_inputs
    known = _compiled.pop(key, None)
    if known is None:
        program = compile_step()
        places = {id(tensor): place for place, tensor in enumerate(ours)}
        if not places.keys() >= set(map(id, program.captured_inputs)) or _size(step) > LARGEST_KEPT:
            return program
        known = _Compiled(program, tuple(places[id(t)] for t in program.captured_inputs))
    _compiled[key] = known
    if len(_compiled) > MOST_KEPT:
        _compiled.popitem(last=False)
    bound = copy.copy(known.program)  # two runs may take turns
    bound.set_external_captures([ours[place] for place in known.captures])
    return bound


def _size(step: TracedStep) -> int:
    return sum(each.shape.num_elements() * each.dtype.size for each in step.function.variables)


def fingerprint(function: Any) -> bytes:
    """Return what a concrete function computes, whatever its nodes and functions are called.

    Equal fingerprints mean equal graphs. Equal graphs that are written down differently, such as
    with other names inside a nested function, have different ones and are compiled twice.
    """
    graph = function.graph.as_graph_def()
    nodes = {node.name: f"n{number}" for number, node in enumerate(graph.node)}
    functions = {
        each.signature.name: f"f{number}" for number, each in enumerate(graph.library.function)
    }
    for node in graph.node:
        node.name = nodes[node.name]
        node.input[:] = [_renamed(source, nodes) for source in node.input]
    for each in graph.library.function:
        each.signature.name = functions[each.signature.name]
        _forget(each.attr)
    for node in chain(graph.node, *(each.node_def for each in graph.library.function)):
        node.op = functions.get(node.op, node.op)
        node.ClearField("experimental_debug_info")
        _forget(node.attr)
        for value in node.attr.values():
            for called in _functions_in(value):
                called.name = functions.get(called.name, called.name)
    ends = [[nodes[tensor.op.name] for tensor in side] for side in _ends(function.graph)]
    return bytes(graph.SerializeToString(deterministic=True)) + repr(ends).encode()


def _renamed(source: str, names: dict[str, str]) -> str:
    """A node's input, written `node`, `node:1` or `^node`."""
    node, colon, output = source.removeprefix("^").partition(":")
    return f"{'^' * source.startswith('^')}{names[node]}{colon}{output}"


def _functions_in(value: Any) -> Iterable[Any]:
    # to touch another field of the value than the one that is set would clear that one
    return (
        [value.func]
        if value.HasField("func")
        else value.list.func
        if value.HasField("list")
        else []
    )


def _forget(attributes: Any) -> None:
    """Drop what only says how the graph came about."""
    for name in _MEMORIES:
        if name in attributes:
            del attributes[name]


def _ends(graph: Any) -> tuple[Any, Any]:
    return graph.inputs, [tensor for tensor in graph.outputs if tensor is not None]
