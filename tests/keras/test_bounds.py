"""Wrong parameters are refused when a component is made, in words."""

from collections.abc import Callable

import pytest
from kb_keras.activations.rectifiers import ReLU
from kb_keras.callbacks import CSVLogger, ModelCheckpoint
from kb_keras.constraints import MinMaxNorm
from kb_keras.dropouts import Dropout
from kb_keras.normalizations import BatchNorm, GroupNorm
from kb_keras.optimizers.adam import Adam
from kb_keras.optimizers.momentum import SGD
from kb_keras.schedules import PiecewiseConstantDecay
from kb_registry import Activation, InvalidParameterError, installed_registry, structure


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: Dropout(1.0), "rate must be a number >= 0 and < 1, not 1.0"),
        (lambda: Dropout(-0.1), "rate must be a number >= 0"),
        (lambda: ReLU(-1.0), "max_value must be"),
        (lambda: GroupNorm(0), "groups must be"),
        (lambda: BatchNorm(momentum=1.5), "momentum must be"),
        (lambda: Adam(-0.1), "learning_rate must be"),
        (lambda: Adam(beta_1=1.0), "beta_1 must be"),
        (lambda: SGD(gradient_accumulation_steps=1), "gradient_accumulation_steps must be"),
        (lambda: SGD(clipnorm=1.0, clipvalue=1.0), "clipnorm and clipvalue exclude each other"),
        (lambda: MinMaxNorm(2.0, 1.0), "min_value 2.0 exceeds max_value 1.0"),
        (lambda: PiecewiseConstantDecay((10,), (0.1,)), "values"),
        (lambda: PiecewiseConstantDecay((10, 20), (0.1, 0.2)), "2 boundaries need 3 values, not 2"),
        (lambda: PiecewiseConstantDecay((20, 10), (0.1, 0.2, 0.3)), "boundaries must rise"),
        (lambda: CSVLogger("../elsewhere.csv"), "must be a name in the run's folder"),
        (lambda: CSVLogger("/tmp/elsewhere.csv"), "must be a name in the run's folder"),  # noqa: S108 - refused
        (lambda: CSVLogger(".."), "must be a name in the run's folder"),
        (lambda: CSVLogger(""), "must be a name in the run's folder"),
        (lambda: ModelCheckpoint("model.txt"), "must end in .keras"),
        (
            lambda: ModelCheckpoint("model.keras", save_weights_only=True),
            "must end in .weights.h5",
        ),
        (lambda: ModelCheckpoint("{epoch.keras"), "can't be filled in: expected '}'"),
        (lambda: ModelCheckpoint("{}.keras"), "may ask for values of the log, not for ''"),
        (lambda: ModelCheckpoint("{epoch.real}.keras"), "not for 'epoch.real'"),
    ],
)
def test_what_is_wrong_is_said(wrong: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidParameterError) as error:
        wrong()
    assert message in str(error.value)


def test_instance_normalization_is_a_group_per_feature() -> None:
    assert GroupNorm(-1).groups == -1


def test_swish_is_silu() -> None:
    registry = installed_registry()
    assert structure(Activation, "swish", registry) == structure(Activation, "silu", registry)
