"""What is built is plain Keras: it saves, and loads where nothing but Keras is imported."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from kb_keras.architectures.cnn import CNN
from kb_keras.architectures.deep_mlp import DeepMLP
from kb_keras.architectures.mlp import MLP
from kb_keras.architectures.residual_mlp import ResidualMLP
from kb_keras.architectures.tabular import Tabular
from kb_registry import Architecture, Blocks, DataSpec, Task

from tests.preloaded import python

ARCHITECTURES: dict[Architecture, tuple[int, ...]] = {
    CNN(filters=(4,), units=(5,)): (8, 8),
    DeepMLP(3, 5): (8, 8),
    MLP((5, 4)): (8, 8),
    ResidualMLP(2, 5): (6,),
    Tabular((5,)): (6,),
}


def test_models_predict_the_same_where_nothing_but_keras_is_imported(
    recipe: Callable[..., Blocks], tmp_path: Path
) -> None:
    for architecture, shape in ARCHITECTURES.items():
        blocks = recipe("he_normal", "prelu", "batch_norm", "dropout", "l2", "max_norm")
        model = architecture.build(blocks, DataSpec("any", shape, Task.BINARY, ("no", "yes")))
        x = np.random.default_rng(0).normal(size=(3, *shape)).astype(np.float32)
        model.save(tmp_path / f"{model.name}.keras")
        np.savez(tmp_path / f"{model.name}.npz", x=x, y=model(x))
    program = (
        "import pathlib, sys, keras, numpy\n"
        "for file in pathlib.Path(sys.argv[1]).glob('*.keras'):\n"
        "    model = keras.saving.load_model(file)\n"
        "    samples = numpy.load(file.with_suffix('.npz'))\n"
        "    assert (model(samples['x']).numpy() == samples['y']).all(), file\n"
        "    print(model.name)\n"
        "assert not [name for name in sys.modules if name.startswith('kb_')]\n"
    )
    result = python("-c", program, tmp_path)
    assert len(result.stdout.split()) == len(ARCHITECTURES), result.stderr
