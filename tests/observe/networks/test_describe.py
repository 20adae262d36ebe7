"""A model as plain data, whatever sort of model it is."""

import json
import math
from typing import Any

import keras
import numpy as np
import pytest
from kb_observe.networks import Part, describe

from tests.observe.networks.described import roles


def test_a_sequential_model_layer_by_layer() -> None:
    layers = [
        keras.Input((4,), name="inputs"),
        keras.layers.Dense(
            8,
            activation="selu",
            kernel_initializer="lecun_normal",
            kernel_regularizer=keras.regularizers.L2(0.01),
            kernel_constraint=keras.constraints.MaxNorm(3),
            name="hidden",
        ),
        keras.layers.AlphaDropout(0.25, name="drop"),
        keras.layers.BatchNormalization(momentum=0.9, epsilon=1e-5, name="norm"),
        keras.layers.Dense(1, use_bias=False, name="score"),
    ]
    network = describe(keras.Sequential(layers))
    assert roles(network) == {
        "inputs": "input",
        "hidden": "dense",
        "drop": "dropout",
        "norm": "normalization",
        "score": "dense",
    }
    hidden = network.layer("hidden")
    assert hidden.activation is not None
    assert (hidden.activation.name, hidden.units, hidden.use_bias) == ("selu", 8, True)
    kernel = hidden.weight("kernel")
    assert kernel is not None
    assert kernel.initializer is not None
    assert kernel.initializer.name == "lecun_normal"
    assert kernel.initializer.std == pytest.approx(1 / math.sqrt(4))
    assert kernel.regularizer == Part("l2", {"l2": 0.01})
    assert kernel.constraint == Part("max_norm", {"max_value": 3, "axis": 0})
    assert network.layer("drop").rate == 0.25
    norm = network.layer("norm")
    assert (norm.momentum, norm.epsilon) == (0.9, 1e-5)
    assert network.layer("score").activation is None
    assert network.layer("score").use_bias is False
    assert network.layer("score").weight("bias") is None
    assert network.layer("norm").predecessors == ("drop",)
    assert network.layer("norm").input_shapes == ((None, 8),)
    assert network.outputs == ("score",)
    assert not network.compiled
    assert network.parameters == 4 * 8 + 8 + 4 * 8 + 8


def test_skip_connections_are_edges_and_operations_are_layers() -> None:
    inputs = keras.Input((4,), name="inputs")
    hidden = keras.layers.Dense(4, name="hidden")(inputs)
    summed = keras.ops.relu(hidden + inputs)
    model = keras.Model(inputs, keras.layers.Dense(1, name="score")(summed))
    network = describe(model)
    assert roles(network) == {
        "inputs": "input",
        "hidden": "dense",
        "add": "merge",
        "relu": "activation",
        "score": "dense",
    }
    assert network.layer("add").predecessors == ("hidden", "inputs")
    assert network.layer("relu").activation == Part("relu")
    assert [layer.path for layer in network.successors("inputs")] == ["hidden", "add"]


def test_several_inputs_and_outputs_with_their_losses(two_by_two: keras.Model) -> None:
    network = describe(two_by_two)
    assert network.outputs == ("label", "size")
    assert network.layer("joined").role == "merge"
    assert network.layer("joined").predecessors == ("left", "right")
    by_output = {loss.output: loss for loss in network.losses}
    assert by_output["label"].name == "sparse_categorical_crossentropy"
    assert by_output["label"].parameters["from_logits"] is False
    assert (by_output["size"].name, by_output["size"].weight) == ("huber", 0.5)
    assert by_output["size"].parameters["delta"] == 2.0
    assert network.metrics == (Part("accuracy"),)
    assert network.optimizer is not None
    assert network.optimizer.name == "adam"
    assert network.optimizer.learning_rate == pytest.approx(0.001)
    assert network.optimizer.parameters["epsilon"] == 1e-7


def test_recurrent_layers_and_what_they_hold(recurrent: keras.Model) -> None:
    network = describe(recurrent)
    found = roles(network)
    assert found["vectors"] == "embedding"
    assert found["both"] == found["both/forward_memory"] == "recurrent"
    cell = network.layer("both/backward_memory/lstm_cell")
    assert cell.inside == "both/backward_memory"
    kernel = cell.weight("recurrent_kernel")
    assert kernel is not None
    assert kernel.initializer is not None
    assert kernel.initializer.name == "orthogonal"
    [loss] = network.losses
    assert loss.parameters == {
        "reduction": "sum_over_batch_size",
        "from_logits": False,
        "label_smoothing": 0.1,
        "axis": -1,
    }


def test_a_subclassed_model_by_its_layers_and_with_samples_by_its_flow(
    subclassed: keras.Model,
) -> None:
    network = describe(subclassed)
    assert roles(network) == {
        "first": "dense",
        "drop": "dropout",
        "second": "dense",
        "norm": "normalization",
        "head": "model",
        "head/input_layer": "input",
        "head/score": "dense",
    }
    assert network.outputs is None
    assert all(layer.predecessors is None for layer in network.layers)

    traced = describe(subclassed, np.zeros((5, 3), "float32"))
    assert list(roles(traced)) == ["first", "drop", "second", "norm", "head", "head/score"]
    assert traced.layer("drop").predecessors == ("first",)
    assert traced.layer("second").predecessors == ("drop",)
    assert traced.layer("norm").predecessors == ("drop", "second")
    assert traced.layer("head/score").predecessors == ("norm",)
    assert traced.layer("norm").output_shapes == ((None, 4),)
    assert traced.outputs == ("head/score",)


