"""Small colour photographs."""

from typing import Any, Literal

from kb_registry import DataSpec, Task, param

from kb_keras.datasets.pictures._downloaded import KerasImages

REFERENCE = (
    "Krizhevsky 2009, Learning multiple layers of features from tiny images,"
    " https://www.cs.toronto.edu/~kriz/learning-features-2009-TR.pdf"
)

TEN = "airplane automobile bird cat deer dog frog horse ship truck"

COARSE = """
aquatic_mammals fish flowers food_containers fruit_and_vegetables household_electrical_devices
household_furniture insects large_carnivores large_man-made_outdoor_things
large_natural_outdoor_scenes large_omnivores_and_herbivores medium_mammals
non-insect_invertebrates people reptiles small_mammals trees vehicles_1 vehicles_2
"""

FINE = """
apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly
camel can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile
cup dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo keyboard lamp
lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain mouse mushroom oak_tree
orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy porcupine possum
rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail snake spider
squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor train
trout tulip turtle wardrobe whale willow_tree wolf woman worm
"""


class CIFAR10(KerasImages):
    """Photographs: 60,000 colour images of 32 x 32 pixels in ten classes, downloaded once.

    Of the 50,000 training images 5,000 are set aside for validation, stratified; the 10,000
    test images are the official ones. Pixels are scaled from 0..255 to [0, 1].
    """

    reference = REFERENCE
    known = DataSpec("cifar10", (32, 32, 3), Task.CLASSIFICATION, tuple(TEN.split()))
    cached = "cifar-10-batches-py-target"


class CIFAR100(KerasImages):
    """Photographs: 60,000 colour images of 32 x 32 pixels in a hundred classes, downloaded once.

    Of the 50,000 training images 5,000 are set aside for validation, stratified; the 10,000
    test images are the official ones. Pixels are scaled from 0..255 to [0, 1].
    """

    reference = REFERENCE
    cached = "cifar-100-python-target"

    labels: Literal["fine", "coarse"] = param(
        default="fine", help="fine: 100 classes; coarse: 20 of them"
    )

    def spec(self) -> DataSpec:
        """What the dataset is, without loading it."""
        classes = FINE if self.labels == "fine" else COARSE
        return DataSpec("cifar100", (32, 32, 3), Task.CLASSIFICATION, tuple(classes.split()))

    def download(self) -> Any:
        """Have Keras read its cache, or download into it."""
        import keras

        return keras.datasets.cifar100.load_data(label_mode=self.labels)
