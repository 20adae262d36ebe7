"""How a table stands in its file."""

from collections.abc import Mapping
from typing import Any, Literal

from attrs import asdict, frozen

from kb_keras.datasets.tables._missing import Missing
from kb_keras.datasets.tables._notation import PLAIN, Notation

Header = bool | Literal["auto"]


@frozen
class Form:
    """What has to be known to read a file.

    Attributes:
        delimiter: What stands between fields.
        header: Whether the first line holds names; auto: yes, unless it looks like values.
        notation: How numbers are written.
        missing_values: How missing values are written; None for the usual spellings.
        skip: How many lines stand before the table.
    """

    delimiter: str = ","
    header: Header = "auto"
    notation: Notation = PLAIN
    missing_values: tuple[str, ...] | None = None
    skip: int = 0

    @property
    def missing(self) -> Missing:
        """The spellings of a missing value."""
        return Missing.of(self.missing_values, self.notation.number)

    def describe(self) -> dict[str, Any]:
        """Return it as plain data."""
        notation = {**asdict(self.notation), "units": list(self.notation.units)}
        missing = None if self.missing_values is None else list(self.missing_values)
        return {
            "delimiter": self.delimiter,
            "header": self.header,
            **notation,
            "missing_values": missing,
            "skip": self.skip,
        }

    @classmethod
    def restore(cls, description: Mapping[str, Any]) -> "Form":
        """Return what was described."""
        missing, units = description["missing_values"], tuple(description["units"])
        names = ("decimal", "thousands", "percent")
        return cls(
            description["delimiter"],
            description["header"],
            Notation(**{name: description[name] for name in names}, units=units),
            None if missing is None else tuple(missing),
            description["skip"],
        )