def test_a_model_without_call(autoencoder: keras.Model) -> None:
    network = describe(autoencoder, np.zeros((5, 3), "float32"))
    assert network.own_train_step
    assert network.losses == ()
    assert network.layer("encoder/code").activation == Part(
        "relu", {"negative_slope": 0.0, "threshold": 0.0}
    )
    assert network.layer("decoder/reconstruction").units == 3


def test_models_within_models_are_seen_through_and_shared_layers_counted() -> None:
    block = keras.Sequential([keras.Input((4,)), keras.layers.Dense(4, name="inner")], name="block")
    left, right = keras.Input((4,), name="left"), keras.Input((4,), name="right")
    model = keras.Model(
        [left, right], keras.layers.Subtract(name="gap")([block(left), block(right)])
    )
    network = describe(model)
    inner = network.layer("block/inner")
    assert (inner.inside, inner.uses, inner.predecessors) == ("block", 2, ("left", "right"))
    assert network.layer("gap").predecessors == ("block/inner",)


def test_what_is_not_built_is_described_by_what_it_was_told() -> None:
    layers = [
        keras.layers.Dense(4, use_bias=False, kernel_initializer="he_normal"),
        keras.layers.BatchNormalization(scale=False),
    ]
    network = describe(keras.Sequential(layers))
    [kernel] = network.layer("dense").weights
    assert (kernel.role, kernel.shape) == ("kernel", None)
    assert kernel.initializer is not None
    assert (kernel.initializer.name, kernel.initializer.std) == ("he_normal", None)
    assert network.layer("batch_normalization").weight("gamma") is None
    assert network.layer("batch_normalization").weight("moving_mean") is not None
    assert network.parameters == 0


def test_it_is_json_and_says_nothing_of_the_process(two_by_two: keras.Model) -> None:
    content = json.loads(describe(two_by_two).to_json())
    assert content["layers"][3]["activation"]["name"] == "tanh"
    assert content["optimizer"]["parameters"]["learning_rate"] == pytest.approx(0.001)
    assert "0x" not in json.dumps(content)


def test_schedules_are_parts_and_the_rate_is_that_of_the_next_step() -> None:
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    rate = keras.optimizers.schedules.ExponentialDecay(0.5, 10, 0.9)
    model.compile(keras.optimizers.SGD(rate, momentum=0.9), loss=lambda y, p: (y - p) ** 2)
    optimizer = describe(model).optimizer
    assert optimizer is not None
    assert optimizer.learning_rate == 0.5
    schedule = optimizer.parameters["learning_rate"]
    assert isinstance(schedule, dict)
    assert (schedule["name"], schedule["decay_steps"]) == ("exponential_decay", 10)
    assert describe(model).losses[0].name == "<lambda>"


@pytest.mark.parametrize(
    "initializer",
    [
        keras.initializers.RandomNormal(0.5, 0.1),
        keras.initializers.TruncatedNormal(stddev=0.2),
        keras.initializers.RandomUniform(-0.05, 0.05),
        keras.initializers.HeUniform(),
        keras.initializers.GlorotNormal(),
        keras.initializers.Orthogonal(gain=2.0),
        keras.initializers.Constant(0.7),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_scale_of_an_initializer_is_that_of_what_it_gives(initializer: Any) -> None:
    layer = keras.layers.Dense(200, kernel_initializer=initializer)
    network = describe(keras.Sequential([keras.Input((300,)), layer]))
    kernel = network.layer("dense").weight("kernel")
    assert kernel is not None
    assert kernel.initializer is not None
    values = np.asarray(layer.kernel)
    assert kernel.initializer.std == pytest.approx(values.std(), rel=0.03, abs=1e-6)
    assert kernel.initializer.mean == pytest.approx(values.mean(), abs=0.003)


def test_nothing_is_drawn_and_nothing_changed(subclassed: keras.Model) -> None:
    before = [np.array(v) for v in [*subclassed.variables, *subclassed.non_trainable_variables]]
    keras.utils.set_random_seed(3)
    expected = keras.random.uniform((3,)), np.random.random()  # noqa: NPY002 - the global state
    keras.utils.set_random_seed(3)
    describe(subclassed, np.ones((5, 3), "float32"))
    found = keras.random.uniform((3,)), np.random.random()  # noqa: NPY002 - likewise
    np.testing.assert_array_equal(found[0], expected[0])
    assert found[1] == expected[1]
    after = [*subclassed.variables, *subclassed.non_trainable_variables]
    for now, then in zip(after, before, strict=True):
        np.testing.assert_array_equal(now, then)
    assert "call" not in vars(subclassed.first)
