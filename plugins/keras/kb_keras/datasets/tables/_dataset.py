"""Datasets of rows and columns."""

from typing import Literal

from kb_registry import Splits, Task, param

from kb_keras.datasets.samples._divided_dataset import DividedDataset


class TableDataset(DividedDataset):
    """Rows of measurements, standardized by the mean and deviation of the training samples."""

    standardize: Literal["all", "features", "none"] = param(
        default="all",
        kw_only=True,
        help="what gets mean 0 and deviation 1; all: a regression's targets too",
    )

    def load(self, seed: int) -> Splits:
        """Read the rows, divide them and standardize each part as the training samples need it.

        Raises:
            DataError: The data is missing, damaged, or too little to be divided.
        """
        from kb_keras.datasets.samples._division import divide
        from kb_keras.datasets.tables._standardization import standardized

        source = self.read()
        return standardized(
            divide(source, validation=self.validation, test=self.test, seed=seed),
            columns=0 if self.standardize == "none" else source.numeric,
            targets=self.standardize == "all" and source.spec.task is Task.REGRESSION,
        )
