"""Ways to run a model's steps: XLA first, and the graph where XLA refuses."""

import re
from collections.abc import Iterator

import keras
from attrs import evolve

from kb_engine.training.data._arrays import Arrays
from kb_engine.training.data._chunks import Layout
from kb_engine.training.state._state import Snapshots
from kb_engine.training.step._compilation import ASKED_FOR, Compilation
from kb_engine.training.step._loop import Chunk, ChunkFunction, graph_chunks
from kb_engine.training.step._step import Logs, compiled_alone, step_of, trace, trace_as_it_is

_MISSING_OPERATION = re.compile(r"on XLA_\w+: (\w+)")


class Compiled:
    """Runs chunks in the first way that works.

    XLA compiles a program when it is first called. If it refuses, the model is put back as it was
    before, random seeds included.

    Args:
        model: The compiled model.
        arrays: What `arrays.prepare` returned.
        layout: How the samples fall into batches and chunks.
        compilation: Graph or XLA, and why.
        training: Whether to run the `train_step` rather than the `test_step`.

    Attributes:
        compilation: The way that is taken, and why.
    """

    def __init__(
        self,
        model: keras.Model,
        arrays: Arrays,
        layout: Layout,
        compilation: Compilation,
        *,
        training: bool,
    ) -> None:
        self._model = model
        self._ways = _ways(model, arrays, layout, compilation, training=training)
        self.compilation, self._run = next(self._ways)
        self._works = self.compilation.choice == "graph"

    def __call__(self, chunk: Chunk) -> Logs:
        """Run a chunk's steps and return the logs of the last."""
        while not self._works:
            snapshots = Snapshots(self._model)
            before = snapshots.take()
            try:
                logs = self._run(chunk)
            except Exception as error:
                snapshots.put_back(before)
                if not self._found_another(error):
                    raise
            else:
                self._works = True
                return logs
        return self._run(chunk)

    def _found_another(self, error: Exception) -> bool:
        another = next(self._ways, None)
        if another is None:
            return False
        self.compilation, self._run = another
        if self.compilation.choice == "graph":
            self.compilation = Compilation("graph", f"XLA can't compile the step: {_why(error)}")
            self._works = True
        return True


def _ways(
    model: keras.Model,
    arrays: Arrays,
    layout: Layout,
    compilation: Compilation,
    *,
    training: bool,
) -> Iterator[tuple[Compilation, ChunkFunction]]:
    """Yield ways to run chunks. The graph comes last; if XLA was asked for, Keras' way to XLA.

    A step that is traced for any batch size, because the last batch is a partial one, may be too
    general for XLA, as recurrent layers are. Traced for full batches alone it may suit. Keras has
    XLA compile each step by itself, which suits some steps that can't be compiled in a loop, such
    as the gradients of a convolution that is both dilated and grouped.
    """
    step, chosen = trace(model, arrays, layout, compilation, training=training)
    yield chosen, graph_chunks(step, arrays, layout, chosen.choice)
    if chosen.choice == "graph":
        return
    general = trace_as_it_is(step_of(model, training=training), arrays, layout)
    if layout.traced_size is None:
        full = evolve(layout, traced_size=layout.batch_size)
        step, again = trace(model, arrays, full, compilation, training=training)
        if again.choice == "xla":
            yield again, graph_chunks(step, arrays, full, "xla", partial_step=general)
    if compilation.asked_for:
        alone = Compilation("xla", f"{ASKED_FOR}; XLA compiles each step by itself, not the loop")
        yield alone, graph_chunks(compiled_alone(general, arrays, layout), arrays, layout, "graph")
    else:
        graph = Compilation("graph", "XLA can't compile the step")
        yield graph, graph_chunks(general, arrays, layout, "graph")


def _why(error: Exception) -> str:
    text = str(error)
    missing = _MISSING_OPERATION.search(text)
    return f"it lacks the operation {missing[1]}" if missing else text.partition("\n")[0][:200]
