"""A Mirror hands its parameters to the Keras class that it names."""

from typing import Annotated

import keras
import pytest
from kb_keras._mirror import Mirror
from kb_keras.activations.rectifiers import LeakyReLU, PReLU
from kb_keras.initializers import Constant
from kb_keras.metrics.losses import SparseCategoricalCrossentropy
from kb_keras.normalizations import BatchNorm
from kb_keras.optimizers.momentum import SGD
from kb_keras.regularizers import L2
from kb_keras.schedules import ExponentialDecay
from kb_registry import Activation, Ge, InvalidParameterError, KerasBlocksError, param


def test_parameters_arrive() -> None:
    layer = LeakyReLU(0.1).build()
    assert isinstance(layer, keras.layers.LeakyReLU)
    assert layer.negative_slope == 0.1


def test_nested_components_arrive_built() -> None:
    layer = PReLU(Constant(0.25), L2(0.001), shared_axes=(1, 2)).build()
    layer.build((None, 4, 4, 3))
    assert layer.alpha.shape == (1, 1, 3)
    assert layer.alpha.numpy().min() == layer.alpha.numpy().max() == 0.25
    assert layer.alpha_regularizer.l2 == 0.001


def test_a_learning_rate_is_a_number_or_a_schedule() -> None:
    assert SGD(0.5).build().learning_rate == 0.5
    optimizer = SGD(ExponentialDecay(0.5, 10, 0.1)).build()
    assert isinstance(optimizer.get_config()["learning_rate"]["config"], dict)
    assert float(optimizer.learning_rate) == 0.5


def test_a_subclass_elsewhere_needs_its_class_and_parameters_only() -> None:
    class Scale(Mirror["keras.layers.Rescaling"], Activation):
        """Factor."""

        scale: Annotated[float, Ge(0)] = param(default=2.0, help="factor")

    assert Scale.keras_name == "keras.layers.Rescaling"
    assert Scale(3.0).build()(1.0) == 3.0


def test_a_class_that_keras_lacks_is_an_error_for_people() -> None:
    class Lost(Mirror["keras.layers.Lost"], Activation):  # type: ignore[name-defined]  # the point
        """Gone."""

    with pytest.raises(KerasBlocksError, match=r"has no keras\.layers\.Lost"):
        Lost().build()


@pytest.fixture
def old_keras(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keras, "__version__", "3.13.2")


@pytest.mark.usefixtures("old_keras")
def test_a_parameter_that_an_older_keras_lacks_is_not_handed_over_at_its_default() -> None:
    assert "ignore_class" not in SparseCategoricalCrossentropy()._known_arguments()
    assert "renorm" not in BatchNorm()._known_arguments()


@pytest.mark.usefixtures("old_keras")
def test_a_parameter_that_an_older_keras_lacks_is_an_error_for_people() -> None:
    with pytest.raises(InvalidParameterError, match=r"renorm needs Keras 3\.14, not 3\.13\.2"):
        BatchNorm(renorm=True).build()
