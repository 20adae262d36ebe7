"""Images that Keras downloads."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import evolve
from kb_registry import Dataset, DataSpec, Splits

if TYPE_CHECKING:
    from kb_registry import Preparation

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
        from kb_keras.datasets.archives._preparation import ArrayPreparation
        from kb_keras.datasets.samples._division import divide
        from kb_keras.datasets.samples._download import downloaded_images
        from kb_keras.datasets.samples._labels import Classes

        spec = self.spec()
        classes = Classes(spec.classes, tuple(range(len(spec.classes))))
        preparation = ArrayPreparation(spec, classes, bytes_scaled=True)
        source = evolve(
            downloaded_images(spec, self.download, self.cached), preparation=preparation
        )
        return divide(source, validation=VALIDATION, seed=seed)

    def preparation(self, description: Mapping[str, Any]) -> "Preparation":
        """Restore what makes samples of new arrays, from its description in a run.

        Its `read` takes an .npz file with `x` or `x_test`, an .npy file, a file of images in
        MNIST's format, or a folder of such files.

        Raises:
            DataError: The description is damaged or of a newer version.
        """
        from kb_keras.datasets.archives._preparation import ArrayPreparation

        return ArrayPreparation.restore(description)

    def script(self, seed: int, data: Splits) -> str:
        """Return code that has Keras read its cache, or download into it."""
        from kb_keras.datasets.samples._script import loading_code

        return loading_code(
            f"    (x, y), (x_test, y_test) = keras.datasets.{self.known.name}.load_data()\n"
            "    x, x_test = x.astype(np.float32) / 255, x_test.astype(np.float32) / 255\n"
            "    y, y_test = y.reshape(-1).astype(np.int64), y_test.reshape(-1).astype(np.int64)",
            data=data,
            validation=VALIDATION,
            test=None,
            seed=seed,
        )
