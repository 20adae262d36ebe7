"""Tables in text files."""

from typing import TYPE_CHECKING, Literal

from kb_registry import param

from kb_keras.datasets.tables._dataset import TableDataset

if TYPE_CHECKING:
    from kb_keras.datasets.samples._division import Source


class Csv(TableDataset):
    """A table in a text file, its column names in the first line.

    A column of numbers is one feature. A column of words is as many features as it has
    different words, each 1 where the row holds that word and 0 elsewhere (one-hot). Numbers
    come first, each group in the order of the file. Empty fields, `NA`, `N/A`, `NaN`, `null`
    and `?` count as missing.
    """

    reference = "Shafranovich 2005, Common format and MIME type for CSV files, RFC 4180"

    path: str = param(help="the file")
    target: str = param(help="name of the column to predict")
    task: Literal["auto", "classification", "regression"] = param(
        default="auto",
        kw_only=True,
        help="auto: words, or whole numbers of at most 20 kinds, are classes; others are targets",
    )
    drop: tuple[str, ...] = param(default=(), kw_only=True, help="columns to leave out")
    categorical: tuple[str, ...] = param(
        default=(), kw_only=True, help="columns of numbers that are names, to be treated as words"
    )
    missing: Literal["error", "drop"] = param(
        default="error", kw_only=True, help="what to do with a row that misses a value"
    )
    delimiter: str = param(default=",", kw_only=True, help="what stands between fields")

    def read(self) -> "Source":
        """Read the file once, turn its columns into numbers and leave these on the disk.

        Raises:
            DataError: The file is missing or no table, a named column isn't there, a value is
                missing or infinite, numbers and text stand in one column, or there is one
                class alone.
        """
        from kb_keras.datasets.tables._file import open_table
        from kb_keras.datasets.tables._gaps import complete
        from kb_keras.datasets.tables._samples import source

        texts = {*self.categorical, *self.drop}
        with open_table(self.path, self.delimiter, texts) as table:
            kept = table.without(self.drop)
            kept.check_names((self.target, *self.categorical))
            rows = complete(kept, drop=self.missing == "drop")
            return source(rows, self.target, self.task, self.categorical)
