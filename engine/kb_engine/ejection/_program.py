"""The parts of an ejected program."""

import re
from textwrap import fill
from typing import TYPE_CHECKING, Any

from attrs import frozen
from kb_registry import Architecture, Callback, Component, Dataset, to_text

from kb_engine.ejection._code import INDENT, WIDTH, Call, Expression, lines, sequence
from kb_engine.ejection._errors import EjectError
from kb_engine.ejection._network import network_lines
from kb_engine.ejection._objects import Objects
from kb_engine.ejection._sources import Sources
from kb_engine.recipes._recipe import Recipe

if TYPE_CHECKING:
    import keras

TRAINING = '''class Shuffled(keras.callbacks.Callback):
    """Training samples in batches, in an order that follows from seed and epoch alone."""

    def __init__(self, x, y):
        super().__init__()
        self.x, self.y = x, y
        self.order = np.arange(len(x))

    def on_epoch_begin(self, epoch, logs=None):
        self.order = np.random.default_rng([SEED, epoch]).permutation(len(self.x))

    def __iter__(self):
        for first in range(0, len(self.x), BATCH_SIZE):
            rows = self.order[first : first + BATCH_SIZE]
            yield self.x[rows], self.y[rows]

    def dataset(self):
        # TensorFlow rounds differently if it knows the size of every batch
        size = None if len(self.x) % BATCH_SIZE else BATCH_SIZE
        arrays = (self.x, self.y)
        signature = tuple(tf.TensorSpec((size, *array.shape[1:]), array.dtype) for array in arrays)
        batches = tf.data.Dataset.from_generator(self.__iter__, output_signature=signature)
        count = math.ceil(len(self.x) / BATCH_SIZE)
        return batches.apply(tf.data.experimental.assert_cardinality(count))


def train(verbose="auto"):
    """Return the trained model."""
    train_data, validation_data, _ = load_data()
    model = build_model()
    # some optimizers start from the weights, which they don't see from within a traced step
    model.optimizer.build(model.trainable_variables)
    shuffled = Shuffled(*train_data)
    model.fit(
        shuffled.dataset(),
        epochs=EPOCHS,
        validation_data=validation_data,
        validation_batch_size=BATCH_SIZE,
        callbacks=[shuffled, *callbacks()],
        shuffle=False,  # it is already
        verbose=verbose,
    )
    return model'''

STEPS = """# steps in one call, as Keras Blocks trains; called one by one, silu rounds differently
STEPS_PER_EXECUTION = 32"""

ENDING = """model = train()
x_test, y_test = load_data()[2]
model.evaluate(x_test, y_test)
model.save("model.keras")"""


@frozen
class Part:
    """A part of a program, which is a cell in a notebook.

    Attributes:
        title: What it does.
        code: Python.
    """

    title: str
    code: str


def parts(recipe: Recipe, model: "keras.Model", data: str) -> list[Part]:
    """Write a recipe's program.

    Args:
        recipe: What is trained.
        model: Its compiled model, untrained.
        data: Code that defines `load_data`.

    Raises:
        EjectError: Something in it can't be written out.
    """
    owners = _owners(recipe)
    objects = Objects(Sources(owners))
    building = _building(recipe, model, objects)
    observing = _callbacks(recipe, objects)
    own = "\n\n\n".join(objects.sources.parts.values())
    body = [
        Part("The data, divided into training, validation and test", data),
        *([Part("Blocks that Keras doesn't bring", _credits(recipe) + own)] if own else []),
        Part("The network", building),
        Part("The training", f"{observing}\n\n\n{TRAINING}"),
    ]
    head = _head(recipe, objects.sources, "\n".join(part.code for part in body))
    return [Part("Settings", head), *body, Part("Train, evaluate and save", ENDING)]


def _owners(recipe: Recipe) -> dict[str, str]:
    """The distribution of each package that brings components."""
    entries = (entry for group in recipe.registry.by_group().values() for entry in group)
    return {
        entry.value.partition(":")[0].partition(".")[0]: entry.distribution for entry in entries
    }


def _credits(recipe: Recipe) -> str:
    """Comments with the papers behind blocks that Keras doesn't bring."""
    told = []
    for members in recipe.components.values():
        for member in members:
            entry, keras_name = (
                recipe.registry.entry_of(type(member)),
                hasattr(member, "keras_name"),
            )
            if (
                member.reference
                and not keras_name
                and not isinstance(member, Architecture | Dataset)
            ):
                told.append(f"{entry.name}: {member.reference}")
    wrapped = [fill(line, WIDTH, initial_indent="# ", subsequent_indent="# ") for line in told]
    return "\n".join(wrapped) + "\n\n\n" if wrapped else ""


