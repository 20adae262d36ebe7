"""Images that Keras downloads."""

from typing import Any, ClassVar

from kb_registry import Dataset, DataSpec, Splits

VALIDATION = 5_000


class KerasImages(Dataset):
    """Training and test images of one of `keras.datasets`.

    Attributes:
        known: What the dataset is, under the name of Keras' module.
        cached: Name under which Keras keeps the download in its folder of datasets.
    """

    known: ClassVar[DataSpec]
    cached: ClassVar[str]

    def spec(self) -> DataSpec:
        """What the dataset is, without loading it."""
        return self.known

    def download(self) -> Any:
        """Have Keras read its cache, or download into it."""
        import keras

        return getattr(keras.datasets, self.known.name).load_data()

    def load(self, seed: int) -> Splits:
        """Read the images and set some aside for validation, the same ones for the same seed.

        Raises:
            DataError: There is no network, or a cached file is damaged.
        """
        from kb_keras.datasets.samples._division import divide
        from kb_keras.datasets.samples._download import downloaded_images

        source = downloaded_images(self.spec(), self.download, self.cached)
        return divide(source, validation=VALIDATION, seed=seed)
