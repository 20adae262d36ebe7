"""The multilayer perceptron: what stands where, under which name, and from where it starts."""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from kb_keras.architectures._dense_network import HiddenPart
from kb_keras.architectures.mlp import MLP
from kb_registry import Blocks, DataError, DataSpec, Initializer, InvalidParameterError, Task

Recipe = Callable[..., Blocks]


def names(model: keras.Model) -> list[str]:
    return [layer.name for layer in model.layers]


def kinds(model: keras.Model) -> list[str]:
    """The classes of a model's layers behind the input."""
    return [type(layer).__name__ for layer in model.layers[1:]]


def test_a_bare_recipe_gives_dense_layers_and_a_head(recipe: Recipe, images: DataSpec) -> None:
    model = MLP().build(recipe(), images)
    assert names(model) == ["input", "flatten", "hidden_1", "hidden_2", "output"]
    assert [layer.units for layer in model.layers[2:]] == [300, 100, 10]
    assert model.name == "mlp"


def test_every_block_of_the_recipe_stands_under_a_name_that_says_where(
    recipe: Recipe, images: DataSpec
) -> None:
    model = MLP(units=(20,)).build(recipe("prelu", "batch_norm", "dropout"), images)
    assert names(model) == [
        "input",
        "flatten",
        "input_norm",
        "hidden_1",
        "hidden_1_norm",
        "hidden_1_act",
        "hidden_1_drop",
        "output",
    ]


def test_names_are_the_same_however_many_models_came_before(
    recipe: Recipe, images: DataSpec
) -> None:
    blocks = recipe("prelu", "batch_norm", "dropout")
    first, second = (MLP(units=(20,)).build(blocks, images) for _ in range(2))
    assert names(first) == names(second)
    assert [w.path for w in first.weights] == [w.path for w in second.weights]


def test_norm_behind_the_activation_as_in_cell_12_of_the_notebook(
    recipe: Recipe, images: DataSpec
) -> None:
    model = MLP(block=("dense", "act", "norm")).build(
        recipe("he_normal", "prelu", "batch_norm"), images
    )
    assert kinds(model) == [
        "Flatten",
        "BatchNormalization",
        *("Dense", "PReLU", "BatchNormalization") * 2,
        "Dense",
    ]
    assert model.count_params() == 3136 + 235500 + 300 + 1200 + 30100 + 100 + 400 + 1010


def test_norm_before_the_activation_without_biases_as_in_cell_23(
    recipe: Recipe, images: DataSpec
) -> None:
    model = MLP().build(recipe("prelu", "batch_norm", "l2"), images)
    assert kinds(model) == [
        "Flatten",
        "BatchNormalization",
        *("Dense", "BatchNormalization", "PReLU") * 2,
        "Dense",
    ]
    assert not model.get_layer("hidden_1").use_bias
    assert model.get_layer("output").use_bias
    assert len(model.losses) == 3


def test_dropout_before_norm_as_in_cell_26(recipe: Recipe, images: DataSpec) -> None:
    architecture = MLP(block=("dense", "act", "drop", "norm"), input=("drop", "norm"))
    model = architecture.build(recipe("he_normal", "prelu", "batch_norm", "dropout"), images)
    assert kinds(model) == [
        "Flatten",
        "Dropout",
        "BatchNormalization",
        *("Dense", "PReLU", "Dropout", "BatchNormalization") * 2,
        "Dense",
    ]


def test_max_norm_holds_the_hidden_kernels_alone_as_in_cell_47(
    recipe: Recipe, images: DataSpec
) -> None:
    model = MLP().build(recipe("max_norm"), images)
    assert model.get_layer("hidden_1").kernel_constraint.max_value == 1
    assert model.get_layer("output").kernel_constraint is None


def test_the_initializer_may_serve_the_output_too_as_in_cell_25(
    recipe: Recipe, images: DataSpec, he_normal: Initializer
) -> None:
    usual = MLP().build(recipe("he_normal"), images).get_layer("output")
    asked = MLP(output_init=he_normal).build(recipe("he_normal"), images).get_layer("output")
    assert isinstance(usual.kernel_initializer, keras.initializers.GlorotUniform)
    assert isinstance(asked.kernel_initializer, keras.initializers.HeNormal)