def _head(recipe: Recipe, sources: Sources, code: str) -> str:
    plain = {
        "import math",
        "import keras",
        "import numpy as np",
        "import tensorflow as tf",
        *sources.imports,
    }
    if "train_test_split(" in code:
        plain.add("from sklearn.model_selection import train_test_split")
    if "datasets.load_" in code:
        plain.add("from sklearn import datasets")
    plain |= {f"import {name}" for name in ("csv", "gzip") if re.search(rf"\b{name}\.\w", code)}
    training = recipe.training
    return (
        f"{_sorted_imports(plain)}\n\n"
        f"SEED = {training.seed}\nEPOCHS = {training.epochs}\nBATCH_SIZE = {training.batch_size}"
        f"\n\n{STEPS}"
    )


def _sorted_imports(imports: set[str]) -> str:
    """Imports of the standard library, then others, as ruff sorts them."""
    import sys

    def key(line: str) -> tuple[bool, str]:
        return line.startswith("from"), line.split()[1].lower()

    groups: list[list[str]] = [[], []]
    for line in sorted(imports, key=key):
        groups[line.split()[1].partition(".")[0] not in sys.stdlib_module_names].append(line)
    return "\n\n".join("\n".join(group) for group in groups if group)


def _building(recipe: Recipe, model: "keras.Model", objects: Objects) -> str:
    from kb_registry import Optimizer

    optimizer = recipe.get(Optimizer)
    if optimizer is not None and type(optimizer).prepare is not Optimizer.prepare:
        name = to_text(optimizer, recipe.registry)
        raise EjectError(f"The optimizer {name} is tied to its model by this project.")
    precision = recipe.training.precision
    body = ["def build_model():", '    """Return the compiled network."""']
    body.append("    # weights, and noise of layers without a seed of their own, follow from this")
    body.append("    keras.utils.set_random_seed(SEED)")
    if precision != "float32":
        body.append(f'    keras.config.set_dtype_policy("{precision}")')
    body.append("    # each initializer has a seed of its own, so that no two layers start alike")
    body += network_lines(model, objects, indent=INDENT)
    if precision != "float32":
        body.append('    keras.config.set_dtype_policy("float32")')
    body += lines(_compiling(model, objects), indent=INDENT)
    return "\n".join([*body, "    return model"])


def _compiling(model: "keras.Model", objects: Objects) -> Call:
    config = model.get_compile_config()
    metrics = [objects.written(metric) for metric in config["metrics"] or []]
    arguments: list[tuple[str, Expression]] = [
        ("optimizer", objects.written(config["optimizer"])),
        ("loss", objects.written(config["loss"])),
        ("metrics", sequence(metrics, "[]")),
        ("jit_compile", "False"),
        ("steps_per_execution", "STEPS_PER_EXECUTION"),
        ("auto_scale_loss", "False"),
    ]
    return Call("model.compile", tuple(arguments))


def _callbacks(recipe: Recipe, objects: Objects) -> str:
    chosen: list[Expression] = []
    left_out = []
    for callback in recipe.all(Callback):
        name = recipe.registry.entry_of(type(callback)).name
        keras_name = getattr(type(callback), "keras_name", "")
        takes_blocks = any(
            isinstance(getattr(callback, name), Component) for name in callback.parameters()
        )
        if keras_name and not takes_blocks:
            chosen.append(_callback(callback, keras_name, objects))
        elif "writes" in callback.traits:
            left_out.append(f"    # {name} only writes, so it is left out")
        else:
            raise EjectError(
                f"The callback {name} can't be written out.", hint="Leave it out of the recipe."
            )
    returned = lines(sequence(chosen, "[]"), "return ", indent=INDENT)
    told = '    """Return what watches the training."""'
    return "\n".join(["def callbacks():", told, *left_out, *returned])


def _callback(callback: Callback, keras_name: str, objects: Objects) -> Call:
    arguments: list[tuple[str, Expression]] = []
    for name, parameter in callback.parameters().items():
        value: Any = getattr(callback, name)
        if value != parameter.default or name == getattr(type(callback), "file", ""):
            arguments.append((name, objects.written(value)))
    return Call(keras_name, tuple(arguments))
