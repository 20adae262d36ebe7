"""A table before it is divided."""

from attrs import field, frozen

from kb_keras.datasets.samples._division import Source
from kb_keras.datasets.tables._features import FeatureColumn, NumberColumn
from kb_keras.datasets.tables._form import Form


@frozen(eq=False)
class TableSource(Source):
    """Rows of a table, and what its columns are.

    Attributes:
        columns: What the features are, in their order: first the columns of numbers.
        target: Name of the column to predict.
        words: Whether the target's values are words.
        form: How the table is written.
        drop: Whether rows that miss a value are left out.
    """

    columns: tuple[FeatureColumn, ...] = field(kw_only=True)
    target: str = field(kw_only=True)
    words: bool = field(default=False, kw_only=True)
    form: Form = field(default=Form(), kw_only=True)
    drop: bool = field(default=False, kw_only=True)

    @property
    def numeric(self) -> int:
        """How many of the first features are measured numbers."""
        return sum(isinstance(column, NumberColumn) for column in self.columns)
