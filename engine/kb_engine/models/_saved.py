"""Loading a recipe's model in a process that built none of it.

A saved model names classes, and Keras finds those whose modules have been imported. A file must
never decide what is imported. So the names in it are only compared with what the distributions
that the recipe takes define, and the modules that do are imported.
"""

import json
import zipfile
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from attrs import frozen
from kb_registry import Suggestion, TrainAnew

from kb_engine._errors import ModelFileError
from kb_engine.models._providers import providing_modules
from kb_engine.recipes._recipe import Recipe

if TYPE_CHECKING:
    import keras


@frozen
class SavedName:
    """A class or a function that a saved model holds and that Keras doesn't know yet.

    Attributes:
        registered: The name under which it is looked for: `kb_papers>ScalarBias`.
        module: Where it was defined when the model was saved.
    """

    registered: str
    module: str

    @property
    def name(self) -> str:
        """The name without the package that it was registered for."""
        return self.registered.rpartition(">")[2]


def load_model(path: Path, recipe: Recipe) -> "keras.Model":
    """Load a recipe's saved model, without running any code that the file may hold.

    Raises:
        ModelFileError: There is no model, it is damaged, or it holds what no distribution that
            the recipe takes defines.
    """
    import keras

    from kb_engine.training import built_from_inside

    unregistered = _import_definitions(_unknown(path), recipe)
    try:
        with built_from_inside():
            model = keras.saving.load_model(path, custom_objects=unregistered, safe_mode=True)
    except (OSError, TypeError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise _refused(path, error) from error
    return cast("keras.Model", model)


def _unknown(path: Path) -> set[SavedName]:
    import keras

    try:
        with zipfile.ZipFile(path) as archive:
            config = json.loads(archive.read("config.json"))
    except FileNotFoundError:
        raise ModelFileError(f"There is no model {path}.", suggestions=_again(path)) from None
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise ModelFileError(
            f"{path} isn't a Keras model, or is damaged: {_first_line(error)}.",
            suggestions=_again(path),
        ) from error
    return {
        found
        for found in _names(config)
        if keras.saving.get_registered_object(found.registered) is None
    }


def _names(value: object) -> Iterator[SavedName]:
    match value:
        case dict():
            registered, module = value.get("registered_name"), value.get("module")
            if isinstance(registered, str) and isinstance(module, str) and not _is_keras(module):
                yield SavedName(registered, module)
            for item in value.values():
                yield from _names(item)
        case list():
            for item in value:
                yield from _names(item)


def _is_keras(module: str) -> bool:
    return module.partition(".")[0] in {"keras", "builtins"}


def _import_definitions(wanted: Iterable[SavedName], recipe: Recipe) -> dict[str, Any]:
    """Import what defines the names; return the classes of Keras that nobody registered."""
    import keras

    missing = set(wanted)
    modules = providing_modules(recipe) if missing else []
    unregistered: dict[str, Any] = {}
    for each in sorted(missing, key=lambda name: name.registered):
        as_saved = [module for module in modules if module.name == each.module]
        moved = (module for module in modules if module.defines(each.name))
        for module in (*as_saved, *moved):
            found = getattr(import_module(module.name), each.name, None)
            if keras.saving.get_registered_object(each.registered) is not None:
                break
            if _is_keras_class(found):
                unregistered[each.registered] = found
                break
        else:
            raise ModelFileError(
                f"The model holds {each.name} of {each.module}, which no package that the recipe"
                " takes defines.",
                hint=f"Install the version of {each.module.partition('.')[0]} that it was trained"
                " with.",
            )
    return unregistered


def _is_keras_class(value: object) -> bool:
    """Whether something is a class that Keras may build from a file's configuration."""
    import keras

    bases = (
        keras.layers.Layer,
        keras.optimizers.Optimizer,
        keras.losses.Loss,
        keras.metrics.Metric,
        keras.initializers.Initializer,
        keras.regularizers.Regularizer,
        keras.constraints.Constraint,
        keras.optimizers.schedules.LearningRateSchedule,
    )
    return isinstance(value, type) and issubclass(value, bases)


def _refused(path: Path, error: Exception) -> ModelFileError:
    """Say why Keras doesn't load a model."""
    if "safe_mode=False" in str(error):
        return ModelFileError(
            f"{path} holds Python code, such as a Lambda layer's, which isn't run.",
            hint="If you trust it, load it yourself: keras.saving.load_model(path,"
            " safe_mode=False). Or make the code a layer, which a package registers.",
        )
    return ModelFileError(f"Can't load {path}: {_first_line(error)}.", suggestions=_again(path))


def _again(path: Path) -> list[Suggestion]:
    return [TrainAnew(path.with_name("recipe.toml"), purpose="Train its recipe again")]


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0].removesuffix(".")