@pytest.mark.parametrize(
    ("norm", "block", "bias"),
    [
        ("batch_norm", ("dense", "norm", "act"), False),
        ("scale_norm", ("dense", "norm", "act"), True),
        ("batch_norm", ("dense", "act", "norm"), True),
        ("batch_norm", ("norm", "act", "dense"), True),
    ],
)
def test_dense_gets_a_bias_unless_a_norm_with_a_shift_follows(
    recipe: Recipe, images: DataSpec, norm: str, block: tuple[HiddenPart, ...], *, bias: bool
) -> None:
    model = MLP(units=(5,), block=block).build(recipe("prelu", norm), images)
    assert model.get_layer("hidden_1").use_bias is bias


def test_a_bias_may_be_asked_for(recipe: Recipe, images: DataSpec) -> None:
    model = MLP(use_bias=True).build(recipe("batch_norm"), images)
    assert model.get_layer("hidden_1").use_bias


@pytest.mark.parametrize(
    ("data", "units", "activation"),
    [
        (DataSpec("three", (4,), Task.CLASSIFICATION, ("a", "b", "c")), 3, "softmax"),
        (DataSpec("two", (4,), Task.BINARY, ("no", "yes")), 1, "sigmoid"),
        (DataSpec("numbers", (4,), Task.REGRESSION, targets=2), 2, "linear"),
    ],
)
def test_the_head_follows_the_task(
    recipe: Recipe, data: DataSpec, units: int, activation: str
) -> None:
    output = MLP(units=()).build(recipe(), data).get_layer("output")
    assert (output.units, output.activation.__name__) == (units, activation)


def test_samples_of_one_axis_need_no_flattening(recipe: Recipe, table: DataSpec) -> None:
    assert names(MLP().build(recipe(), table))[:2] == ["input", "hidden_1"]


def test_a_single_class_is_an_error_before_training(recipe: Recipe) -> None:
    with pytest.raises(DataError, match="fewer than two classes"):
        MLP().build(recipe(), DataSpec("dull", (4,), Task.CLASSIFICATION, ("a",)))


def test_layers_of_one_shape_start_from_different_kernels(recipe: Recipe, table: DataSpec) -> None:
    model = MLP(units=(13, 13)).build(recipe("he_normal"), table)
    first, second = (model.get_layer(f"hidden_{i}").kernel.numpy() for i in (1, 2))
    assert not np.allclose(first, second)


def test_one_seed_gives_one_model(recipe: Recipe, table: DataSpec) -> None:
    def kernels(seed: int) -> Any:
        model = MLP(units=(5, 4)).build(recipe("he_normal", seed=seed), table)
        return np.concatenate([weight.ravel() for weight in model.get_weights()])

    np.testing.assert_array_equal(kernels(1), kernels(1))
    assert not np.array_equal(kernels(1), kernels(2))


def test_recipes_that_differ_in_one_block_start_from_the_same_kernels(
    recipe: Recipe, table: DataSpec
) -> None:
    plain = MLP().build(recipe("he_normal"), table)
    other = MLP().build(recipe("he_normal", "prelu", "dropout"), table)
    for name in ("hidden_1", "hidden_2", "output"):
        kernel, same = (model.get_layer(name).kernel.numpy() for model in (plain, other))
        np.testing.assert_array_equal(kernel, same)


def test_without_an_initializer_kernels_start_from_the_seed_too(
    recipe: Recipe, table: DataSpec
) -> None:
    one, other = (MLP(units=(5,)).build(recipe(), table).get_weights() for _ in range(2))
    np.testing.assert_array_equal(one[0], other[0])


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"block": ("act", "norm")}, r"block must hold dense: \[act,norm\]"),
        ({"block": ("dense", "act", "act")}, "block holds act twice"),
        ({"input": ("norm", "norm")}, "input holds norm twice"),
        ({"units": (300, 0)}, "units must be a list, each an integer >= 1"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidParameterError, match=message):
        MLP(**parameters)
