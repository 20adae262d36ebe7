"""Tables in text files."""

from typing import TYPE_CHECKING, Annotated, Literal

from kb_registry import Ge, InvalidParameterError, Splits, param

from kb_keras.datasets.tables._dataset import TableDataset

if TYPE_CHECKING:
    from kb_keras.datasets.tables._source import TableSource


class Csv(TableDataset):
    """A table in a text file, with column names in the first line.

    A column of numbers is one feature. A column of words is as many features as it has
    different words, each 1 if the row holds that word and 0 otherwise (one-hot). Numbers
    come first, each group in the order of the file. Empty fields, `NA`, `N/A`, `#N/A`, `<NA>`,
    `NaN`, `null` and `?` are missing, and among numbers `None`, `nil`, `-`, `.`, `missing` and
    `unknown` as well. A first column without a name numbers the rows and is left out. The file
    may be packed by gzip, bzip2 or xz, and is in UTF-8, or UTF-16 with a byte order mark.
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
    missing_values: tuple[str, ...] | None = param(
        default=None,
        kw_only=True,
        help="what means missing beside an empty field; none: the usual spellings",
    )
    delimiter: str = param(default=",", kw_only=True, help="what stands between fields")
    header: bool | Literal["auto"] = param(
        default="auto",
        kw_only=True,
        help="whether the first line holds names; false: columns are called 1, 2, ...",
    )
    skip: Annotated[int, Ge(0)] = param(
        default=0, kw_only=True, help="lines before the table, such as a title or comments"
    )
    decimal: Literal[".", ","] = param(
        default=".", kw_only=True, help="what stands before the fraction of a number"
    )
    thousands: str = param(
        default="", kw_only=True, help="what stands between groups of three digits"
    )
    percent: bool = param(default=False, kw_only=True, help="whether 12% is the number 0.12")
    units: tuple[str, ...] = param(
        default=(), kw_only=True, help="what to leave off numbers, such as $ or kg"
    )

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        for name, least in (("delimiter", 1), ("thousands", 0)):
            sign = getattr(self, name)
            if not least <= len(sign) <= 1:
                raise InvalidParameterError(
                    f"csv: {name} must be a single character, not {sign!r}.",
                    hint='A tab is written "\\t".',
                )
        if self.thousands == self.decimal:
            raise InvalidParameterError(
                f"csv: decimal and thousands can't both be {self.decimal!r}."
            )

    def read(self) -> "TableSource":
        """Read the file once, turn its columns into numbers and leave these on the disk.

        Raises:
            DataError: The file is missing or isn't a table, a named column isn't there, a value
                is missing or infinite, numbers and text stand in one column, or there is one
                class alone.
        """
        from kb_keras.datasets.tables._file import open_table
        from kb_keras.datasets.tables._form import Form
        from kb_keras.datasets.tables._gaps import Gaps, complete
        from kb_keras.datasets.tables._notation import Notation
        from kb_keras.datasets.tables._samples import Choice, source

        notation = Notation(self.decimal, self.thousands, self.percent, self.units)
        form = Form(self.delimiter, self.header, notation, self.missing_values, self.skip)
        choice = Choice(self.target, self.task, self.categorical, self.missing == "drop")
        with open_table(self.path, form, {*self.categorical, *self.drop}) as table:
            asked = (self.target, *self.categorical)
            kept = table.without(self.drop).settled(asked)
            kept.check_names(asked)
            gaps = Gaps(form, dict.fromkeys(self.categorical, False))
            return source(complete(kept, gaps, drop=choice.drop), form, choice)

    def script(self, seed: int, data: Splits) -> str | None:
        """Return code that reads the file, unless it is written unusually."""
        from pathlib import Path

        from kb_keras.datasets.samples._script import loading_code
        from kb_keras.datasets.tables._preparation import TablePreparation
        from kb_keras.datasets.tables._script import reading_code

        if not isinstance(data.preparation, TablePreparation):
            return None
        reading = reading_code(Path(self.path).expanduser().resolve(), data.preparation)
        return reading and loading_code(
            reading,
            data=data,
            validation=self.validation,
            test=self.test,
            seed=seed,
        )
