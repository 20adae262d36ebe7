"""A run's model loads in a process that built none of it, whoever made its blocks."""

import os
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from textwrap import dedent
from typing import Any

import numpy as np
import pytest
from kb_engine import ModelFileError, Recipe, build_run
from kb_keras.optimizers.momentum import SGD
from kb_registry import Callback, Component, Dataset, Schedule, installed_registry
from kb_registry.testing import Subject

from tests.preloaded import python

BUILD = """
import sys, warnings
from pathlib import Path
import numpy as np
from kb_engine import Recipe, build_run
run = build_run(Recipe.from_choices({choices!r}), Path(sys.argv[1]))
x = np.linspace(-1, 1, 128, dtype="float32").reshape(2, 8, 8)
np.savez(run.run.folder / "predicted.npz", x=x, y=run.model.predict(x, verbose=0))
"""

LOAD = """
import os, sys, traceback, warnings
from pathlib import Path
import numpy as np
import keras
from kb_engine import Run
warnings.simplefilter("error")
warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)

def load(folder):
    with np.load(folder / "predicted.npz") as predicted:
        model = Run.open(folder).load()
        np.testing.assert_array_equal(model.predict(predicted["x"], verbose=0), predicted["y"])

failed = False
for folder in map(Path, sys.argv[1:]):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        child = os.fork()  # a process that has imported no block
    if child == 0:
        try:
            load(folder)
        except BaseException:
            print(folder.name, traceback.format_exc(), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    failed |= os.waitpid(child, 0)[1] != 0
sys.exit(failed)
"""


def assert_loads_elsewhere(folders: Sequence[Path], **variables: str) -> None:
    """Load models, each in a process of its own, and have them predict the same."""
    loaded = python("-c", LOAD, *folders, environment={**os.environ, **variables})
    assert loaded.returncode == 0, loaded.stderr


def built(choices: dict[str, Any], logdir: Path) -> Path:
    """A run with a model that was built, and what it predicts once saved."""
    choices = {"arch": "mlp(units=[8])", "callback": "none", **choices}
    run = build_run(Recipe.from_choices(choices), logdir)
    shape = (4, *run.model.input_shape[1:])
    x = np.random.default_rng(0).normal(size=shape).astype("float32")
    np.savez(run.run.folder / "predicted.npz", x=x, y=run.model.predict(x, verbose=0))
    return run.run.folder


OWN_CLASSES = [
    {"wrap": "weight_standardization", "opt": "lookahead(adam)"},
    {"arch": "fixup_mlp:depth=2", "opt": "sam(sgd(momentum=0.9))", "act": "acon_c"},
    {"act": "glu", "drop": "mc_dropout:0.2", "norm": "scale_norm"},
]


def test_models_with_classes_of_a_package_load(tmp_path: Path) -> None:
    assert_loads_elsewhere([built(choices, tmp_path) for choices in OWN_CLASSES])


ACME = {
    "acme_base/__init__.py": "",
    "acme_base/layers.py": """
        import keras

        @keras.saving.register_keras_serializable(package="acme_base")
        class Doubled(keras.layers.Wrapper):
            def call(self, inputs):
                return 2 * self.layer(inputs)
        """,
    "acme_base-1.0.dist-info/METADATA": """
        Metadata-Version: 2.1
        Name: acme-base
        Version: 1.0
        Requires-Dist: keras>=3
        """,
    "acme_base-1.0.dist-info/RECORD": """
        acme_base/__init__.py,,
        acme_base/layers.py,,
        """,
    "acme/__init__.py": "",
    "acme/blocks.py": """
        from kb_registry import Activation, Wrapper

        class Doubled(Wrapper):
            def build(self, layer):
                from acme_base.layers import Doubled as Layer
                return Layer(layer)

        class Tripled(Activation):
            def build(self):
                from acme.layers import Tripled as Layer
                return Layer()
        """,
    "acme/layers.py": """
        import keras

        class Tripled(keras.layers.Layer):  # not even registered with Keras
            def call(self, inputs):
                return 3 * inputs
        """,
    "acme-1.0.dist-info/METADATA": """
        Metadata-Version: 2.1
        Name: acme
        Version: 1.0
        Requires-Dist: acme-base
        Requires-Dist: keras-blocks-registry
        """,
    "acme-1.0.dist-info/RECORD": "",
    "acme-1.0.dist-info/entry_points.txt": """
        [kb.activations]
        tripled = acme.blocks:Tripled

        [kb.wrappers]
        doubled = acme.blocks:Doubled
        """,
    "elsewhere.py": """
        from pathlib import Path
        Path(__file__).with_name("imported").touch()
        """,
}


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    """A folder with two distributions of somebody else's, and a module of nobody's."""
    site = tmp_path / "site"
    for name, text in ACME.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(dedent(text).lstrip())
    return site


