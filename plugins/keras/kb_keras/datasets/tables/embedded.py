"""Tables that come with scikit-learn, without a download."""

from typing import TYPE_CHECKING, Any, ClassVar

from kb_registry import DataSpec, Splits, Task

from kb_keras.datasets.tables._dataset import TableDataset

if TYPE_CHECKING:
    from kb_keras.datasets.tables._source import TableSource


class EmbeddedTable(TableDataset):
    """A table of scikit-learn.

    Attributes:
        loader: Name of its function in `sklearn.datasets`.
        options: What the function is told.
        known: What the table is.
    """

    loader: ClassVar[str]
    options: ClassVar[dict[str, Any]] = {}
    known: ClassVar[DataSpec]

    def spec(self) -> DataSpec:
        """What the dataset is, without loading it."""
        return self.known

    def read(self) -> "TableSource":
        """Read all rows from scikit-learn."""
        import numpy as np
        from kb_registry import Split
        from sklearn import datasets

        from kb_keras.datasets.tables._features import NumberColumn
        from kb_keras.datasets.tables._source import TableSource

        table = getattr(datasets, self.loader)(**self.options)
        x, y = table.data, table.target
        kind = np.float64 if self.known.task is Task.REGRESSION else np.int64
        return TableSource(
            self.known,
            Split(x, y.astype(kind)),
            columns=tuple(NumberColumn(str(name)) for name in table.feature_names),
            target="target",
            words=self.known.task is not Task.REGRESSION,
        )

    def script(self, seed: int, data: Splits) -> str:
        """Return code that loads the table from scikit-learn, divides and standardizes it."""
        from kb_keras.datasets.samples._script import loading_code

        regression = self.known.task is Task.REGRESSION
        options = "".join(f"{name}={value!r}" for name, value in self.options.items())
        kind = "np.float64" if regression else "np.int64"
        return loading_code(
            f"    table = datasets.{self.loader}({options})\n"
            f"    x, y = table.data, table.target.astype({kind})",
            _standardizing(
                features=self.standardize != "none",
                targets=regression and self.standardize == "all",
                regression=regression,
            ),
            data=data,
            validation=self.validation,
            test=self.test,
            seed=seed,
        )


def _standardizing(*, features: bool, targets: bool, regression: bool) -> str:
    """Code that standardizes by the training samples alone."""
    statements = ["    # mean and deviation are those of the training samples alone"]
    scaled = "(x - x[train].mean(axis=0)) / x[train].std(axis=0)"
    statements.append(f"    x = ({scaled}).astype(np.float32)" if features else "")
    if not features:
        statements = ["    x = x.astype(np.float32)"]
    if targets:
        statements.append("    y = ((y - y[train].mean()) / y[train].std()).astype(np.float32)")
    elif regression:
        statements.append("    y = y.astype(np.float32)")
    return "\n".join(statements)


class Iris(EmbeddedTable):
    """Irises: 150 flowers of three species, by length and width of sepals and petals in cm."""

    reference = (
        "Fisher 1936, The use of multiple measurements in taxonomic problems,"
        " doi:10.1111/j.1469-1809.1936.tb02137.x"
    )
    loader = "load_iris"
    known = DataSpec("iris", (4,), Task.CLASSIFICATION, ("setosa", "versicolor", "virginica"))


class Wine(EmbeddedTable):
    """Wines: 178 Italian wines from three cultivars, by 13 chemical measurements."""

    reference = (
        "Aeberhard & Forina 1991, Wine, UCI machine learning repository, doi:10.24432/C5PC7J"
    )
    loader = "load_wine"
    known = DataSpec("wine", (13,), Task.CLASSIFICATION, ("class_0", "class_1", "class_2"))


class BreastCancer(EmbeddedTable):
    """Breast tumours: 569 patients, malignant or benign, by 30 measurements of cell nuclei."""

    reference = (
        "Wolberg, Mangasarian, Street & Street 1993, Breast cancer Wisconsin (diagnostic),"
        " UCI machine learning repository, doi:10.24432/C5DW2B"
    )
    loader = "load_breast_cancer"
    known = DataSpec("breast_cancer", (30,), Task.BINARY, ("malignant", "benign"))


class Diabetes(EmbeddedTable):
    """Diabetes: 442 patients; from ten measurements, how far the disease has gone a year later.

    The target is a score between 25 and 346.
    """

    reference = (
        "Efron, Hastie, Johnstone & Tibshirani 2004, Least angle regression, arXiv:math/0406456"
    )
    loader = "load_diabetes"
    options: ClassVar = {"scaled": False}  # scaling would look at test samples
    known = DataSpec("diabetes", (10,), Task.REGRESSION)
