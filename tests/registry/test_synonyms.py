"""A parameter under a name that it has elsewhere is answered with its name here."""

import pytest
from kb_registry import Activation, InvalidParameterError, installed_registry, param, structure
from kb_registry.components._synonyms import SYNONYMS, nearest_parameter

KERAS_2 = {
    "adam:lr=0.01": "learning_rate",
    "sgd:decay=1e-6": "weight_decay",
    "leaky_relu:alpha=0.1": "negative_slope",
    "l1:l=0.01": "l1",
    "l2:l=0.01": "l2",
    "orthogonal_regularizer:l=0.01": "factor",
    "dropout:p=0.5": "rate",
    "threshold:theta=1": "threshold",
    "random_normal:sigma=0.1": "stddev",
    "max_norm:m=2": "max_value",
}
PYTORCH = {
    "adam(betas=[0.9,0.999])": "beta_1",
    "adam:eps=1e-7": "epsilon",
    "rmsprop:alpha=0.9": "rho",
    "adadelta:lr=1": "learning_rate",
    "adamw:wd=0.1": "weight_decay",
    "sgd:weightDecay=0.1": "weight_decay",
    "soft_shrink:lambd=0.5": "threshold",
    "softmax:dim=1": "axis",
    "layer_norm:eps=1e-5": "epsilon",
    "group_norm:num_groups=4": "groups",
    "random_uniform:a=0": "minval",
    "random_uniform:b=1": "maxval",
    "random_normal:std=0.1": "stddev",
    "sparse_categorical_crossentropy:ignore_index=0": "ignore_class",
    "cosine_decay:T_max=100": "decay_steps",
    "cosine_decay:eta_min=0": "alpha",
    "exponential_decay:gamma=0.9": "decay_rate",
    "reduce_lr_on_plateau:threshold=0.1": "min_delta",
}
PAPERS_AND_HABITS = {
    "adam:LR=0.01": "learning_rate",
    "adam:learningRate=0.01": "learning_rate",
    "adam:beta1=0.9": "beta_1",
    "nadam:eta=0.9": "learning_rate",
    "prelu:init=zeros": "alpha_initializer",
    "leaky_relu:slope=0.1": "negative_slope",
    "elu:slope=0.1": "alpha",
    "gaussian_noise:rate=0.1": "stddev",
    "alpha_dropout:drop_rate=0.1": "rate",
    "cosine_decay:lr=0.1": "initial_learning_rate",
    "early_stopping:metric=loss": "monitor",
    "early_stopping:tol=0.1": "min_delta",
    "mlp(hidden=[300])": "units",
    "deep_mlp:num_layers=3": "depth",
    "cnn(channels=[8])": "filters",
    "csv(file=t.csv)": "path",
    "csv(t.csv,label=y)": "target",
    "csv(t.csv,sep=';')": "delimiter",
    "images(folder=pets)": "path",
    "digits:test_size=0.1": "test",
    "orthogonal:scale=2": "gain",
    "glorot_normal:random_state=1": "seed",
}


@pytest.mark.parametrize(("text", "right"), (KERAS_2 | PYTORCH | PAPERS_AND_HABITS).items())
def test_the_right_parameter_is_named_first(text: str, right: str) -> None:
    registry = installed_registry()
    name = text.partition("(")[0].partition(":")[0]
    (kind,) = [base for base in registry.kinds() if name in registry.names(base)][:1]
    with pytest.raises(InvalidParameterError) as caught:
        structure(kind, text, registry)
    assert caught.value.hint.startswith(f"Did you mean {right}")


def test_a_third_party_names_what_its_parameter_is_called_elsewhere() -> None:
    class Snake(Activation):
        """Periodic."""

        frequency: float = param(default=1.0, help="of the wave", also_called=["omega"])

    names = {each.name: each.also_called for each in Snake.parameters().values()}
    assert nearest_parameter("omega", names, names) == "Did you mean frequency?"


def test_every_synonym_is_one_of_a_parameter_that_there_is() -> None:
    registry = installed_registry()
    known = {
        parameter
        for kind in registry.kinds()
        for _, component in registry.components(kind)
        for parameter in component.parameters()
    }
    known |= {"epochs", "batch_size", "compile", "precision"}  # of a recipe
    assert {name for names in SYNONYMS.values() for name in names.split()} <= known
    assert all(word == word.replace("_", "").lower() for word in SYNONYMS)
