"""Datasets that come without a split of their own."""

from typing import TYPE_CHECKING, Annotated

from kb_registry import Dataset, Interval, Splits, param

if TYPE_CHECKING:
    from kb_keras.datasets.samples._division import Source

Share = Annotated[float, Interval(gt=0, lt=0.5)]


class DividedDataset(Dataset):
    """Samples that are divided here, by seed, with equal shares of every class.

    Subclasses say in `read` what there is. Where the source has test samples, these stay the
    test samples and `test` is without effect.
    """

    validation: Share = param(default=0.1, kw_only=True, help="share of the samples to choose on")
    test: Share = param(default=0.2, kw_only=True, help="share of the samples to report on")

    def read(self) -> "Source":
        """Read everything there is.

        Raises:
            DataError: The data is missing or damaged.
        """
        raise NotImplementedError

    def load(self, seed: int) -> Splits:
        """Read the samples and divide them, the same way for the same seed.

        Raises:
            DataError: The data is missing, damaged, or too little to be divided.
        """
        from kb_keras.datasets.samples._division import divide

        return divide(self.read(), validation=self.validation, test=self.test, seed=seed)
