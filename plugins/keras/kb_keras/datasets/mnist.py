"""Handwritten digits, the benchmark."""

from kb_registry import Dataset, DataSpec, Splits, Task

VALIDATION = 5_000


class MNIST(Dataset):
    """Handwritten digits: 70,000 images of 28 x 28 pixels in ten classes, downloaded once.

    Of the 60,000 training images 5,000 are set aside for validation, stratified; the 10,000
    test images are the official ones. Pixels are scaled from 0..255 to [0, 1].
    """

    reference = (
        "LeCun, Bottou, Bengio & Haffner 1998, Gradient-based learning applied to document"
        " recognition, doi:10.1109/5.726791"
    )

    def spec(self) -> DataSpec:
        """What the dataset is, without loading it."""
        return DataSpec("mnist", (28, 28), Task.CLASSIFICATION, tuple("0123456789"))

    def load(self, seed: int) -> Splits:
        """Read the images from Keras' cache, or download them into it.

        Raises:
            DataError: There is no network, or the cached file is damaged.
        """
        import keras

        from kb_keras.datasets.division import divide
        from kb_keras.datasets.keras_download import downloaded_images

        source = downloaded_images(self.spec(), keras.datasets.mnist.load_data, "mnist.npz")
        return divide(source, validation=VALIDATION, seed=seed)
