"""Wrappers in whole networks: names, seeds, saving, training, whatever the wrapper."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from kb_engine.models._assembly import assemble
from kb_engine.recipes._recipe import Recipe
from kb_engine.training import fit
from kb_registry import DataSpec, Task

WRAPPERS = ["drop_connect:0.2", "spectral_normalization", "weight_standardization"]
ARCHITECTURES = ["mlp:[6]", "deep_mlp:2,6", "cnn([3],[6])", "residual_mlp:1,6", "tabular:[6]"]
IMAGES = DataSpec("images", (8, 8), Task.CLASSIFICATION, ("a", "b", "c"))
ROWS = DataSpec("rows", (5,), Task.CLASSIFICATION, ("a", "b", "c"))
generator = np.random.default_rng(0)


def model(arch: str, data: DataSpec = IMAGES, **choices: Any) -> keras.Model:
    return assemble(Recipe.from_choices({"arch": arch, **choices}), data)


def samples(data: DataSpec) -> tuple[Any, Any]:
    x = generator.normal(size=(40, *data.input_shape)).astype(np.float32)
    return x, np.arange(40) % 3


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_a_network_has_the_same_layers_and_starts_from_the_same_weights(arch: str) -> None:
    data = ROWS if arch.startswith("tabular") else IMAGES
    choices = {"init": "he_normal", "norm": "batch_norm"}
    plain = model(arch, data, **choices)
    wrapped = model(arch, data, wrap="drop_connect:0.2", **choices)
    assert [layer.name for layer in wrapped.layers] == [layer.name for layer in plain.layers]
    inside = [layer for layer in wrapped.layers if isinstance(layer, keras.layers.Wrapper)]
    assert inside
    for layer in inside:
        twin = plain.get_layer(layer.name)
        assert type(layer.layer) is type(twin)
        for ours, theirs in zip(layer.layer.weights, twin.weights, strict=True):
            np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("wrap", WRAPPERS)
@pytest.mark.parametrize("compilation", ["graph", pytest.param("xla", marks=pytest.mark.slow)])
def test_a_wrapped_network_trains_saves_and_loads(
    wrap: str, compilation: str, tmp_path: Path
) -> None:
    trained = model("cnn([3],[6])", wrap=wrap, norm="batch_norm", reg="l2", constraint="max_norm")
    x, y = samples(IMAGES)
    history = fit(trained, (x, y), epochs=2, batch_size=16, seed=0, compilation=compilation)
    assert np.isfinite(history.history["loss"]).all()
    assert len(trained.losses) == 3
    trained.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded.predict(x, verbose=0), trained.predict(x, verbose=0))


def test_a_constraint_holds_the_kernel_inside() -> None:
    trained = model("mlp:[6]", wrap="drop_connect:0.2", constraint="max_norm:0.5")
    trained.fit(*samples(IMAGES), verbose=0)
    kernel = trained.get_layer("hidden_1").layer.kernel.numpy()
    assert np.linalg.norm(kernel, axis=0).max() <= 0.5 + 1e-6


@pytest.mark.parametrize(("norm", "biases"), [("batch_norm", 0), ("rms_norm", 1)])
def test_whether_there_is_a_bias_follows_from_the_normalization(norm: str, biases: int) -> None:
    layer = model("mlp:[6]", wrap="weight_standardization", norm=norm).get_layer("hidden_1")
    assert layer.layer.use_bias == bool(biases)


def test_layers_drop_other_connections_and_a_run_repeats_its_own() -> None:
    def masks(seed: int) -> list[Any]:
        network = model("mlp:[6,64]", wrap="drop_connect:0.5", init="ones", seed=seed)
        layers = [network.get_layer(f"hidden_{index}") for index in (1, 2)]
        return [np.array(each.transformed(each.layer.kernel, training=True)) for each in layers]

    first, again, other = masks(0), masks(0), masks(1)
    np.testing.assert_array_equal(first[0], again[0])
    assert (first[0] != other[0]).any()
    assert (first[0] != first[1].T).any()


@pytest.mark.filterwarnings("ignore:overflow encountered in cast")  # a bound of Keras', 1e7
@pytest.mark.parametrize("wrap", WRAPPERS)
def test_a_wrapped_network_computes_in_mixed_precision(wrap: str) -> None:
    trained = model("mlp:[6]", wrap=wrap, norm="batch_norm", precision="mixed_float16")
    trained.fit(*samples(IMAGES), verbose=0)
    assert trained.get_layer("hidden_1").layer.kernel.dtype == "float32"
    assert trained.get_layer("hidden_1").compute_dtype == "float16"
    assert all(np.isfinite(weight).all() for weight in trained.get_weights())
