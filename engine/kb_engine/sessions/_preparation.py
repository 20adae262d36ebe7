"""What a training needs before its first step, the same whether it begins or resumes."""

from typing import TYPE_CHECKING

from attrs import frozen
from kb_registry import DataSpec, Splits

from kb_engine.models._assembly import assemble
from kb_engine.models._devices import Devices, Placement, place
from kb_engine.recipes._recipe import Recipe
from kb_engine.sessions._build import dataset

if TYPE_CHECKING:
    import keras


@frozen(eq=False)
class Prepared:
    """Data, and the recipe's model with its first weights, where it is to be trained."""

    data: Splits
    model: "keras.Model"
    placement: Placement

    def largest_batch(self, most: int) -> int:
        """The largest batch size up to `most` that suits the devices; zero if there is none."""
        return self.placement.largest_batch(most, len(self.data.train), len(self.data.validation))


def prepare(recipe: Recipe, devices: Devices) -> Prepared:
    """Load the data and build the model.

    Raises:
        DataError: The data is missing or damaged.
        KerasBlocksError: The recipe can't be built.
    """
    placement = place(devices)
    data = dataset(recipe).load(recipe.training.seed)
    placement.check_batches(recipe.training.batch_size, len(data.train), len(data.validation))
    with placement.scope:
        model = first_model(recipe, data.spec)
    placement.check_optimizer(model.optimizer)
    return Prepared(data, model, placement)


def first_model(recipe: Recipe, spec: DataSpec) -> "keras.Model":
    """The recipe's model with the weights that its seed gives it."""
    import keras

    keras.utils.set_random_seed(recipe.training.seed)  # for blocks that declare no seed
    return assemble(recipe, spec)
