"""Pictures of clothes in the format of MNIST."""

from kb_registry import Dataset, DataSpec, Splits, Task

VALIDATION = 5_000

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


class FashionMNIST(Dataset):
    """Clothes: 70,000 images of 28 x 28 pixels in ten classes, downloaded once.

    Of the 60,000 training images 5,000 are set aside for validation, stratified; the 10,000
    test images are the official ones. Pixels are scaled from 0..255 to [0, 1].
    """

    reference = (
        "Xiao, Rasul & Vollgraf 2017, Fashion-MNIST: a novel image dataset for benchmarking"
        " machine learning algorithms, arXiv:1708.07747"
    )

    def spec(self) -> DataSpec:
        """What the dataset is, without loading it."""
        return DataSpec("fashion_mnist", (28, 28), Task.CLASSIFICATION, CLASSES)

    def load(self, seed: int) -> Splits:
        """Read the images from Keras' cache, or download them into it.

        Raises:
            DataError: There is no network, or a cached file is damaged.
        """
        import keras

        from kb_keras.datasets.division import divide
        from kb_keras.datasets.keras_download import downloaded_images

        load_data = keras.datasets.fashion_mnist.load_data
        source = downloaded_images(self.spec(), load_data, "fashion-mnist")
        return divide(source, validation=VALIDATION, seed=seed)
