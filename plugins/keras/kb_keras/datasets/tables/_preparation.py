"""What was fitted on a table's training rows, and new rows that are prepared with it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from typing import Any

from attrs import frozen
from kb_registry import (
    DataSpec,
    NewData,
    PreparedRows,
    RawForm,
    RawInput,
    Samples,
    Split,
    Splits,
    Task,
)
from numpy.typing import NDArray

from kb_keras.datasets.samples import _description as description_of
from kb_keras.datasets.samples._views import blocks, mapped
from kb_keras.datasets.tables._features import (
    FeatureColumn,
    Features,
    NumberColumn,
    WordColumn,
    describe_columns,
    restore_columns,
)
from kb_keras.datasets.tables._file import Table, read_table
from kb_keras.datasets.tables._form import Form
from kb_keras.datasets.tables._moments import moments
from kb_keras.datasets.tables._new_rows import NewRows
from kb_keras.datasets.tables._opening import opened
from kb_keras.datasets.tables._range import FarValues
from kb_keras.datasets.tables._records import records
from kb_keras.datasets.tables._source import TableSource
from kb_keras.datasets.tables._standardization import Standardization
from kb_keras.datasets.tables._target import Target

KIND, FORMAT = "table", 1


@frozen(eq=False)
class TablePreparation:
    """Makes samples of a table's rows.

    Attributes:
        spec: What the dataset is.
        columns: What the features are, in their order: first the columns of numbers.
        scale: How the features are standardized.
        target: The column to predict.
        form: How tables are written.
        drop: Whether rows that miss a value are left out.
    """

    spec: DataSpec
    columns: tuple[FeatureColumn, ...]
    scale: Standardization
    target: Target
    form: Form
    drop: bool

    def describe(self) -> dict[str, Any]:
        """Return it as plain data: columns in the order of their features, and the target."""
        return {
            **description_of.spec(KIND, FORMAT, self.spec),
            "columns": describe_columns(self.columns, self.scale),
            "target": self.target.describe(),
            "form": self.form.describe(),
            "missing": "drop" if self.drop else "error",
        }

    @classmethod
    def restore(cls, description: Mapping[str, Any]) -> "TablePreparation":
        """Return what was described.

        Raises:
            DataError: The description is damaged or of a newer version.
        """
        with description_of.reading(description, KIND, FORMAT):
            columns, scale = restore_columns(description["columns"])
            return cls(
                DataSpec.restore(description),
                columns,
                scale,
                Target.restore(description["target"]),
                Form.restore(description["form"]),
                drop=description["missing"] == "drop",
            )

    def apply(self, splits: Splits) -> Splits:
        """Standardize samples that were read and divided, and warn of far values among them."""
        far = FarValues(self._numbers, self.scale)
        for name in ("validation", "test"):
            part: Samples = splits.by_name()[name].x
            for _, block in blocks(part):
                far.look(f"{self.spec.name}, {name} samples", block)
        parts = (
            Split(
                mapped(part.x, self.scale),
                self.target.scaled(part.y) if self.spec.task is Task.REGRESSION else part.y,
            )
            for part in splits.by_name().values()
        )
        return Splits(splits.spec, *parts, preparation=self)

    def read(self, source: NewData, *, targets: bool = False) -> Iterator[PreparedRows]:
        """Yield all rows of a text file or a stream in order, some thousand at a time.

        Columns may stand in any order, and there may be more of them. Lines that hold an object
        each, as in JSON Lines, are read as well.

        Raises:
            DataError: The file can't be read, lacks a column, or a row misses a value or holds a
                word or class that training never saw.
        """
        names = [column.name for column in self.columns]
        names += [self.target.name] * targets
        with self._opened(source, names) as table:
            rows = NewRows(
                table.file, self.spec, self.columns, self.target if targets else None, self.form
            )
            far = FarValues(self._numbers, self.scale)
            features = Features.of(self.columns)
            for block in table.blocks:
                kept, skipped = rows.without_gaps(table, block, drop=self.drop)
                found = features(rows.cells(kept))
                far.look(str(table.file), found, kept.lines)
                y = rows.targets(kept) if targets else None
                yield PreparedRows(block.lines, self.scale(found), y, skipped)

    def in_units(self, outputs: NDArray[Any]) -> NDArray[Any]:
        """Return predicted numbers in the unit of the target; probabilities unchanged."""
        return self.target.in_units(outputs) if self.spec.task is Task.REGRESSION else outputs

    def raw_input(self, form: RawForm) -> RawInput | None:
        """Return what was fitted as layers that take rows of the table."""
        from kb_keras.datasets.tables._raw_input import TableInput

        target = self.target if self.spec.task is Task.REGRESSION else None
        return TableInput(self.columns, self.scale, target, form)

    @property
    def _numbers(self) -> list[str]:
        return [column.name for column in self.columns if isinstance(column, NumberColumn)]

    @contextmanager
    def _opened(self, source: NewData, names: list[str]) -> Iterator[Table]:
        texts = {column.name for column in self.columns if isinstance(column, WordColumn)}
        texts |= {self.target.name} if self.target.words else set()
        with opened(source) as (file, lines):
            first = next(lines, "")
            every = chain([first], lines)
            if first.lstrip().startswith("{"):
                yield records(file, every, names, self.form.notation)
            else:
                yield read_table(file, every, self.form, texts).only(names)


def fitted(source: TableSource, train: Split, *, features: bool, targets: bool) -> TablePreparation:
    """Fit on the training samples what new rows are prepared with.

    Args:
        source: The table, before it was divided.
        train: The training samples, as they were read.
        features: Whether to standardize numbers.
        targets: Whether to standardize the targets.
    """
    scale = Standardization.of(moments(train.x), numeric=source.numeric, scaled=features)
    target = Target(source.target, source.words)
    if targets:
        centre = moments(train.y)
        target = Target(source.target, source.words, centre.mean.item(), centre.deviation.item())
    return TablePreparation(source.spec, source.columns, scale, target, source.form, source.drop)
