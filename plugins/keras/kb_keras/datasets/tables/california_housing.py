"""House prices in California."""

from typing import TYPE_CHECKING

from kb_registry import DataSpec, Task

from kb_keras.datasets.tables._dataset import TableDataset

if TYPE_CHECKING:
    from kb_keras.datasets.tables._source import TableSource


class CaliforniaHousing(TableDataset):
    """House prices: 20,640 districts of California by eight numbers, downloaded once.

    The target is the median house value in 100,000 US dollars of 1990, before it is
    standardized; values above 5 were cut off at the source.
    """

    reference = (
        "Pace & Barry 1997, Sparse spatial autoregressions, doi:10.1016/S0167-7152(96)00140-X"
    )

    def spec(self) -> DataSpec:
        """What the dataset is, without loading it."""
        return DataSpec("california_housing", (8,), Task.REGRESSION)

    def read(self) -> "TableSource":
        """Read the districts from Keras' cache, or download them into it.

        Raises:
            DataError: There is no network, or the cached file is damaged.
        """
        import keras
        from kb_registry import Split

        from kb_keras.datasets.samples import _checks as checks
        from kb_keras.datasets.samples._download import downloaded
        from kb_keras.datasets.tables._features import NumberColumn
        from kb_keras.datasets.tables._source import TableSource

        load_data = keras.datasets.california_housing.load_data
        (x, y), _ = downloaded(
            "california_housing", lambda: load_data(test_split=0.0), "california_housing.npz"
        )
        checks.features(x, "california_housing, x")
        checks.same_length(x, y, "california_housing")
        dollars = checks.targets(y, "california_housing, y")
        return TableSource(
            self.spec(),
            Split(x, dollars / 100_000),
            columns=tuple(NumberColumn(str(number)) for number in range(1, 9)),  # Keras names none
            target="median_house_value",
        )
