"""Datasets, which samples come from."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from kb_registry._errors import DataError
from kb_registry.components._component import Component
from kb_registry.components._kind import Kind

if TYPE_CHECKING:
    from kb_registry.vocabulary._data import Splits
    from kb_registry.vocabulary._data_spec import DataSpec
    from kb_registry.vocabulary._preparation import Preparation


class Dataset(Component):
    """Where samples come from."""

    kind: ClassVar = Kind("dataset", "kb.datasets", option="data", default="digits")

    def load(self, seed: int) -> "Splits":
        """Read the samples and divide them, the same way for the same seed.

        Raises:
            DataError: The data is missing or damaged.
        """
        raise NotImplementedError

    def spec(self) -> "DataSpec":
        """What the dataset is; datasets that know this without loading say so here.

        Raises:
            DataError: The data is missing or damaged.
        """
        return self.load(seed=0).spec

    def script(self, seed: int, data: "Splits") -> str | None:
        """Return Python code that loads what `load` loads, without this project.

        It defines `load_data()`, which returns training, validation and test samples as pairs of
        `x` and `y`. It may use NumPy as `np`, `keras`, `csv`, `gzip`, `datasets` and
        `train_test_split` of scikit-learn.

        Args:
            seed: As for `load`.
            data: What `load` returned for it.

        Returns:
            The code; None if samples have to be stored beside a program.
        """
        del seed, data
        return None

    def preparation(self, description: Mapping[str, Any]) -> "Preparation":
        """Restore what makes samples of new files, from what `Preparation.describe` returned.

        The training data isn't needed for it, and may be gone.

        Raises:
            DataError: This dataset can't read new files, or the description is damaged or of a
                newer version.
        """
        del description
        raise DataError(f"{type(self).__name__} can't prepare new files.")