@pytest.fixture
def acme_run(acme: Path, tmp_path: Path) -> Path:
    """A run with a class that its distribution requires, and one that nobody registered."""
    choices = {"arch": "mlp(units=[8])", "callback": "none", "wrap": "doubled", "act": "tripled"}
    environment = {**os.environ, "PYTHONPATH": str(acme)}
    ran = python("-c", BUILD.format(choices=choices), tmp_path / "logs", environment=environment)
    assert ran.returncode == 0, ran.stderr
    (folder,) = (tmp_path / "logs").iterdir()
    return folder


def test_classes_of_a_third_party_load_wherever_they_stand(acme: Path, acme_run: Path) -> None:
    assert_loads_elsewhere([acme_run], PYTHONPATH=str(acme))
    (acme / "acme_base" / "layers.py").rename(acme / "acme_base" / "wrappers.py")
    blocks = acme / "acme" / "blocks.py"
    blocks.write_text(blocks.read_text().replace("acme_base.layers", "acme_base.wrappers"))
    assert_loads_elsewhere([acme_run], PYTHONPATH=str(acme))


def test_a_file_has_nothing_imported(acme: Path, acme_run: Path) -> None:
    name_another_module(acme_run / "model.keras", "acme_base.layers", "elsewhere")
    name_another_module(acme_run / "model.keras", "acme_base>Doubled", "elsewhere>Class")
    program = f"""
from pathlib import Path
from kb_engine import ModelFileError, Run
try:
    Run.open(Path({str(acme_run)!r})).load()
except ModelFileError as error:
    print(error.message)
"""
    told = python("-c", program, environment={**os.environ, "PYTHONPATH": str(acme)})
    assert told.stdout == (
        "The model holds Class of elsewhere, which no package that the recipe takes defines.\n"
    )
    assert not (acme / "imported").exists()


def name_another_module(model: Path, before: str, after: str) -> None:
    """Rewrite what a saved model names."""
    with zipfile.ZipFile(model) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert before.encode() in members["config.json"]
    members["config.json"] = members["config.json"].replace(before.encode(), after.encode())
    with zipfile.ZipFile(model, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def test_a_model_that_is_missing_or_damaged_is_said(tmp_path: Path) -> None:
    run = build_run(Recipe.from_choices({"arch": "mlp(units=[8])", "callback": "none"}), tmp_path)
    model = run.run.model_path
    model.write_bytes(model.read_bytes()[:1000])
    with pytest.raises(ModelFileError, match="isn't a Keras model, or is damaged"):
        run.run.load()
    model.unlink()
    with pytest.raises(ModelFileError, match="There is no model"):
        run.run.load()


ELSEWHERE = (Dataset, Callback)
"""Kinds that don't stand in a model."""

OF_OTHER_SHAPES = {"spatial_dropout_1d", "spatial_dropout_3d"}
"""Layers for samples of shapes that no network here has inside."""

TARGETS_THAT_SHIP = {"integer_labels", "binary_labels", "real_targets"}

CONTEXTS: tuple[dict[str, Any], ...] = (
    {},
    {"arch": "cnn"},
    {"data": "breast_cancer"},
    {"data": "diabetes"},
    {"data": "breast_cancer", "arch": "tabular"},
    {"arch": "mlp(units=[32])"},
)


def in_a_recipe(component: Component) -> dict[str, Any]:
    if isinstance(component, Schedule):
        return {"opt": SGD(learning_rate=component)}
    return {component.kind.option: component}


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind",
    [
        kind
        for kind in installed_registry().kinds()
        if kind not in ELSEWHERE and (kind.kind.option or kind is Schedule)
    ],
    ids=lambda kind: kind.kind.name,
)
def test_every_component_that_stands_in_a_model_loads(
    kind: type[Component], tmp_path: Path
) -> None:
    folders, unbuilt, unsuited = [], set(), set()
    for entry in installed_registry().canonical_entries(kind):
        example = Subject(entry, kind, installed_registry()).example()
        folder = built_somehow(in_a_recipe(example), tmp_path / entry.name)
        if entry.name in OF_OTHER_SHAPES or only_for_one_hot_labels(example):
            unsuited.add(entry.name)
        if folder is None:
            unbuilt.add(entry.name)
        else:
            folders.append(folder)
    assert unbuilt == unsuited
    assert_loads_elsewhere(folders)


def only_for_one_hot_labels(component: Component) -> bool:
    """Whether it is for targets that no dataset here has."""
    return "one_hot_labels" in component.traits and not component.traits & TARGETS_THAT_SHIP


def built_somehow(choices: dict[str, Any], logdir: Path) -> Path | None:
    """Build a model in the first context that suits its component, if any does."""
    for context in CONTEXTS:
        with suppress(Exception):  # Keras raises all sorts
            return built({**context, **choices}, logdir)
    return None
