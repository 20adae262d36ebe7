"""Datasets, which samples come from."""

from typing import ClassVar

from kb_registry.components._component import Component
from kb_registry.components._kind import Kind
from kb_registry.vocabulary._data import DataSpec, Splits


class Dataset(Component):
    """Where samples come from."""

    kind: ClassVar = Kind("dataset", "kb.datasets", option="data", default="digits")

    def load(self, seed: int) -> Splits:
        """Read the samples and divide them, the same way for the same seed.

        Raises:
            DataError: The data is missing or damaged.
        """
        raise NotImplementedError

    def spec(self) -> DataSpec:
        """What the dataset is; datasets that know this without loading say so here.

        Raises:
            DataError: The data is missing or damaged.
        """
        return self.load(seed=0).spec
