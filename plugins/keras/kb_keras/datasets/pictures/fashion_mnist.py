"""Pictures of clothes in the format of MNIST."""

from kb_registry import DataSpec, Task

from kb_keras.datasets.pictures._downloaded import KerasImages

CLASSES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)


class FashionMNIST(KerasImages):
    """Clothes: 70,000 images of 28 x 28 pixels in ten classes, downloaded once.

    Of the 60,000 training images 5,000 are set aside for validation, stratified; the 10,000
    test images are the official ones. Pixels are scaled from 0..255 to [0, 1].
    """

    reference = (
        "Xiao, Rasul & Vollgraf 2017, Fashion-MNIST: a novel image dataset for benchmarking"
        " machine learning algorithms, arXiv:1708.07747"
    )
    known = DataSpec("fashion_mnist", (28, 28), Task.CLASSIFICATION, CLASSES)
    cached = "fashion-mnist"
