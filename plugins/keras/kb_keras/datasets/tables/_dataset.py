"""Datasets of rows and columns."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from kb_registry import Splits, Task, param

from kb_keras.datasets.samples._divided_dataset import DividedDataset

if TYPE_CHECKING:
    from kb_registry import Preparation

    from kb_keras.datasets.tables._source import TableSource


class TableDataset(DividedDataset):
    """Rows of measurements, standardized by the mean and deviation of the training samples."""

    standardize: Literal["all", "features", "none"] = param(
        default="all",
        kw_only=True,
        help="what gets mean 0 and deviation 1; all: a regression's targets too",
    )

    def read(self) -> "TableSource":
        """Read everything there is.

        Raises:
            DataError: The data is missing or damaged.
        """
        raise NotImplementedError

    def load(self, seed: int) -> Splits:
        """Read the rows, divide them and standardize each part as the training samples need it.

        A value far outside the training samples' range causes a warning.

        Raises:
            DataError: The data is missing, damaged, or too little to be divided.
        """
        from kb_keras.datasets.samples._division import divide
        from kb_keras.datasets.tables._preparation import fitted

        source = self.read()
        splits = divide(source, validation=self.validation, test=self.test, seed=seed)
        preparation = fitted(
            source,
            splits.train,
            features=self.standardize != "none",
            targets=self.standardize == "all" and source.spec.task is Task.REGRESSION,
        )
        return preparation.apply(splits)

    def preparation(self, description: Mapping[str, Any]) -> "Preparation":
        """Return what makes samples of a new table, from its description in a run.

        Its `read` takes a text file or a stream, with columns in any order and more of them; the
        target may be missing. `.jsonl` files hold an object a line.

        Raises:
            DataError: The description is damaged or of a newer version.
        """
        from kb_keras.datasets.tables._preparation import TablePreparation

        return TablePreparation.restore(description)
